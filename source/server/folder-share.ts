import {randomBytes} from 'node:crypto';
import {applyOperations} from '../engine/core/apply-operation.js';
import type {Digest} from '../engine/core/node.js';
import {needsJournal} from '../engine/core/needs-journal.js';
import type {Operation, Problem} from '../engine/core/operation.js';
import type {Path} from '../engine/core/path.js';
import {emptyTree, lookup, type Tree} from '../engine/core/tree.js';
import {FsyncError} from '../engine/fault.js';
import type {PowerCut} from '../engine/disk/power-cut.js';
import type {Content, Replica, ScanResult} from '../engine/disk/replica.js';
import type {Commit, Head} from '../engine/protocol/messages.js';
import {Serial} from '../engine/serial.js';
import {guardedTransition, type TransitionGuard} from '../engine/session/guarded-transition.js';
import {shareNodes} from '../engine/session/share-nodes.js';
import {ChunkIndex} from '../engine/transfer/chunk-index.js';
import type {Look} from '../engine/session/look.js';
import type {ShareStore} from '../store/share-store.js';
import {
	checkOperations,
	mergeResults,
	notAsKnown,
	surprisingPaths,
} from './commit-results.js';
import {noRules} from './no-rules.js';
import {NotedStage} from './noted-stage.js';
import {ownEdits} from './own-edits.js';
import {mergeProblems} from './scan-problems.js';
import {ShareHalt} from './share-halt.js';
import {ShareHistory} from './share-history.js';
import type {
	Asked,
	CommitListener,
	CommitOutcome,
	Share,
} from './share.js';
import {takeLosses} from './share-losses.js';

export type FolderShareOptions = {
	readonly name: string;
	readonly isReadOnly: boolean;
	readonly replica: Replica;
	readonly store: ShareStore;
	/** The server's own device id: whose commits its disk's edits are. */
	readonly device: string;
	/** The share's state has changed in a way that a screen would show. */
	readonly onChange: () => void;
};

/** A share whose bytes are a plain folder. Commits and scans run one at a time, in the order in which they were asked for. */
export class FolderShare implements Share {
	readonly name: string;
	readonly isReadOnly: boolean;
	isFolding = false;
	readonly stage: NotedStage;
	readonly reader: Replica;
	/** Who watches the folder, if anybody does. */
	guard: TransitionGuard | undefined;
	/** Takes what the watcher has told and nobody has looked at yet. */
	takePending: (() => Look | undefined) | undefined;
	readonly #store: ShareStore;
	readonly #device: string;
	readonly #halt: ShareHalt;
	readonly #serial = new Serial();
	readonly #history: ShareHistory;
	readonly #index = new ChunkIndex();
	#problems: readonly Problem[] = [];

	constructor(options: FolderShareOptions) {
		this.name = options.name;
		this.isReadOnly = options.isReadOnly;
		this.reader = options.replica;
		this.stage = new NotedStage(options.replica.stage);
		this.#store = options.store;
		this.#device = options.device;
		this.#history = new ShareHistory({...options, onRecorded: (before, after) => {
			this.#index.supersede(before, after);
		}});
		this.#halt = new ShareHalt(options.replica.root, options.onChange);
	}

	/** Loads what is known, rolls an interrupted commit forward, and looks at the whole disk: twice as hard after a power cut. */
	async open(cut?: PowerCut): Promise<void> {
		const known = await this.#store.load();
		if (known) {
			this.#history.start(known);
			// What a crash interrupted is finished before anything is planned anew (rules.md, the order of work).
			const journal = await this.#store.loadJournal();
			if (journal) {
				await this.#commit(journal);
			}
		} else {
			await this.#begin();
		}

		if (cut) {
			const lost = await takeLosses({
				reader: this.reader, tree: this.#history.tree, cut, device: this.#device,
			});
			await this.#history.recordOwn(lost, applyOperations(this.#history.tree, lost).tree);
			await this.reader.recovered();
		}

		await this.rescan();
	}

	async settle(): Promise<void> {
		// A client is greeted with all that it has brought, or it would have to take its own for somebody else's.
		await this.#serial.run(async () => this.#history.recordOwed());
		const look = this.takePending?.();
		if (look !== undefined) {
			await this.rescan(look === 'all' ? undefined : look);
		}
	}

	halted(): string | undefined {
		return this.#halt.reason;
	}

	head(): Head {
		return this.#history.head;
	}

	tree(): Tree {
		return this.#history.tree;
	}

	problems(): readonly Problem[] {
		return this.#problems;
	}

	resolve(path: Path, digest: Digest): Content | undefined {
		const node = lookup(this.#history.tree, path);
		return node?.kind === 'file' && node.digest === digest ? {path, node} : this.#index.at(this.#history.tree).file(digest);
	}

	async doubt(paths: readonly Path[]): Promise<void> {
		await this.rescan(paths);
	}

	locate(chunk: Digest): {readonly path: Path; readonly offset: number} | undefined {
		return this.#index.at(this.#history.tree).locate(chunk) ?? this.stage.locate(chunk);
	}

	recipeOf(digest: Digest): Uint8Array | undefined {
		return this.#index.at(this.#history.tree).recipe(digest);
	}

	async room() {
		return this.reader.room();
	}

	async commitsSince(head: Head): Promise<readonly Commit[] | undefined> {
		return this.#serial.run(async () => this.#store.commitsSince(head));
	}

	onCommit(listener: CommitListener): () => void {
		return this.#history.listen(listener);
	}

	onHalt(listener: (reason: string) => void): () => void {
		return this.#halt.listen(listener);
	}

	async acknowledged(session: string): Promise<Head | undefined> {
		return this.#store.acknowledged(session);
	}

	async acknowledge(session: string, head: Head): Promise<void> {
		await this.#store.acknowledge(session, head);
		await this.stage.sweepLeftovers();
	}

	async meet(session: string): Promise<void> {
		const {head} = this.#history;
		if (!await this.#store.acknowledged(session)) {
			await this.#store.acknowledge(session, head);
		}
	}

	async commit(operations: readonly Operation[], device: string, asked?: Asked): Promise<CommitOutcome> {
		return this.#serial.run(async () => this.#commit({operations, device, asked}));
	}

	/** Looks at the disk (all of it, or only these paths) and commits what was edited there. */
	async rescan(dirty?: readonly Path[]): Promise<ScanResult | undefined> {
		return this.#serial.run(async () => this.#look(dirty));
	}

	async close(): Promise<void> {
		await this.#serial.idle();
		this.#history.close();
		this.#halt.close();
		await this.reader.close();
		await this.#store.close();
	}

	async #look(dirty?: readonly Path[]): Promise<ScanResult | undefined> {
		await this.#history.recordOwed();
		const isGone = async () => await this.#checkRoot() !== undefined;
		const scan = await isGone() ? undefined : await this.reader.scan({previous: this.#history.tree, rules: noRules, ...(dirty && {dirty})});
		// What was looked at may have been another folder already, in which everything else is missing.
		if (!scan || await isGone()) {
			return;
		}

		this.#problems = dirty ? mergeProblems(this.#problems, scan.problems, dirty) : scan.problems;
		await this.#commitEdits(scan);
		return scan;
	}

	/** Looks whether the root is still the share's (rule 34). Returns why not. */
	async #checkRoot(): Promise<string | undefined> {
		const root = await this.reader.check();
		this.isFolding = root.state === 'ready' && root.isFolding === true;
		this.#halt.is(root.state === 'ready' ? undefined : root.message);
		return this.#halt.reason;
	}

	async #begin(): Promise<void> {
		const head = {generation: 1, lineage: randomBytes(32).toString('hex')};
		const scan = await this.reader.scan({previous: emptyTree, rules: noRules});
		await this.#store.append({...head, device: this.#device, operations: []}, scan.tree);
		this.#history.start({tree: scan.tree, head});
	}

	async #commit({operations, device, asked}: {operations: readonly Operation[]; device: string; asked?: Asked | undefined}): Promise<CommitOutcome> {
		await this.#history.recordOwed();
		const checked = checkOperations(this.#history.tree, operations, asked?.isOvertaken);
		const accepted = operations.filter((_, index) => checked[index]!.status === 'applied');
		if (accepted.length === 0) {
			return {results: checked, head: this.#history.head};
		}

		// Nothing is written into what is not the share's folder any more.
		const reason = await this.#checkRoot();
		if (reason !== undefined) {
			throw new FsyncError('halted', reason);
		}

		const isJournalled = needsJournal(accepted);
		if (isJournalled) {
			await this.#store.saveJournal({device, operations: accepted});
		}

		const done = await guardedTransition(this.reader, {operations: accepted, tree: this.#history.tree, cause: {device, reason: 'synced'}}, this.guard);
		this.stage.committed(accepted);
		const committed = accepted.filter((_, index) => done.results[index]!.status === 'applied');
		const after = applyOperations(this.#history.tree, committed);
		const isFitting = after.results.every(result => result.status === 'applied');
		const results = mergeResults(checked, isFitting ? done.results : accepted.map(() => notAsKnown));
		if (isFitting) {
			await this.#history.record({
				// A deletion that the disk has not finished has removed something that no operation tells of: the look below finds it.
				committed, tree: committed.length === accepted.length ? done.tree : shareNodes(after.tree, done.tree), device, origin: asked?.origin, results,
			});
		}

		if (isJournalled) {
			await this.#store.saveJournal(undefined);
		}

		// What the disk holds there is nothing that the tree knows: until it does, the same would be asked for again and again. A deletion that
		// could not be finished has removed something: the client must hear of that together with its result, or it would later be an edit of ours.
		const surprises = surprisingPaths(accepted, isFitting ? done.results : []);
		if (surprises.length > 0) {
			await this.#look(surprises);
		}

		return {results, head: this.#history.head};
	}

	async #commitEdits(scan: ScanResult): Promise<void> {
		if (scan.tree === this.#history.tree) {
			return;
		}

		const {operations, after: seen} = ownEdits(this.#history.tree, scan, this.name);
		if (operations.length === 0) {
			await this.#history.keep(seen);
			return;
		}

		await this.#history.recordOwn(operations, seen);
	}
}
