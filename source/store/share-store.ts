import type {Tree} from '../engine/core/tree.js';
import type {Operation} from '../engine/core/operation.js';
import type {Commit, Head} from '../engine/protocol/messages.js';

/** What a share needs to be remembered; durable when the promise resolves. Damage reads as absent and starts a new lineage. */
export type ShareStore = {
	readonly damage: readonly string[];
	/** The tree and the history's head as last saved; undefined on first use or after damage. */
	load(): Promise<{readonly tree: Tree; readonly head: Head} | undefined>;
	/** The commits after `head`, or undefined when the log does not reach back to it or its lineage is another. */
	commitsSince(head: Head): Promise<readonly Commit[] | undefined>;
	/** Appends one commit and saves the tree that results (changed shards only). Called one at a time. */
	append(commit: Commit, tree: Tree): Promise<void>;
	/** Saves a tree that changed without a commit (new disk stats only). */
	saveTree(tree: Tree): Promise<void>;
	loadJournal(): Promise<{readonly device: string; readonly operations: readonly Operation[]} | undefined>;
	saveJournal(journal: {readonly device: string; readonly operations: readonly Operation[]} | undefined): Promise<void>;
	/** The last generation that a session acknowledged. */
	acknowledged(session: string): Promise<Head | undefined>;
	acknowledge(session: string, head: Head): Promise<void>;
	close(): Promise<void>;
};
