import type {Operation, OperationResult} from '../engine/core/operation.js';
import {emptyTree, type Tree} from '../engine/core/tree.js';
import type {Commit, Head} from '../engine/protocol/messages.js';
import type {ShareStore} from '../store/share-store.js';
import {nextHead} from './lineage.js';
import {inCommits} from './own-edits.js';
import type {CommitListener} from './share.js';

export type ShareHistoryOptions = {
	readonly store: ShareStore;
	/** The server's own device id: whose commits its disk's edits are. */
	readonly device: string;
	/** A generation more. */
	readonly onChange: () => void;
	readonly onRecorded: (before: Tree, after: Tree) => void;
};

/** What has been done on the disk, by whom, and the tree that it has led to; `origin` and `results` for whoever asked for it. */
export type Work = {
	readonly committed: readonly Operation[];
	readonly tree: Tree;
	readonly device: string;
	readonly origin: symbol | undefined;
	readonly results: readonly OperationResult[];
};

/** A share's tree, and the generations that have led to it: each is written down before anybody is told. */
export class ShareHistory {
	readonly #options: ShareHistoryOptions;
	readonly #listeners = new Set<CommitListener>();
	#tree: Tree = emptyTree;
	#head: Head = {generation: 0, lineage: ''};
	/** What was done on the disk and could not be written down: it comes first as soon as it can. */
	#owed: Work | undefined;

	constructor(options: ShareHistoryOptions) {
		this.#options = options;
	}

	get tree(): Tree {
		return this.#tree;
	}

	get head(): Head {
		return this.#head;
	}

	/** Goes on from what was written down before. */
	start({tree, head}: {readonly tree: Tree; readonly head: Head}): void {
		this.#tree = tree;
		this.#head = head;
	}

	listen(listener: CommitListener): () => void {
		this.#listeners.add(listener);
		return () => {
			this.#listeners.delete(listener);
		};
	}

	close(): void {
		this.#listeners.clear();
	}

	/** Takes a tree in which nothing but what this disk alone knows is another. */
	async keep(tree: Tree): Promise<void> {
		await this.#options.store.saveTree(tree);
		this.#tree = tree;
	}

	/** One generation more; none when nothing was done. */
	async record(work: Work): Promise<void> {
		const {committed, tree, device, origin, results} = work;
		if (committed.length === 0) {
			return;
		}

		this.#owed = work;
		const commit: Commit = {...nextHead(this.#head, device, committed), device, operations: committed};
		await this.#options.store.append(commit, tree);
		this.#owed = undefined;
		this.#options.onRecorded(this.#tree, tree);
		this.#tree = tree;
		this.#head = {generation: commit.generation, lineage: commit.lineage};
		for (const listener of this.#listeners) {
			listener(commit, origin, results);
		}

		this.#options.onChange();
	}

	/**
	Writes down what a disk that was full, or failed, did not take before. To be called before anything is looked at or done: what a client has sent would be taken for an
	edit made here, in conflict with its own.
	*/
	async recordOwed(): Promise<void> {
		if (this.#owed) {
			// Whoever asked for it has lost the line over it.
			await this.record({...this.#owed, origin: undefined, results: []});
		}
	}

	/** What has happened on the server's own disk, which leaves it like this tree. */
	async recordOwn(operations: readonly Operation[], final: Tree): Promise<void> {
		for (const {committed, tree} of inCommits(this.#tree, operations, final)) {
			await this.record({
				committed, tree, device: this.#options.device, origin: undefined, results: [],
			});
		}
	}
}
