import type {
	ServerControl,
	ServerState,
	SessionControl,
	SessionState,
} from '../contract.js';
import type {Ignoring} from '../ignoring.js';
import type {Past} from '../past.js';

/** One session of a cockpit. Its control answers at any time: what does not run is `stopped`, with the reason where it failed. */
export type CockpitSession = {
	readonly id: string;
	/** Short, for people: the folder's name. */
	readonly name: string;
	readonly control: SessionControl;
	/** What is kept of its folder, where that can be had. */
	readonly past?: Past;
	/** What is left out of it, where that can be changed. */
	readonly ignoring?: Ignoring;
	/** Whether it has been started and has not ended. */
	readonly isRunning: boolean;
};

/** Every session that a cockpit shows, and what it may ask beside each session's own control. */
export type CockpitControl = {
	/** In an order that stays. */
	sessions(): readonly CockpitSession[];
	/** Called after each change of the list or of any session's state. Returns a function that stops it. */
	subscribe(listener: () => void): () => void;
	/** Starts a session that does not run; nothing happens to one that does. */
	start(id: string): void;
	/** Ends a session, finishing what it writes; the others go on. */
	stop(id: string): void;
};

/** One session as a frame shows it. */
export type SessionEntry = {readonly id: string; readonly name: string; readonly isRunning: boolean; readonly state: SessionState};

/** What a cockpit shows at one instant. Without any session, `current` is an empty one that is stopped. */
export type CockpitState = {readonly sessions: readonly SessionEntry[]; readonly current: SessionState};

/** A kind of thing to be shown: what is read, and what is asked. */
export type AnyWorld = {readonly state: unknown; readonly control: unknown};
export type SessionWorld = {readonly state: CockpitState; readonly control: CockpitControl};
export type ServerWorld = {readonly state: ServerState; readonly control: ServerControl};
