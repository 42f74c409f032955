import type {Clock} from '../clock.js';
import type {Problem} from '../core/operation.js';
import {
	joinPath,
	nameOf,
	parentOf,
	type Path,
} from '../core/path.js';
import {editTree, lookup, type Tree} from '../core/tree.js';
import {FsyncError} from '../fault.js';
import type {DigestBatch} from './digest-files.js';
import {entryWidth, type EntryBatch} from './entry-batch.js';
import {HashQueue} from './hash-queue.js';
import type {ScanRequest, ScanResult} from './replica.js';
import type {RuleFiles} from './rule-files.js';
import {ScanComparison} from './scan-comparison.js';
import {
	draftFolder,
	editsOf,
	finishFolder,
	type FolderDraft,
} from './scan-draft.js';
import {ScanFindings} from './scan-findings.js';
import {rulesUnreadable, scanProblem, unreadable} from './scan-problem.js';
import {startingDrafts} from './scan-start.js';
import {rulesFault, type FolderLook} from './walk.js';

/** The disk's half of a scan, wherever it runs: `walk` and `digestFiles` behind messages to a worker, or inline. */
export type ScanDisk = {
	/** Absolute path of the root, for messages only. */
	readonly root: string;
	walk(looks: readonly FolderLook[], ruleFiles: RuleFiles): AsyncIterable<EntryBatch>;
	digestFiles(paths: readonly Path[]): Promise<DigestBatch>;
};

/** Folders in one request at most, and requests on their way at once: the next one waits at the worker when one is done. */
const foldersAtOnce = 256;
const walksAtOnce = 2;

/** Codes of errors that say that the folder is not there, or is no folder, by now. */
const gone = new Set(['ENOENT', 'ENOTDIR', 'ELOOP']);

/**
Finds out what a folder is like now: a walk in breadth (main thread and worker take turns without waiting for each other), a comparison
with the last scan, and a digest of each file that differs from it by inode, size or times. What cannot be read is frozen, never
taken for deleted (rule 32). Throws `FsyncError` with code `root` when the root cannot be listed, and the signal's reason.
*/
export async function scan(disk: ScanDisk, request: ScanRequest, clock: Clock): Promise<ScanResult> {
	return new Scan(disk, request, clock).run();
}

class Scan {
	readonly #disk: ScanDisk;
	readonly #request: ScanRequest;
	readonly #findings = new ScanFindings();
	readonly #hashes: HashQueue;
	readonly #comparison: ScanComparison;
	readonly #ruleFiles: RuleFiles;
	readonly #starts: FolderDraft[];
	#hasFailed = false;
	readonly #queue: FolderDraft[];

	constructor(disk: ScanDisk, request: ScanRequest, clock: Clock) {
		this.#disk = disk;
		this.#request = request;
		this.#ruleFiles = request.rules.fileNames ?? [];
		this.#starts = startingDrafts(request.previous, request.dirty, this.#ruleFiles);
		this.#queue = [...this.#starts];
		this.#hashes = new HashQueue({
			digestFiles: async paths => disk.digestFiles(paths),
			wallMilliseconds: () => clock.wallMilliseconds(),
			onBatch: () => request.onProgress?.(this.#findings.progress()),
			signal: request.signal,
		});
		this.#comparison = new ScanComparison({
			rules: request.rules,
			findings: this.#findings,
			read: task => {
				this.#hashes.add(task);
			},
			canMove: request.previous.children.size > 0,
		});
	}

	async run(): Promise<ScanResult> {
		try {
			return await this.#run();
		} catch (error) {
			this.#hasFailed = true;
			this.#hashes.stop();
			throw error;
		}
	}

	async #run(): Promise<ScanResult> {
		while (this.#queue.length > 0) {
			await Promise.all(Array.from({length: walksAtOnce}, async () => this.#lane()));
		}

		this.#comparison.settleFresh();
		await this.#hashes.drain();
		return {
			...this.#findings.progress(),
			tree: this.#tree(),
			problems: this.#findings.problems,
			frozen: this.#findings.frozen,
			busy: this.#findings.busy,
			ignored: this.#findings.ignored,
		};
	}

	/** Walks as long as there are folders to walk. */
	async #lane(): Promise<void> {
		for (let drafts = this.#take(); drafts.length > 0; drafts = this.#take()) {
			const looks = drafts.map(({path, names}) => ({folder: path, ...names && {names}}));
			for await (const batch of this.#disk.walk(looks, this.#ruleFiles)) {
				this.#request.signal?.throwIfAborted();
				this.#accept(batch, drafts);
				this.#request.onProgress?.(this.#findings.progress());
			}
		}
	}

	#take(): FolderDraft[] {
		return this.#hasFailed ? [] : this.#queue.splice(0, Math.min(foldersAtOnce, Math.ceil(this.#queue.length / walksAtOnce)));
	}

	#accept({parts, names: joined, numbers, texts}: EntryBatch, drafts: readonly FolderDraft[]): void {
		const names = joined.split('/');
		let place = 0;
		for (const part of parts) {
			const draft = drafts[part.look]!;
			if (part.fault !== undefined) {
				this.#fault(draft, part.fault);
				continue;
			}

			if (part.rules) {
				this.#request.rules.load?.(draft.path, part.rules);
			}

			for (const end = place + part.count; place < end; place++) {
				const name = names[place]!;
				this.#comparison.accept({
					draft, name, path: joinPath(draft.path, name), numbers, at: place * entryWidth, text: texts.get(place),
				});
			}

			if (part.isLast && !draft.names) {
				this.#comparison.close(draft);
			}
		}

		this.#queue.push(...this.#comparison.folders.splice(0));
	}

	/** Nothing is known of a folder now. */
	#fault(draft: FolderDraft, code: string): void {
		const {path} = draft;
		if (code === rulesFault) {
			this.#freeze(draft, rulesUnreadable(path));
		} else if (path === '') {
			throw new FsyncError('root', `The folder ${this.#disk.root} cannot be read (${code}); make it available again, then scan once more.`);
		} else if (draft.names && (gone.has(code) || code === 'EXDEV')) {
			// It is not what it was: look at the folder itself.
			draft.isFrozen = true;
			const parent = parentOf(path);
			const above = draftFolder({path: parent, before: lookup(this.#request.previous, parent), names: [nameOf(path)]});
			this.#starts.push(above);
			this.#queue.push(above);
		} else if (gone.has(code)) {
			this.#freeze(draft);
			this.#findings.busy.push(path);
		} else {
			this.#freeze(draft, code === 'EXDEV' ? scanProblem(path, 'other-device') : unreadable(path, code));
		}
	}

	#freeze(draft: FolderDraft, problem?: Problem): void {
		draft.isFrozen = true;
		this.#findings.frozen.add(draft.path);
		if (problem) {
			this.#findings.problems.push(problem);
		}
	}

	#tree(): Tree {
		const [first] = this.#starts;
		if (first && !first.names) {
			return first.isFrozen ? this.#request.previous : finishFolder(first);
		}

		return editTree(this.#request.previous, this.#starts.flatMap(draft => [...editsOf(draft)]));
	}
}
