import type {Path} from '../../source/engine/core/path.js';
import type {Preference} from '../../source/engine/core/plan.js';
import type {CallKind} from './sim-process.js';
import type {UserStep} from './user.js';
import type {Direction} from './wire.js';

/** Kinds of trouble that a run may have. */
export type Trouble = 'kill' | 'power' | 'network' | 'watcher' | 'errno' | 'interrupt' | 'clock' | 'store' | 'forbid' | 'room' | 'pause';

/** One thing that happens in a simulated world. Machine 0 is the server, the others are clients. Times are milliseconds. */
export type Step =
	| {readonly step: 'user'; readonly at: number; readonly do: UserStep}
	/** Time goes by: so many tasks are done. */
	| {readonly step: 'tasks'; readonly count: number}
	| {readonly step: 'wait'; readonly milliseconds: number}
	/** Until nothing is left to sync, or a minute. */
	| {readonly step: 'quiet'}
	/** The line of a client breaks: both ends notice, now or after so many bytes, or (`silent`) nobody does. */
	| {readonly step: 'cut'; readonly client: number; readonly direction: Direction; readonly bytes: number; readonly isSilent: boolean}
	| {readonly step: 'link'; readonly client: number; readonly isUp: boolean}
	/** Somebody pauses a client's session, or lets it go on. */
	| {readonly step: 'pause'; readonly client: number; readonly isPaused: boolean}
	/** The program dies at a call to its disk, the power goes at one: at the n-th of all calls, or of those of some kinds. */
	| {readonly step: 'kill' | 'power'; readonly at: number; readonly call: number; readonly kinds?: readonly CallKind[]}
	| {readonly step: 'restart'; readonly at: number}
	/** A call fails, `count` times in a row. */
	| {readonly step: 'errno'; readonly at: number; readonly call: number; readonly code: string; readonly kinds: readonly CallKind[]; readonly count: number}
	/** A user does something between two calls of one job. */
	| {readonly step: 'interrupt'; readonly at: number; readonly call: number; readonly do: UserStep; readonly kinds?: readonly CallKind[]}
	| {readonly step: 'room'; readonly at: number; readonly bytes: number}
	/** Nobody may read or list it until the end. */
	| {readonly step: 'forbid'; readonly at: number; readonly path: Path}
	| {readonly step: 'watch'; readonly at: number; readonly drop: number; readonly duplicate: number; readonly delayMilliseconds: number}
	| {readonly step: 'overflow'; readonly at: number}
	| {readonly step: 'clock'; readonly at: number; readonly milliseconds: number}
	/** What the program remembers is damaged while it is not running. */
	| {readonly step: 'store'; readonly at: number; readonly how: 'delete' | 'truncate' | 'flip' | 'save' | 'restore'; readonly pick: number};

/** Everything a run depends on. */
export type Scenario = {
	readonly seed: number;
	readonly clients: number;
	readonly prefer: Preference;
	/** One of the disks takes names that differ in case or form alone for one: the last client's, or the server's with odd seeds. */
	readonly isFolding: boolean;
	readonly tickMilliseconds: number;
	/** The end is waited for without help: what watchers missed is found by the looks from time to time. */
	readonly isPatient: boolean;
	readonly steps: readonly Step[];
};
