import type {Keep, Mode, Preference} from '../engine/core/plan.js';
import type {HaltAnswer} from '../engine/core/verdict.js';
import type {Retention} from '../engine/disk/trash-tidy.js';
import type {PlanLimit} from '../engine/session/plan-gate.js';
import type {HostPort} from './address.js';
import type {Remote} from './remote.js';

/** How events and messages are shown; the same for every command. */
export type OutputOptions = {
	/** `auto`: the screen on a terminal, lines otherwise. */
	readonly format: 'auto' | 'plain' | 'json';
	readonly verbosity: 'quiet' | 'normal' | 'verbose';
	readonly logFile?: string;
	readonly hasColor: boolean;
	readonly isAscii: boolean;
	/** Frames a second on a screen at most. */
	readonly fps?: number;
};

/** What client and server understand alike. */
export type Tuning = {
	readonly quietMilliseconds: number;
	readonly ceilingMilliseconds: number;
	readonly chunking: 'fastcdc' | 'fixed';
	/** What the command line says of how long old versions are kept. */
	readonly retention?: Partial<Retention>;
};

export type SyncSettings = Tuning & {
	/** `screen` and `watch` go on until they are stopped; `plan` is the dry run. */
	readonly run: 'screen' | 'watch' | 'once' | 'plan';
	readonly mode: Mode;
	readonly prefer: Preference;
	readonly ignorePatterns: readonly string[];
	readonly useGitignore: boolean;
	readonly limitBytesPerSecond?: number;
	readonly acceptDeletions: boolean;
	readonly restoreDeletions: boolean;
	/** How large a plan may be that is carried out without a look at it; undefined: as is usual on the screen, and no limit elsewhere. */
	readonly askAbove?: PlanLimit | 'never';
	/** Undefined: as the session was run before. */
	readonly isMerging?: boolean;
};

/** A share as asked for; the first one is also reached by the name `default`. */
export type ShareSetting = {readonly name: string; readonly path: string};

/** What one start of the command is asked to do. */
export type Invocation =
	| {readonly command: 'text'; readonly text: string}
	| {readonly command: 'sync'; readonly folder?: string; readonly remote?: Remote; readonly settings: SyncSettings; /** The direction was not left out. */ readonly isModeGiven?: true; readonly output: OutputOptions}
	| {readonly command: 'serve'; readonly listen: HostPort; readonly shares: readonly ShareSetting[]; readonly isReadOnly: boolean; readonly tuning: Tuning; readonly output: OutputOptions}
	| {readonly command: 'demo'; readonly output: OutputOptions}
	| {readonly command: 'invite'; readonly share?: string; readonly isReadOnly: boolean; readonly output: OutputOptions}
	| {readonly command: 'revoke'; readonly device: string; readonly output: OutputOptions}
	| {readonly command: 'devices' | 'status'; readonly output: OutputOptions}
	| {readonly command: 'conflicts'; readonly folder?: string; readonly output: OutputOptions}
	| {readonly command: 'halt'; readonly folder?: string; readonly output: OutputOptions}
	| {readonly command: 'resolve'; readonly path: string; readonly keep: Keep; readonly output: OutputOptions}
	| {readonly command: 'answer'; readonly answer: HaltAnswer; readonly folder?: string; readonly output: OutputOptions}
	| {readonly command: 'why'; readonly path: string; readonly output: OutputOptions}
	| {readonly command: 'history'; readonly path: string; readonly output: OutputOptions}
	| {readonly command: 'restore'; readonly path: string; readonly at?: string; readonly to?: string; readonly isDryRun: boolean; readonly isConfirmed: boolean; readonly output: OutputOptions};

export type SyncInvocation = Extract<Invocation, {command: 'sync'}>;
export type RestoreInvocation = Extract<Invocation, {command: 'restore'}>;
export type ServeInvocation = Extract<Invocation, {command: 'serve'}>;
