import type {Clock} from '../clock.js';
import type {Problem} from '../core/operation.js';
import {joinPath, nameOf, parentOf} from '../core/path.js';
import {editTree, lookup, type Tree} from '../core/tree.js';
import {FsyncError} from '../fault.js';
import {
	entryWidth,
	JoinedNames,
	namesIn,
	type EntryBatch,
	type FolderPart,
	type Listing,
} from './entry-batch.js';
import {FolderWalk} from './folder-walk.js';
import {HashQueue} from './hash-queue.js';
import type {
	IgnoreRules,
	Replica,
	ScanRequest,
	ScanResult,
} from './replica.js';
import {ScanComparison} from './scan-comparison.js';
import {
	compareWith,
	draftFolder,
	editsOf,
	finishFolder,
	type FolderDraft,
} from './scan-draft.js';
import {ScanFindings} from './scan-findings.js';
import {rulesUnreadable, scanProblem, unreadable} from './scan-problem.js';
import type {ScanDisk} from './scan-disk.js';
import {startingDrafts} from './scan-start.js';
import {loadRules, WalkAhead} from './walk-ahead.js';
import {rulesFault} from './walk.js';

/** Codes of errors that say that the folder is not there, or is no folder, by now. */
const gone = new Set(['ENOENT', 'ENOTDIR', 'ELOOP']);

/**
Finds out what a folder is like now: a walk in breadth (main thread and worker take turns without waiting for each other), a comparison
with the last scan, and a digest of each file that differs from it by inode, size or times. What cannot be read is frozen, never
taken for deleted (rule 32). Throws `FsyncError` with code `root` when the root cannot be listed, and the signal's reason.
*/
export async function scan(disk: ScanDisk, request: ScanRequest, clock: Clock): Promise<ScanResult> {
	return new Scan({disk, request, clock}).run();
}

/** A walk that has begun: a scan goes on with it, once, or nobody wants it any more. */
type Ahead = {scan(request: ScanRequest): Promise<ScanResult>; stop(): void};

/** Begins to walk a whole folder before it is known what it was like at the last scan, which may take as long to be read. */
export function walkAhead(disk: ScanDisk, rules: IgnoreRules, clock: Clock): Ahead {
	const ahead = new WalkAhead(disk, rules);
	return {
		scan: async request => new Scan({
			disk, request, clock, ahead,
		}).run(),
		stop() {
			ahead.walk.stop();
		},
	};
}

/** A replica's scans. A walk that has begun ahead serves the next one, if that is of everything. */
export function scanner(disk: ScanDisk, clock: Clock): Pick<Replica, 'walkAhead' | 'scan'> {
	let ahead: Ahead | undefined;
	return {
		walkAhead(rules) {
			ahead = walkAhead(disk, rules, clock);
		},
		async scan(request) {
			const begun = ahead;
			ahead = undefined;
			if (begun && !request.dirty) {
				return begun.scan(request);
			}

			begun?.stop();
			return scan(disk, request, clock);
		},
	};
}

type ScanOptions = {readonly disk: ScanDisk; readonly request: ScanRequest; readonly clock: Clock; readonly ahead?: WalkAhead};

class Scan {
	readonly #disk: ScanDisk;
	readonly #request: ScanRequest;
	readonly #findings = new ScanFindings();
	readonly #hashes: HashQueue;
	readonly #comparison: ScanComparison;
	readonly #walk: FolderWalk;
	readonly #ahead: WalkAhead | undefined;
	readonly #starts: FolderDraft[];

	constructor({disk, request, clock, ahead}: ScanOptions) {
		this.#disk = disk;
		this.#request = request;
		this.#ahead = ahead;
		const ruleFiles = request.rules.fileNames ?? [];
		this.#starts = ahead ? [ahead.root] : startingDrafts(request.previous, request.dirty, ruleFiles);
		this.#hashes = new HashQueue({
			digestFiles: async request => disk.digestFiles(request),
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
			previous: request.previous,
			onNamed: request.onNamed,
		});
		this.#walk = ahead?.walk ?? new FolderWalk({
			disk, ruleFiles, accept: (batch, drafts) => {
				this.#accept(batch, drafts);
			},
		});
	}

	async run(): Promise<ScanResult> {
		try {
			return await this.#run();
		} catch (error) {
			this.#walk.stop();
			this.#hashes.stop();
			throw error;
		}
	}

	async #run(): Promise<ScanResult> {
		if (this.#ahead) {
			compareWith(this.#ahead.root, this.#request.previous);
			this.#ahead.handOver((batch, drafts) => {
				this.#take(batch, drafts);
			});
		} else {
			this.#walk.add(this.#starts);
		}

		await this.#walk.drain();
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

	#accept(batch: EntryBatch, drafts: readonly FolderDraft[]): void {
		loadRules(this.#request.rules, batch, drafts);
		this.#take(batch, drafts);
	}

	#take({parts, names: joined, numbers, texts}: EntryBatch, drafts: readonly FolderDraft[]): void {
		this.#request.signal?.throwIfAborted();
		const joinedNames = new JoinedNames(joined);
		let first = 0;
		for (const part of parts) {
			const draft = drafts[part.look]!;
			if (part.fault === undefined) {
				const {count} = part;
				this.#takePart(part, draft, {
					names: joinedNames.take(count), count, first, numbers, texts,
				});
				first += count;
			} else {
				this.#fault(draft, part.fault);
			}
		}

		this.#walk.add(this.#comparison.folders.splice(0));
		this.#request.onProgress?.(this.#findings.progress());
	}

	#takePart({isLast}: FolderPart, draft: FolderDraft, listing: Listing): void {
		const isWhole = isLast && !draft.names && !draft.isBegun;
		draft.isBegun = true;
		if (isWhole && this.#comparison.acceptUnchanged(draft, listing)) {
			return;
		}

		const {first, numbers, texts} = listing;
		for (const [index, name] of namesIn(listing).entries()) {
			const place = first + index;
			this.#comparison.accept({
				draft, name, path: joinPath(draft.path, name), numbers, at: place * entryWidth, text: texts.get(place),
			});
		}

		if (isLast && !draft.names) {
			this.#comparison.close(draft);
		}
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
			this.#walk.add([above]);
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
