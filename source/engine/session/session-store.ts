import type {Operation, Problem} from '../core/operation.js';
import type {Path} from '../core/path.js';
import type {Mode} from '../core/plan.js';
import type {Tree} from '../core/tree.js';
import type {Retention} from '../disk/trash-tidy.js';
import type {Head} from '../protocol/messages.js';
import type {Verdict} from '../core/verdict.js';
import type {OpenConflict} from './open-conflicts.js';
import type {Halt} from './state.js';

/** How a session was run last: the commands beside it run it in the same way. */
export type RunSettings = {
	readonly mode: Mode;
	readonly ignorePatterns: readonly string[];
	readonly useGitignore: boolean;
	readonly limitBytesPerSecond?: number;
	readonly chunking: 'fastcdc' | 'fixed';
};

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
	readonly settings?: RunSettings;
	/** Texts that both sides changed in different places are merged (`--merge`). */
	readonly isMerging?: boolean;
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

/** A halt as it is kept for the commands beside a session. */
export type ReportedHalt = Pick<Halt, 'code' | 'message'> & {
	/** How many paths vanished. */
	readonly count: number;
	/** The first of them. */
	readonly paths: readonly Path[];
	/** Names the whole list (`haltMark`), so that an answer is about what was seen. */
	readonly mark?: string;
};

/** What is open, for `conflicts`, `halt`, `status` and `why` on this machine. */
export type SessionReport = {
	readonly conflicts: readonly OpenConflict[];
	readonly halt?: ReportedHalt;
	readonly inSyncMilliseconds?: number;
	/** The first of what keeps single paths from being synced. */
	readonly problems?: readonly Problem[];
};

/** What people have decided and the session has not carried out yet: written by a command beside it, which may be another process. */
export type VerdictStore = {
	load(): Promise<readonly Verdict[]>;
	/** Replaces an earlier one about the same matter. */
	save(verdict: Verdict): Promise<void>;
	/** Leaves one that has been replaced meanwhile. */
	remove(verdict: Verdict): Promise<void>;
	/** Called when one comes, is replaced or goes; the returned function stops it. */
	watch(onChange: () => void): Promise<() => void>;
};

/**
What a session needs to be remembered. Everything is durable when the promise resolves. A damaged part reads as absent and is
named in `damage`: absent trees mean union mode, never a guess.
*/
export type SessionStore = {
	readonly record: SessionRecord;
	readonly damage: readonly string[];
	readonly verdicts: VerdictStore;
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
