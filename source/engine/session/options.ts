import type {Clock} from '../clock.js';
import type {Mode, Preference} from '../core/plan.js';
import type {Retention} from '../disk/trash-tidy.js';
import type {Identity} from '../protocol/identity.js';
import type {PlanLimit} from './plan-gate.js';
import type {EngineEvent, SessionControl} from './state.js';
import type {SessionStore} from './session-store.js';

/** How to reach a share. */
export type RemoteAddress = {
	readonly host: string;
	readonly port: number;
	readonly share: string;
	/** Device id that the server must have (pinned); known from an invite or an earlier session. */
	readonly peer: string;
	/** From an invite line: pairs on the first connection. */
	readonly invite?: {readonly id: string; readonly secret: string};
};

export type SessionOptions = {
	readonly store: SessionStore;
	readonly identity: Identity;
	readonly deviceName: string;
	readonly remote: RemoteAddress;
	readonly mode: Mode;
	readonly prefer: Preference;
	/** `once` ends when both sides are equal; `plan` (dry run) ends after the plan; `watch` goes on until the signal. */
	readonly run: 'once' | 'watch' | 'plan';
	readonly quietMilliseconds: number;
	readonly ceilingMilliseconds: number;
	/** Patterns of the command line, gitignore syntax. */
	readonly ignorePatterns: readonly string[];
	readonly useGitignore: boolean;
	/** Content bytes per second, up and down each. */
	readonly limitBytesPerSecond?: number;
	/** A larger plan waits until somebody at the screen has seen it (`applyPlan`); absent: none does. A run to the end ends halted instead. */
	readonly planLimit?: PlanLimit;
	readonly acceptDeletions: boolean;
	/** Brings back what vanished where it would halt. */
	readonly restoreDeletions?: boolean;
	/** Merges texts that both sides changed in different places, instead of holding them. */
	readonly isMerging?: boolean;
	readonly chunking: 'fastcdc' | 'fixed';
	/** How long replaced and deleted versions are kept, where it is not as usual. */
	readonly retention?: Partial<Retention>;
	readonly clock: Clock;
	readonly onEvent: (event: EngineEvent) => void;
};

/** How a session ended. A fault (unreachable, not paired, …) is thrown as `FsyncError` instead. */
export type SessionOutcome = {
	readonly status: 'in-sync' | 'conflicts' | 'problems' | 'halted' | 'stopped' | 'planned';
};

export type Session = SessionControl & {
	/** Runs until the end that `run` names, or until the signal; stops cleanly then (nothing half published). Call once. */
	start(signal: AbortSignal): Promise<SessionOutcome>;
};
