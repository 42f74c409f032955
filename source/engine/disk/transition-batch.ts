import type {Digest, FileNode} from '../core/node.js';
import type {Path} from '../core/path.js';
import type {FileSystem} from './file-system.js';
import {Flush} from './flush.js';
import {Publisher, type StepContent} from './publish.js';
import {discard} from './reserved-folder.js';
import type {StageShelf} from './stage-shelf.js';
import {Creations} from './transition-creations.js';
import {Nursery} from './transition-nursery.js';
import {faultOf, Preparer, type Prepared} from './transition-prepare.js';
import {
	type BatchInput,
	type BatchOutput,
	type ContentHolder,
	type PutStep,
	type Step,
	type StepFault,
} from './transition-step.js';
import {readStats} from './transition-stat.js';
import {TrashBatch, type TrashCounter} from './trash.js';

export type BatchDesk = {readonly files: FileSystem; readonly shelf: StageShelf; readonly counter: TrashCounter; readonly owed?: Set<Path>};

/** A file put whose content is needed: another time or executable bit alone needs none. */
function wantsContent(step: Step): step is PutStep & {node: FileNode} {
	return step.kind === 'put' && step.node.kind === 'file' && !(step.known?.kind === 'file' && step.known.digest === step.node.digest);
}

/**
Carries steps out in order: prepares all files in the stage, flushes them, publishes step by step, flushes the folders, and only then
looks what stands there now. Faults of single steps are data; `FsyncError` (root) when nobody can say what is durable.
*/
export function runBatch(desk: BatchDesk, input: BatchInput): BatchOutput {
	const missing = input.sources ? [] : missingContents(desk.shelf, input.steps);
	if (missing.length > 0) {
		return {missing};
	}

	const trash = new TrashBatch(desk.files, desk.counter, input.occasion);
	try {
		return new Batch(desk, input, trash).run();
	} finally {
		trash.close();
		desk.files.forget();
	}
}

function missingContents(shelf: StageShelf, steps: readonly Step[]): Digest[] {
	const missing = new Set<Digest>();
	for (const step of steps) {
		if (wantsContent(step) && step.node.size > 0 && !shelf.holds(step.node.digest)) {
			missing.add(step.node.digest);
		}
	}

	return [...missing];
}

class Batch {
	readonly #files: FileSystem;
	readonly #shelf: StageShelf;
	readonly #steps: readonly Step[];
	readonly #trash: TrashBatch;
	readonly #flush: Flush;
	readonly #preparer: Preparer;
	readonly #publisher: Publisher;
	readonly #nursery: Nursery;
	readonly #contents: StepContent[] = [];
	readonly #faults = new Map<number, StepFault>();
	readonly #creations: Creations;

	constructor({files, shelf, owed}: BatchDesk, {steps, sources = new Map<Digest, readonly ContentHolder[]>()}: BatchInput, trash: TrashBatch) {
		this.#files = files;
		this.#shelf = shelf;
		this.#steps = steps;
		this.#trash = trash;
		this.#creations = new Creations(() => trash.takeOrder());
		this.#flush = new Flush(files, steps.filter(step => step.kind === 'put' && step.node.kind === 'file').length, owed);
		this.#preparer = new Preparer({
			files, shelf, sources, flush: this.#flush, uses: countUses(steps),
		});
		this.#publisher = new Publisher({
			files, shelf, trash, preparer: this.#preparer, flush: this.#flush, creations: this.#creations,
		});
		this.#nursery = new Nursery({
			files, steps, flush: this.#flush, freshPath: () => shelf.freshPath(),
		});
	}

	run(): BatchOutput {
		try {
			this.#prepare();
			this.#publish();
		} finally {
			this.#nursery.clear();
		}

		this.#clearStage();
		this.#flushPublished();
		return {faults: this.#faults, stats: this.#stats()};
	}

	#prepare(): void {
		for (const [index, step] of this.#steps.entries()) {
			if (step.kind === 'put') {
				this.#contents[index] = this.#orFault(() => this.#prepareStep(step, index));
			}
		}

		const dead = this.#flush.flushData();
		for (const [index, content] of dead.size > 0 ? this.#contents.entries() : []) {
			const code = content && !('status' in content) ? dead.get(content.path) : undefined;
			if (code !== undefined) {
				this.#contents[index] = {status: 'failed', code: 'io', message: `The disk did not take the file (${code}). Check its health and the system log.`};
			}
		}

		// Flushing took a while: what was known of the folders outside the stage is old.
		this.#files.forget();
	}

	#prepareStep(step: PutStep, index: number): StepContent {
		const at = this.#nursery.placeFor(index);
		if (step.node.kind === 'file' && wantsContent(step)) {
			const mode = step.known ? this.#files.find(step.path)?.mode : undefined;
			return this.#preparer.prepare(step.node, {...at !== undefined && {at}, ...mode !== undefined && {mode}});
		}

		if (at !== undefined && step.node.kind === 'symlink') {
			this.#files.makeLink(at, step.node.target);
		} else if (at !== undefined) {
			this.#nursery.makeFolder(at);
		}

		return undefined;
	}

	#publish(): void {
		for (const [index, step] of this.#steps.entries()) {
			this.#nursery.publish(index);
			const content = this.#contents[index];
			const fault = this.#nursery.isPublished(index) ? this.#settle(step as PutStep, content) : this.#orFault(() => this.#publisher.publish(step, content));
			if (fault) {
				this.#faults.set(index, fault);
			}
		}
	}

	/** A step that was carried out with its nursery. */
	#settle({path, node}: PutStep, content: StepContent): StepFault | undefined {
		if (content && 'status' in content) {
			return content;
		}

		this.#creations.add(path, node.kind);

		if (content?.digest !== undefined) {
			this.#shelf.release(content.digest);
		}

		return undefined;
	}

	/** Contents that are in place everywhere are needed no more; files that were prepared in vain go, their contents stay. */
	#clearStage(): void {
		const kept = new Set<Digest>();
		for (const [index, step] of this.#steps.entries()) {
			if (!wantsContent(step)) {
				continue;
			}

			const content = this.#contents[index];
			if (content && !('status' in content) && content.digest === undefined && !this.#isUsed(index, content)) {
				discard(this.#files, content.path);
			}

			if (this.#faults.has(index)) {
				kept.add(step.node.digest);
			}
		}

		for (const step of this.#steps) {
			if (wantsContent(step) && !kept.has(step.node.digest)) {
				this.#shelf.release(step.node.digest);
			}
		}
	}

	#isUsed(index: number, content: Prepared): boolean {
		return this.#nursery.isPublished(index) || this.#publisher.versions.used.has(content);
	}

	#flushPublished(): void {
		this.#trash.created(this.#creations.list());
		for (const folder of this.#trash.touched) {
			this.#flush.touched(folder);
		}

		this.#flush.require(() => {
			this.#trash.sync();
		});
		this.#flush.flushFolders();
	}

	/** Looks last of all, because links, renames and unlinks change the ctime. */
	#stats(): Float64Array<ArrayBuffer> {
		return readStats(this.#files, this.#steps, index => {
			const content = this.#contents[index];
			// What was written in a nursery has not been touched since.
			const stat = this.#nursery.isPublished(index) && content && !('status' in content) && content.digest === undefined ? content.stat : undefined;
			return {stat, isRefused: this.#faults.has(index), isDoubtful: this.#publisher.versions.doubtful.has(this.#steps[index]!.path)};
		});
	}

	#orFault<T>(action: () => T): T | StepFault {
		try {
			return action();
		} catch (error) {
			return faultOf(error);
		}
	}
}

function countUses(steps: readonly Step[]): Map<Digest, number> {
	const uses = new Map<Digest, number>();
	for (const step of steps) {
		if (wantsContent(step)) {
			uses.set(step.node.digest, (uses.get(step.node.digest) ?? 0) + 1);
		}
	}

	return uses;
}
