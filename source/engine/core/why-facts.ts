import type {TreeNode} from './node.js';
import type {Problem, Side} from './operation.js';
import type {Path} from './path.js';
import type {Conflict, Mode} from './plan.js';

/** What the disk says of a path at this moment. */
export type DiskSight =
	/** Nothing stands there. */
	| {readonly kind: 'absent'}
	/** It cannot even be looked at, because of this error (`EACCES` of a folder on the way, `ELOOP`: the way leads through a link). */
	| {readonly kind: 'hidden'; readonly fault: string}
	| {
		readonly kind: 'file' | 'folder' | 'symlink' | 'other';
		/** Bytes. */
		readonly size: number;
		/** Permission bits (07777). */
		readonly mode: number;
		readonly links: number;
		readonly modifiedMilliseconds: number;
		/** Why it cannot be opened for reading. */
		readonly fault?: string;
	};

/** Which pattern leaves a path out, or how many were asked. The shape of `IgnoreExplanation` (disk/replica). */
export type IgnoreSight =
	| {readonly ignored: false; readonly rules: number}
	| {readonly ignored: true; readonly path: Path; readonly file?: Path; readonly line: number; readonly pattern: string};

/** How long a change still waits for quiet, in milliseconds from now. */
export type WaitSight = {
	readonly edits: number;
	readonly sinceMilliseconds: number;
	readonly quietInMilliseconds: number;
	readonly ceilingInMilliseconds: number;
};

/** What the session that keeps this folder is doing. */
export type SessionSight = {
	/** `stopped`: no session runs for this folder. */
	readonly state: 'stopped' | 'starting' | 'running' | 'paused' | 'offline' | 'halted';
	/** Why it is offline or halted. */
	readonly detail?: string;
	/** While offline: when the next attempt starts. */
	readonly retryInMilliseconds?: number;
	/** Attempts that a disk has refused in a row, and when the next one is made. */
	readonly attempts?: number;
	readonly nextAttemptInMilliseconds?: number;
};

/** All that can be known of a path without changing anything. */
export type WhyFacts = {
	readonly path: Path;
	/** Absolute path of the folder that is synced. */
	readonly root: string;
	readonly place: 'inside' | 'outside' | 'reserved';
	readonly disk: DiskSight;
	readonly ignored: IgnoreSight;
	readonly versions: {readonly local: TreeNode | undefined; readonly base: TreeNode | undefined; readonly remote: TreeNode | undefined};
	readonly wait?: WaitSight;
	/** It changed while it was read. */
	readonly isGrowing: boolean;
	/** Of the path, of the folders above it, and (for a folder) of what is in it. */
	readonly problems: readonly Problem[];
	/** The conflict that the path is in, or that holds it. */
	readonly conflict?: Conflict;
	readonly transfer?: {readonly direction: 'up' | 'down'; readonly percent: number};
	readonly mode: Mode;
	readonly session: SessionSight;
};

/** What a path is in, in one word: programs read this. */
export type WhyStatus =
	| 'in-sync' | 'ignored' | 'reserved' | 'outside' | 'unknown' | 'waiting' | 'growing' | 'changed' | 'transferring' | 'queued'
	| 'unreadable' | 'unsupported' | 'bad-name' | 'case-clash' | 'held' | 'conflict' | 'mode' | 'problem'
	| 'offline' | 'paused' | 'halted' | 'stopped';

export type WhyMark = 'passed' | 'failed' | 'waiting' | 'not-reached';

/** One step on the way that every change takes, and how far this path has come. */
export type WhyStep = {readonly name: string; readonly mark: WhyMark; readonly detail: string};

/** One version of the path in short. */
export type VersionSight = {readonly kind: TreeNode['kind']; readonly size?: number; readonly digest?: string; readonly target?: string; readonly modifiedMilliseconds?: number};

export type Explanation = {
	readonly path: Path;
	readonly status: WhyStatus;
	/** One line: what is the matter. */
	readonly verdict: string;
	/** What a person can do about it. */
	readonly fix?: string;
	readonly trail: readonly WhyStep[];
	readonly versions: {readonly local?: VersionSight; readonly base?: VersionSight; readonly remote?: VersionSight};
	readonly wait?: WaitSight;
	readonly retry?: {readonly attempts?: number; readonly inMilliseconds?: number};
	readonly conflict?: Path;
	readonly problems: readonly Problem[];
	readonly session: SessionSight['state'];
	/** The side that the matter is on, where it is on one. */
	readonly side?: Side;
};
