import type {TreeNode} from '../core/node.js';
import type {Problem} from '../core/operation.js';
import {
	pathFault,
	pathLimits,
	reservedName,
	type Path,
} from '../core/path.js';
import type {DigestBatch} from './digest-files.js';
import {fileNodeOf} from './digest-node.js';
import {
	diskStatAt,
	entryCode,
	entryWidth,
	isUnchangedAt,
} from './entry-batch.js';
import type {HashTask} from './hash-queue.js';
import type {IgnoreRules} from './replica.js';
import {
	draftFolder,
	keep,
	reserve,
	type FolderDraft,
} from './scan-draft.js';
import type {ScanFindings} from './scan-findings.js';
import {
	beyondLimits,
	notUtf8,
	scanProblem,
	unreadable,
} from './scan-problem.js';
import {VanishedFiles} from './vanished-files.js';

/** One entry of a batch, and the draft that it is to become a child of. */
export type SeenEntry = {
	readonly draft: FolderDraft;
	readonly name: string;
	readonly path: Path;
	readonly numbers: Float64Array;
	readonly at: number;
	readonly text: string | undefined;
};

/** Compares what the walk reports with the last scan: decides what stays, what is to be read and what cannot be had. */
export class ScanComparison {
	/** Folders met that are to be listed. */
	readonly folders: FolderDraft[] = [];
	readonly #vanished = new VanishedFiles();
	/** New files that may be old ones under a new name. */
	#fresh: SeenEntry[] = [];
	readonly #rules: IgnoreRules;
	readonly #findings: ScanFindings;
	readonly #read: (task: HashTask) => void;
	readonly #canMove: boolean;

	/** `canMove`: there is something that may turn up under another name. */
	constructor(options: {rules: IgnoreRules; findings: ScanFindings; read: (task: HashTask) => void; canMove: boolean}) {
		this.#rules = options.rules;
		this.#findings = options.findings;
		this.#read = options.read;
		this.#canMove = options.canMove;
	}

	/** Takes one entry of a folder. */
	accept(seen: SeenEntry): void {
		const {draft, name, path, numbers, at} = seen;
		if (path === reservedName) {
			return;
		}

		this.#findings.entries++;
		draft.known += draft.previous?.children.has(name) === true ? 1 : 0;
		const code = numbers[at]!;
		if (code === entryCode.badName) {
			this.#findings.problems.push(notUtf8(path, 'name'));
		} else if (isBeyondLimits(seen)) {
			this.#findings.problems.push(beyondLimits(path));
		} else if (code !== entryCode.absent && this.#rules.ignores(path, code === entryCode.folder || code === entryCode.otherDevice)) {
			this.#ignore(seen);
		} else {
			this.#judge(seen, code);
		}
	}

	/** All entries of a listed folder have been taken: what it had besides is gone. */
	close({previous, known, children}: FolderDraft): void {
		if (!previous || known === previous.children.size) {
			return;
		}

		for (const [name, node] of previous.children) {
			if (!children.has(name)) {
				this.#vanished.add(node);
			}
		}
	}

	/** To be called when the walk has ended: has new files read unless they are found to be old ones under a new name. */
	settleFresh(): void {
		for (const seen of this.#fresh) {
			const node = this.#vanished.find(seen.numbers, seen.at);
			if (node) {
				seen.draft.children.set(seen.name, node);
			} else {
				this.#hash(seen);
			}
		}

		this.#fresh = [];
	}

	#judge(seen: SeenEntry, code: number): void {
		switch (code) {
			case entryCode.file:
			case entryCode.executable: {
				this.#file(seen);
				break;
			}

			case entryCode.folder: {
				this.#folder(seen);
				break;
			}

			case entryCode.symlink: {
				this.#symlink(seen);
				break;
			}

			case entryCode.absent: {
				this.#replaced(seen);
				seen.draft.children.set(seen.name, undefined);
				break;
			}

			case entryCode.vanished: {
				this.#busy(seen);
				break;
			}

			default: {
				this.#unusable(seen, code);
			}
		}
	}

	#file(seen: SeenEntry): void {
		const before = this.#before(seen);
		if (before?.kind === 'file' && isUnchangedAt(seen.numbers, seen.at, before.disk)) {
			seen.draft.children.set(seen.name, before);
			return;
		}

		reserve(seen.draft, seen.name);
		if (before?.kind === 'file' || !this.#canMove) {
			this.#hash(seen);
		} else {
			this.#replaced(seen);
			this.#fresh.push(seen);
		}
	}

	#folder(seen: SeenEntry): void {
		const before = this.#before(seen);
		if (before?.kind !== 'folder') {
			this.#replaced(seen);
		}

		const draft = draftFolder({
			path: seen.path, name: seen.name, before, disk: diskStatAt(seen.numbers, seen.at),
		});
		reserve(seen.draft, seen.name);
		seen.draft.subfolders.push(draft);
		this.folders.push(draft);
	}

	#symlink(seen: SeenEntry): void {
		const before = this.#before(seen);
		const target = seen.text ?? '';
		if (before?.kind === 'symlink' && before.target === target && isUnchangedAt(seen.numbers, seen.at, before.disk)) {
			seen.draft.children.set(seen.name, before);
			return;
		}

		this.#replaced(seen);
		seen.draft.children.set(seen.name, {kind: 'symlink', target, disk: diskStatAt(seen.numbers, seen.at)});
	}

	#unusable(seen: SeenEntry, code: number): void {
		const {path} = seen;
		switch (code) {
			case entryCode.special: {
				this.#leaveOut(seen, scanProblem(path, 'special-file'));
				break;
			}

			case entryCode.badTarget: {
				this.#leaveOut(seen, notUtf8(path, 'link'));
				break;
			}

			case entryCode.otherDevice: {
				this.#freeze(seen, scanProblem(path, 'other-device'));
				break;
			}

			default: {
				this.#freeze(seen, unreadable(path, seen.text ?? ''));
			}
		}
	}

	/** What has no place in a tree is passed over; but where the tree had something, that is not gone by a person's wish. */
	#leaveOut(seen: SeenEntry, problem: Problem): void {
		if (this.#before(seen)) {
			this.#freeze(seen, problem);
		} else {
			this.#findings.problems.push(problem);
			seen.draft.children.delete(seen.name);
		}
	}

	#freeze(seen: SeenEntry, problem: Problem | undefined): void {
		this.#findings.frozen.add(seen.path);
		keep(seen.draft, seen.name);
		if (problem) {
			this.#findings.problems.push(problem);
		}
	}

	#busy(seen: SeenEntry): void {
		this.#freeze(seen, undefined);
		this.#findings.busy.push(seen.path);
	}

	#ignore(seen: SeenEntry): void {
		this.#findings.ignored.push(seen.path);
		if (seen.draft.names) {
			seen.draft.children.set(seen.name, undefined);
		}
	}

	/** What stood here at the last scan does so no longer, but may stand elsewhere. */
	#replaced(seen: SeenEntry): void {
		const before = this.#before(seen);
		if (before) {
			this.#vanished.add(before);
		}
	}

	#before(seen: SeenEntry): TreeNode | undefined {
		return seen.draft.previous?.children.get(seen.name);
	}

	#hash(seen: SeenEntry): void {
		this.#read({
			path: seen.path,
			size: seen.numbers[seen.at + 2]!,
			settle: (batch, index, wallMilliseconds) => {
				this.#settle(seen, batch, {index, wallMilliseconds});
			},
		});
	}

	#settle(seen: SeenEntry, batch: DigestBatch, {index, wallMilliseconds}: {index: number; wallMilliseconds: number}): void {
		const code = batch.numbers[index * entryWidth];
		if (code === entryCode.vanished) {
			this.#busy(seen);
		} else if (code === entryCode.unreadable) {
			this.#freeze(seen, unreadable(seen.path, batch.faults.get(index) ?? ''));
		} else {
			const node = fileNodeOf(batch, index, wallMilliseconds);
			seen.draft.children.set(seen.name, node);
			this.#findings.hashedFiles++;
			this.#findings.hashedBytes += node.size;
		}
	}
}

/** Names are at most 85 characters and paths at most 1,365 before their bytes need to be counted. */
function isBeyondLimits({draft, name, path}: SeenEntry): boolean {
	const mayBe = draft.depth >= pathLimits.depth || name.length * 3 > pathLimits.componentBytes || path.length * 3 > pathLimits.pathBytes;
	return mayBe && pathFault(path) !== undefined;
}
