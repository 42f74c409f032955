import type {Conflict} from '../core/plan.js';
import type {Operation} from '../core/operation.js';
import type {Tree} from '../core/tree.js';
import type {Retention} from '../disk/trash-tidy.js';
import type {Head} from '../protocol/messages.js';

/** What a session remembers of its settings. */
export type SessionRecord = {
	/** Random, made once; names the pairing on the server too. */
	readonly id: string;
	/** Absolute path of the local folder. */
	readonly folder: string;
	/** `host:port/share` or `vault:name`, as people wrote it. */
	readonly remote: string;
	/** Device id of the server, once known. */
	readonly peer?: string;
	/** The root's marker when the session was made. */
	readonly marker?: string;
	readonly createdMilliseconds: number;
	/** How long replaced and deleted versions are kept, where somebody has said so. */
	readonly retention?: Partial<Retention>;
};

/** The three trees as last known, and where in the share's history the remote one stands. */
export type SessionTrees = {
	readonly ancestor: Tree;
	readonly local: Tree;
	readonly remote: Tree;
	/** undefined: nothing agreed yet, or lost: union mode. */
	readonly head: Head | undefined;
};

/** A plan on its way: rolled forward first after a crash. */
export type SessionJournal = {readonly local: readonly Operation[]; readonly remote: readonly Operation[]};

/** What is open, for `conflicts` and `status` on this machine. */
export type SessionReport = {readonly conflicts: readonly Conflict[]; readonly inSyncMilliseconds?: number};

/**
What a session needs to be remembered. Everything is durable when the promise resolves. A damaged part reads as absent and is
named in `damage`: absent trees mean union mode, never a guess.
*/
export type SessionStore = {
	readonly record: SessionRecord;
	readonly damage: readonly string[];
	updateRecord(change: Partial<Omit<SessionRecord, 'id'>>): Promise<void>;
	loadTrees(): Promise<SessionTrees>;
	/** Writes only the shards whose folders differ from what was last loaded or saved. */
	saveTrees(trees: SessionTrees): Promise<void>;
	loadJournal(): Promise<SessionJournal | undefined>;
	saveJournal(journal: SessionJournal | undefined): Promise<void>;
	loadReport(): Promise<SessionReport>;
	saveReport(report: SessionReport): Promise<void>;
	close(): Promise<void>;
};
