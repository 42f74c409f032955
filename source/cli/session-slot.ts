import {basename} from 'node:path';
import {FsyncError} from '../engine/fault.js';
import type {Session, SessionControl, SessionState} from '../engine/index.js';
import {emptySessionState} from '../engine/session/empty-state.js';
import type {Explanation} from '../engine/core/why-facts.js';
import type {Path} from '../engine/core/path.js';
import type {SessionOutcome} from '../engine/session/options.js';
import type {SessionRecord} from '../engine/session/session-store.js';
import {systemClock} from '../engine/system-clock.js';
import type {CockpitSession, Ignoring, Past} from '../ui/index.js';
import {
	exitCode,
	exitCodeOfFault,
	exitCodeOfOutcome,
	type ExitCode,
} from './exit-codes.js';
import {isSystemError} from './system-error.js';

/** Runs a session from its opening to its end; `attach` is called as soon as there is one that can be looked at. */
export type RunSession = (attach: (session: Session) => void, signal: AbortSignal) => Promise<SessionOutcome>;

export type SlotOptions = {
	readonly record: SessionRecord;
	/** What is kept of its folder; that needs no session that runs. */
	readonly past: Past;
	readonly ignoring: Ignoring;
	readonly run: RunSession;
	/** Why a path is in its state, as far as that can be told of a session that does not run. */
	readonly explain: (path: Path) => Promise<Explanation>;
	/** A bug: tells of it and gives the sentence that stands in the session's place. */
	readonly onBug: (error: unknown) => string;
};

/**
A saved session's place in a cockpit: it can be looked at and asked whether it runs, ran, or could not, and it can be run again. What ends
it is its own affair: nothing is thrown.
*/
export class SessionSlot implements CockpitSession {
	readonly id: string;
	readonly name: string;
	readonly control: SessionControl;
	readonly past: Past;
	readonly ignoring: Ignoring;
	readonly #options: SlotOptions;
	readonly #listeners = new Set<() => void>();
	#session: Session | undefined;
	#resting: SessionState;
	#stopping: AbortController | undefined;
	#ended: Promise<void> = Promise.resolve();
	#code: ExitCode = exitCode.inSync;
	#failure: string | undefined;
	#error: Error | undefined;

	constructor(options: SlotOptions) {
		const {record, past, ignoring} = options;
		this.#options = options;
		this.id = record.id;
		this.name = basename(record.folder);
		this.#resting = emptySessionState(record, record.settings?.mode ?? 'two-way', systemClock);
		this.past = past;
		this.ignoring = ignoring;
		this.control = this.#controlOf();
	}

	get isRunning(): boolean {
		return this.#stopping !== undefined;
	}

	/** What its last run ended with. */
	get code(): ExitCode {
		return this.#code;
	}

	/** What its last run failed with. */
	get error(): Error | undefined {
		return this.#error;
	}

	/** Runs it, unless it runs. */
	start(signal: AbortSignal): void {
		if (this.isRunning || signal.aborted) {
			return;
		}

		this.#stopping = new AbortController();
		this.#ended = this.#run(AbortSignal.any([signal, this.#stopping.signal]));
	}

	stop(): void {
		this.#stopping?.abort();
	}

	async ended(): Promise<void> {
		return this.#ended;
	}

	async #run(signal: AbortSignal): Promise<void> {
		const {record, run} = this.#options;
		this.#error = undefined;
		this.#rest(emptySessionState(record, record.settings?.mode ?? 'two-way', systemClock));
		let unsubscribe: (() => void) | undefined;
		try {
			const {status} = await run(session => {
				this.#session = session;
				unsubscribe = session.subscribe(this.#tell);
				this.#tell();
			}, signal);
			this.#code = exitCodeOfOutcome(status);
		} catch (error) {
			this.#fail(error);
		} finally {
			unsubscribe?.();
			const state = this.#session?.state() ?? this.#resting;
			this.#session = undefined;
			this.#stopping = undefined;
			this.#rest({...state, phase: 'stopped', ...(this.#failure !== undefined && {lastError: this.#failure})});
			this.#failure = undefined;
		}
	}

	#fail(error: unknown): void {
		this.#error = error instanceof Error ? error : new Error(String(error));
		if (error instanceof FsyncError) {
			this.#code = exitCodeOfFault(error.code);
			this.#failure = error.message;
		} else if (isSystemError(error)) {
			this.#code = exitCode.error;
			this.#failure = `The system refused: ${error.message}.`;
		} else {
			this.#code = exitCode.bug;
			this.#failure = this.#options.onBug(error);
		}
	}

	#rest(state: SessionState): void {
		this.#resting = state;
		this.#tell();
	}

	readonly #tell = () => {
		for (const listener of this.#listeners) {
			listener();
		}
	};

	/** For what needs the other side, or a session that carries it out. */
	#running(): Session {
		if (!this.#session) {
			throw new FsyncError('usage', `${this.name} does not run: start it first.`);
		}

		return this.#session;
	}

	/** Everything that is asked of it goes to the session that runs; what does not run has nothing to do. */
	#controlOf(): SessionControl {
		return {
			state: () => this.#session?.state() ?? this.#resting,
			subscribe: listener => {
				this.#listeners.add(listener);
				return () => {
					this.#listeners.delete(listener);
				};
			},
			pause: () => {
				this.#session?.pause();
			},
			resume: () => {
				this.#session?.resume();
			},
			syncNow: paths => {
				this.#session?.syncNow(paths);
			},
			cancelTransfer: transfer => {
				this.#session?.cancelTransfer(transfer);
			},
			limit: bytesPerSecond => {
				this.#session?.limit(bytesPerSecond);
			},
			rescan: () => {
				this.#session?.rescan();
			},
			reconnect: () => {
				this.#session?.reconnect();
			},
			answerHalt: answer => {
				this.#session?.answerHalt(answer);
			},
			applyPlan: () => {
				this.#session?.applyPlan();
			},
			resolve: choices => {
				this.#session?.resolve(choices);
			},
			why: async path => this.#session ? this.#session.why(path) : this.#options.explain(path),
			conflict: async path => this.#running().conflict(path),
			resolveWith: async (conflict, text) => this.#running().resolveWith(conflict, text),
			undoResolve: async () => this.#running().undoResolve(),
		};
	}
}
