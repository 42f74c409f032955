import type {Mode, Plan} from '../core/plan.js';
import type {PlanSummary} from '../core/plan-summary.js';
import type {Problem, Side} from '../core/operation.js';
import type {Path} from '../core/path.js';
import type {Explanation} from '../core/why-facts.js';
import type {HaltAnswer} from '../core/verdict.js';
import type {TransferName, TransferProgress} from '../transfer/progress.js';
import type {IgnoredPaths} from './ignore-change.js';
import type {
	Choice,
	ConflictVersions,
	MergeOutcome,
	UndoOutcome,
} from './conflict-answers.js';
import type {OpenConflict} from './open-conflicts.js';

export {chunkState} from '../transfer/chunk-state.js';

export type SessionPhase =
	| 'starting' | 'scanning' | 'connecting' | 'syncing' | 'live' | 'paused' | 'offline' | 'held' | 'halted' | 'stopped';

export type PendingKind = 'created' | 'modified' | 'deleted' | 'moved';

/** A list of which only a part is looked at, as a rule: it need not be put together as a whole. An array is one. */
export type LongList<Item> = {
	readonly length: number;
	at(index: number): Item | undefined;
	slice(start?: number, end?: number): readonly Item[];
};

/** A change that waits to be sent. */
export type PendingChange = {
	readonly path: Path;
	readonly kind: PendingKind;
	/** Where it stood before, for a move. */
	readonly from?: Path;
	/** Bytes, where known. */
	readonly size?: number;
	/** Watcher events gathered so far. */
	readonly edits: number;
	/** Clock.monotonicMilliseconds at which it was first seen, will be quiet, and must go at the latest. */
	readonly sinceMilliseconds: number;
	readonly deadlineMilliseconds: number;
	readonly ceilingMilliseconds: number;
	/** `writing`: it changed while it was read, and is looked at again in a moment. */
	readonly reason: 'quiet' | 'ready' | 'held' | 'offline' | 'paused' | 'writing';
};

/** A file on its way. */
export type Transfer = TransferProgress;

export type LogLevel = 'debug' | 'info' | 'ok' | 'warn' | 'conflict' | 'error';

export type LogLine = {
	readonly id: number;
	readonly wallMilliseconds: number;
	readonly level: LogLevel;
	/** A word for the kind: `up`, `down`, `peer`, `scan`, `conflict`, … */
	readonly topic: string;
	readonly path?: Path;
	readonly message: string;
};

export type Peer = {
	readonly name: string;
	readonly address: string;
	readonly device: string;
	readonly latencyMilliseconds?: number;
	/** Measurements of this connection that differed noticeably from those before, oldest first, at most 60. */
	readonly latencyHistory: readonly number[];
	readonly skewMilliseconds?: number;
	readonly protocol: number;
	readonly generation: number;
	/** Of the disk that the share lies on, when the connection was made. */
	readonly freeBytes?: number;
	readonly diskBytes?: number;
};

export type Rate = {
	/** Bytes per second over the last 3 s. */
	readonly now: number;
	readonly peak: number;
	/** One figure per second, oldest first, at most 60. */
	readonly history: readonly number[];
};

export type Savings = {
	/** The receiver had them in the version that was replaced, or from an earlier attempt. */
	readonly deltaBytes: number;
	/** The receiver had them in other files. */
	readonly dedupBytes: number;
	/** What travelled was smaller, packed. */
	readonly zstdBytes: number;
	/** Contents of files and folders that were moved, not sent. */
	readonly renameBytes: number;
};

export type Totals = {
	readonly wireSentBytes: number;
	readonly wireReceivedBytes: number;
	/** Content bytes that had to travel, before compression. */
	readonly literalBytes: number;
	/** Content bytes that were taken from what the receiver had. */
	readonly reusedBytes: number;
	/** Bytes that did not have to travel, by why. */
	readonly saved: Savings;
	readonly created: number;
	readonly modified: number;
	readonly moved: number;
	readonly deleted: number;
};

export type Halt = {
	readonly code: 'root' | 'mass-delete' | 'emptied';
	readonly message: string;
	/** What vanished; empty when the root itself is in question. */
	readonly paths: readonly Path[];
	/** The side that they vanished from. */
	readonly side?: Side;
};

/** A plan that is shown before anything is done. */
export type PlanState = {
	readonly summary: PlanSummary;
	/** It waits for `applyPlan`. */
	readonly isHeld: boolean;
	/** Since when there has been one, by the calendar. */
	readonly sinceMilliseconds: number;
};

/** Everything a screen can show of one session. Immutable: each change makes a new object. */
export type SessionState = {
	readonly id: string;
	readonly folder: string;
	readonly remote: string;
	readonly mode: Mode;
	readonly phase: SessionPhase;
	/** Since when it has been in this phase, by the calendar. */
	readonly phaseSinceMilliseconds?: number;
	/** Somebody has paused it. What is under way then ends at its next piece; after that the phase says so, too, unless the server is away. */
	readonly isPaused: boolean;
	/** What the phase is about, in a few words (`41 %`, `retry in 12 s`). */
	readonly detail?: string;
	/** Set while offline: when the next attempt starts (Clock.monotonicMilliseconds) and why the last one failed. */
	readonly retryAtMilliseconds?: number;
	readonly lastError?: string;
	/** How many attempts to connect have failed since the last one that did not; set while offline. */
	readonly failedAttempts?: number;
	/** When the server was heard last, by the calendar; set once a connection has been lost. */
	readonly lastContactMilliseconds?: number;
	readonly peer?: Peer;
	/** Sorted by deadline. */
	readonly pending: LongList<PendingChange>;
	/** Content bytes a second, each way; absent: no limit. */
	readonly limitBytesPerSecond?: number;
	readonly transfers: readonly Transfer[];
	/** Contents of the plan under way that have neither come nor begun. */
	readonly queuedTransfers: number;
	readonly conflicts: readonly OpenConflict[];
	/** Something was decided about conflicts in this run that `undoResolve` has not been asked to take back. */
	readonly canUndoDecision: boolean;
	readonly problems: readonly Problem[];
	readonly halt?: Halt;
	/** A plan to look at: one that waits for somebody, or that of a dry run. */
	readonly plan?: PlanState;
	readonly log: readonly LogLine[];
	readonly up: Rate;
	readonly down: Rate;
	readonly totals: Totals;
	readonly tree: {readonly files: number; readonly folders: number; readonly bytes: number};
	readonly lastInSyncMilliseconds?: number;
	readonly startedMilliseconds: number;
};

/** NDJSON events of `--json` (design: the command line's contract). `v` and `ts` are added by the printer. */
export type EngineEvent =
	| {readonly type: 'listening'; readonly host: string; readonly port: number; readonly device: string; readonly invite?: string}
	/** The invite that stood open has expired, or the last device was revoked: this one stands open now. */
	| {readonly type: 'invite'; readonly invite: string}
	| {readonly type: 'connected'; readonly peer: string; readonly name: string; readonly address: string; readonly share: string; readonly basis: 'commits' | 'listing'}
	| {readonly type: 'disconnected'; readonly reason: string; readonly retryMilliseconds?: number}
	| {readonly type: 'scanned'; readonly side: 'local' | 'remote'; readonly files: number; readonly folders: number; readonly bytes: number; readonly hashedFiles: number; readonly hashedBytes: number; readonly seconds: number}
	| {readonly type: 'planned'; readonly local: PlanCounts; readonly remote: PlanCounts; readonly conflicts: number; readonly plan?: Plan}
	| {readonly type: 'transfer'; readonly path: Path; readonly direction: 'up' | 'down'; readonly size: number; readonly sentBytes: number; readonly reusedBytes: number}
	| {readonly type: 'applied'; readonly path: Path; readonly operation: AppliedOperation; readonly side: 'local' | 'remote'; readonly from?: Path}
	| {readonly type: 'conflict'; readonly path: Path; readonly reason: string; readonly message: string}
	| {readonly type: 'notice'; readonly path: Path; readonly message: string}
	| {readonly type: 'problem'; readonly path: Path; readonly side: 'local' | 'remote'; readonly code: string; readonly message: string}
	| {readonly type: 'ignore-changed'; readonly hidden: IgnoredPaths; readonly shown: IgnoredPaths; readonly sources: readonly string[]; readonly message: string}
	/** A large plan waits for somebody who agrees to it. */
	| {readonly type: 'plan-held'; readonly steps: number; readonly local: PlanCounts; readonly remote: PlanCounts; readonly travelBytes: number}
	| {readonly type: 'halted'; readonly code: string; readonly message: string; readonly paths: readonly Path[]}
	| {readonly type: 'in-sync'; readonly generation: number; readonly conflicts: number; readonly problems: number}
	| {readonly type: 'summary'; readonly local: PlanCounts; readonly remote: PlanCounts; readonly conflicts: number; readonly problems: number; readonly wireSentBytes: number; readonly wireReceivedBytes: number; readonly literalBytes: number; readonly reusedBytes: number; readonly saved: Savings; readonly seconds: number};

export type AppliedOperation = 'created' | 'modified' | 'moved' | 'deleted' | 'attributes';
export type PlanCounts = {readonly created: number; readonly modified: number; readonly moved: number; readonly deleted: number};

/** What a screen or a command can ask of a running session. */
export type SessionControl = {
	/** Current state; a new object after each change. */
	state(): SessionState;
	/** Called after each change of the state, at most every 50 ms. Returns a function that stops it. */
	subscribe(listener: () => void): () => void;
	pause(): void;
	resume(): void;
	/** Sends what waits without waiting for quiet: everything, or these paths alone. */
	syncNow(paths?: readonly Path[]): void;
	/** Ends the transfer of a file, whichever way it goes; it is a problem of its path then, and is tried again minutes later or with `syncNow`. */
	cancelTransfer(transfer: TransferName): void;
	/** Content bytes a second from now on, each way, as long as the session runs; undefined: no limit. */
	limit(bytesPerSecond: number | undefined): void;
	/** Scans everything again. */
	rescan(): void;
	/** Retries the connection now. */
	reconnect(): void;
	/** Answers the deletions that the session is halted for, as they are shown now; nothing happens when it is not halted for deletions. */
	answerHalt(answer: HaltAnswer): void;
	/** Goes on with the plan that is held, as it is shown now; nothing happens when none is. */
	applyPlan(): void;
	/** Explains why a path is in the state that it is in. Looks at the disk, changes nothing. */
	why(path: Path): Promise<Explanation>;
	/** Decides about conflicts as they are shown now; all of them together are the last decision that `undoResolve` takes back. */
	resolve(choices: readonly Choice[]): void;
	/** A conflict with the contents of its versions, the remote one fetched if it is small; undefined when the path is in none. */
	conflict(path: Path): Promise<ConflictVersions | undefined>;
	/** Puts a merged text in the place of both versions, provided that they are still those of the conflict that was seen. Both go to the trash. */
	resolveWith(conflict: OpenConflict, text: string): Promise<MergeOutcome>;
	/** Takes the last decision back: withdraws it, or brings back what has lost, as one more change. Empty when there is nothing to take back. */
	undoResolve(): Promise<readonly UndoOutcome[]>;
};

/** A client of a server: a connection, or a paired device that is away. */
export type ClientState = {
	/** Tells the connections of one device apart. */
	readonly id: string;
	readonly device: string;
	readonly name: string;
	readonly address: string;
	readonly share: string;
	readonly isConnected: boolean;
	readonly connectedMilliseconds?: number;
	readonly lastSeenMilliseconds?: number;
	/** The generation that it has said to have kept, and how many changes came after it (where the server still knows). */
	readonly acknowledged?: number;
	readonly changesBehind?: number;
	readonly latencyMilliseconds?: number;
	readonly receivedBytes: number;
	readonly sentBytes: number;
	/** Bytes per second over the last 3 s, as the server sees them. */
	readonly inRate: number;
	readonly outRate: number;
	/** Files under way with it. */
	readonly activeTransfers: number;
	readonly access: 'read-write' | 'read-only';
	readonly activity: string;
};

/** What lies on a share's disk; bytes. Measured now and then, not at each change. */
export type StorageState = {
	readonly diskBytes: number;
	/** Earlier versions in the share's trash. */
	readonly versions: number;
	readonly versionBytes: number;
	readonly oldestMilliseconds?: number;
	readonly keepDays: number;
	readonly keepBytes: number;
};

export type ShareState = {
	readonly name: string;
	readonly root: string;
	readonly generation: number;
	readonly files: number;
	readonly bytes: number;
	readonly phase: 'scanning' | 'ready' | 'halted';
	/** Why it is halted. */
	readonly halted?: string;
	readonly isReadOnly: boolean;
	/** Of the disk, at the last look at the folder. */
	readonly freeBytes?: number;
	readonly storage?: StorageState;
	readonly problems: readonly Problem[];
};

/** A one-time right to pair that stands open. */
export type InviteState = {
	readonly line: string;
	readonly share: string;
	readonly access: 'read-write' | 'read-only';
	/** By the calendar. */
	readonly expiresMilliseconds: number;
};

/** Everything the server's screen can show. */
export type ServerState = {
	readonly host: string;
	readonly port: number;
	readonly device: string;
	readonly name: string;
	/** An invite line that can be pasted on another machine, while one is open. */
	readonly invite?: InviteState;
	readonly clients: readonly ClientState[];
	readonly shares: readonly ShareState[];
	readonly transfers: readonly Transfer[];
	readonly log: readonly LogLine[];
	readonly in: Rate;
	readonly out: Rate;
	/** Of the server's process; brought up to date together with the rates, so that nothing is drawn for it alone. */
	readonly usage?: ProcessUsage;
	readonly startedMilliseconds: number;
};

/** `cpuShare`: of one core, since it was measured before. */
export type ProcessUsage = {readonly cpuShare: number; readonly memoryBytes: number};

export type ServerControl = {
	state(): ServerState;
	subscribe(listener: () => void): () => void;
	/** Makes a one-time invite line, shows it until it is used, and gives it. The one that was shown before goes with it. */
	invite(request?: InviteRequest): Promise<string>;
	/** Takes the invite that is shown back. While nobody is paired another one follows. */
	withdrawInvite(): Promise<void>;
	/** Takes a device's right away and ends its connections at once. False: there was no such device. */
	revoke(device: string): Promise<boolean>;
};

/** Without a share: the first one. Without an access: as the share allows. */
export type InviteRequest = {readonly share?: string; readonly access?: 'read-write' | 'read-only'};
