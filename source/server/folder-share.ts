import {randomBytes} from 'node:crypto';
import {applyOperations} from '../engine/core/apply-operation.js';
import type {Digest} from '../engine/core/node.js';
import type {Operation, OperationResult, Problem} from '../engine/core/operation.js';
import type {Path} from '../engine/core/path.js';
import {reconcile} from '../engine/core/reconcile.js';
import {emptyTree, lookup, type Tree} from '../engine/core/tree.js';
import type {Content, Replica, ScanResult} from '../engine/disk/replica.js';
import type {Commit, Head} from '../engine/protocol/messages.js';
import {Serial} from '../engine/serial.js';
import {guardedTransition, type TransitionGuard} from '../engine/session/guarded-transition.js';
import {ChunkIndex} from '../engine/transfer/chunk-index.js';
import type {Look} from '../engine/session/look.js';
import {shareNodes} from '../engine/session/share-nodes.js';
import type {ShareStore} from '../store/share-store.js';
import {nextHead} from './lineage.js';
import {mergeProblems} from './merge-problems.js';
import type {CommitListener, CommitOutcome, Share} from './share.js';

/** Operations in one generation made from the server's own edits; keeps each commit well below a frame. */
const operationsPerCommit = 1000;

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

export const noRules = {ignores: () => false};

/** A share whose bytes are a plain folder. Commits and scans run one at a time, in the order in which they were asked for. */
export class FolderShare implements Share {
	readonly name: string;
	readonly isReadOnly: boolean;
	readonly stage: Replica['stage'];
	readonly reader: Replica;
	/** Who watches the folder, if anybody does. */
	guard: TransitionGuard | undefined;
	/** Takes what the watcher has told and nobody has looked at yet. */
	takePending: (() => Look | undefined) | undefined;
	readonly #store: ShareStore;
	readonly #device: string;
	readonly #onChange: () => void;
	readonly #serial = new Serial();
	readonly #listeners = new Set<CommitListener>();
	readonly #index = new ChunkIndex();
	#tree: Tree = emptyTree;
	#head: Head = {generation: 0, lineage: ''};
	#halted: string | undefined = 'The share is being opened.';
	#problems: readonly Problem[] = [];

	constructor(options: FolderShareOptions) {
		this.name = options.name;
		this.isReadOnly = options.isReadOnly;
		this.reader = options.replica;
		this.stage = options.replica.stage;
		this.#store = options.store;
		this.#device = options.device;
		this.#onChange = options.onChange;
	}

	/** Loads what is known, rolls an interrupted commit forward, and looks at the whole disk. */
	async open(): Promise<void> {
		const known = await this.#store.load();
		if (known) {
			this.#tree = known.tree;
			this.#head = known.head;
			await this.#rollForward();
		} else {
			await this.#begin();
		}

		await this.rescan();
	}

	async settle(): Promise<void> {
		const look = this.takePending?.();
		if (look !== undefined) {
			await this.rescan(look === 'all' ? undefined : look);
		}
	}

	halted(): string | undefined {
		return this.#halted;
	}

	head(): Head {
		return this.#head;
	}

	tree(): Tree {
		return this.#tree;
	}

	problems(): readonly Problem[] {
		return this.#problems;
	}

	resolve(path: Path, digest: Digest): Content | undefined {
		const node = lookup(this.#tree, path);
		return node?.kind === 'file' && node.digest === digest ? {path, node} : this.#index.at(this.#tree).file(digest);
	}

	async doubt(paths: readonly Path[]): Promise<void> {
		await this.rescan(paths);
	}

	locate(chunk: Digest): {readonly path: Path; readonly offset: number} | undefined {
		return this.#index.at(this.#tree).locate(chunk);
	}

	recipeOf(digest: Digest): Uint8Array | undefined {
		return this.#index.at(this.#tree).recipe(digest);
	}

	async freeBytes(): Promise<number> {
		return this.reader.freeBytes();
	}

	async commitsSince(head: Head): Promise<readonly Commit[] | undefined> {
		return this.#serial.run(async () => this.#store.commitsSince(head));
	}

	onCommit(listener: CommitListener): () => void {
		this.#listeners.add(listener);
		return () => {
			this.#listeners.delete(listener);
		};
	}

	async acknowledged(session: string): Promise<Head | undefined> {
		return this.#store.acknowledged(session);
	}

	async acknowledge(session: string, head: Head): Promise<void> {
		await this.#store.acknowledge(session, head);
	}

	async commit(operations: readonly Operation[], device: string, origin?: symbol): Promise<CommitOutcome> {
		return this.#serial.run(async () => this.#commit({operations, device, origin}));
	}

	/** Looks at the disk (all of it, or only these paths) and commits what was edited there. */
	async rescan(dirty?: readonly Path[]): Promise<ScanResult | undefined> {
		return this.#serial.run(async () => this.#look(dirty));
	}

	async close(): Promise<void> {
		await this.#serial.idle();
		this.#listeners.clear();
		await this.reader.close();
		await this.#store.close();
	}

	async #look(dirty?: readonly Path[]): Promise<ScanResult | undefined> {
		const root = await this.reader.check();
		if (root.state !== 'ready') {
			this.#halt(root.message);
			return undefined;
		}

		this.#halt(undefined);
		const scan = await this.reader.scan({previous: this.#tree, rules: noRules, ...(dirty && {dirty})});
		this.#problems = dirty ? mergeProblems(this.#problems, scan.problems, dirty) : scan.problems;
		await this.#commitEdits(scan);
		return scan;
	}

	async #begin(): Promise<void> {
		const head = {generation: 1, lineage: randomBytes(32).toString('hex')};
		const scan = await this.reader.scan({previous: emptyTree, rules: noRules});
		await this.#store.append({...head, device: this.#device, operations: []}, scan.tree);
		this.#tree = scan.tree;
		this.#head = head;
	}

	/** Finishes what a crash interrupted before anything is planned anew (rules.md, the order of work). */
	async #rollForward(): Promise<void> {
		const journal = await this.#store.loadJournal();
		if (journal) {
			await this.#commit({...journal, origin: undefined});
		}
	}

	async #commit(request: {operations: readonly Operation[]; device: string; origin: symbol | undefined}): Promise<CommitOutcome> {
		const {operations, device, origin} = request;
		const checked = applyOperations(this.#tree, operations).results;
		const accepted = operations.filter((_, index) => checked[index]!.status === 'applied');
		if (accepted.length === 0) {
			return {results: checked, head: this.#head};
		}

		// A plan that moves or deletes must not be found half done; single steps and creations are whole by themselves.
		const isJournalled = accepted.length > 1 && accepted.some(operation => operation.kind !== 'put');
		if (isJournalled) {
			await this.#store.saveJournal({device, operations: accepted});
		}

		const done = await guardedTransition(this.reader, {
			operations: accepted,
			tree: this.#tree,
			cause: {device, reason: 'synced'},
		}, this.guard);
		const committed = accepted.filter((_, index) => done.results[index]!.status === 'applied');
		const isFitting = applyOperations(this.#tree, committed).results.every(result => result.status === 'applied');
		const results = mergeResults(checked, isFitting ? done.results : accepted.map(() => notAsKnown));
		if (isFitting) {
			await this.#record({
				committed, tree: done.tree, device, origin, results,
			});
		}

		if (isJournalled) {
			await this.#store.saveJournal(undefined);
		}

		// What the disk holds there is nothing that the tree knows: until it does, the same would be asked for again and again. A deletion that
		// could not be finished has removed something: the client must hear of that together with its result, or it would later be an edit of ours.
		const surprises = accepted.flatMap((operation, index) => isFitting && done.results[index]!.status === 'applied' ? [] : pathsOf(operation));
		if (surprises.length > 0) {
			await this.#look(surprises);
		}

		return {results, head: this.#head};
	}

	async #record(work: {committed: readonly Operation[]; tree: Tree; device: string; origin: symbol | undefined; results: readonly OperationResult[]}): Promise<void> {
		const {committed, tree, device, origin, results} = work;
		if (committed.length === 0) {
			return;
		}

		const commit: Commit = {...nextHead(this.#head, device, committed), device, operations: committed};
		await this.#store.append(commit, tree);
		this.#tree = tree;
		this.#head = {generation: commit.generation, lineage: commit.lineage};
		for (const listener of this.#listeners) {
			listener(commit, origin, results);
		}

		this.#onChange();
	}

	async #commitEdits(scan: ScanResult): Promise<void> {
		if (scan.tree === this.#tree) {
			return;
		}

		const {remote: operations} = reconcile({
			ancestor: this.#tree,
			local: scan.tree,
			remote: this.#tree,
			mode: 'two-way',
			prefer: 'hold',
			frozen: scan.frozen,
			tieWinner: 'local',
			devices: {local: this.name, remote: this.name},
		});
		const seen = this.#adopt(scan, operations);
		if (operations.length === 0) {
			await this.#store.saveTree(seen);
			this.#tree = seen;
			return;
		}

		for (let start = 0; start < operations.length; start += operationsPerCommit) {
			const committed = operations.slice(start, start + operationsPerCommit);
			const isLast = start + operationsPerCommit >= operations.length;
			const tree = isLast ? seen : applyOperations(this.#tree, committed).tree;
			await this.#record({
				committed, tree, device: this.#device, origin: undefined, results: [],
			});
		}
	}

	/** The tree after these edits, with what the scan knows of the disk. What is held for the sake of something frozen is not part of it yet. */
	#adopt({tree, frozen}: ScanResult, operations: readonly Operation[]): Tree {
		return frozen.size === 0 ? tree : shareNodes(applyOperations(this.#tree, operations).tree, tree);
	}

	#halt(reason: string | undefined): void {
		if (this.#halted === reason) {
			return;
		}

		this.#halted = reason;
		this.#onChange();
	}
}

/** The disk took steps that only fit because of others that it did not take: what became of it all is told as what the next look finds. */
const notAsKnown: OperationResult = {status: 'stale', reason: 'the folder on the server was not as it was known'};

function pathsOf(operation: Operation): Path[] {
	return operation.kind === 'move' ? [operation.from, operation.path] : [operation.path];
}

/** Results of the accepted operations put back among the refused ones. */
function mergeResults(checked: readonly OperationResult[], done: readonly OperationResult[]): OperationResult[] {
	let next = 0;
	return checked.map(result => result.status === 'applied' ? done[next++]! : result);
}
