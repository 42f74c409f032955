import type {Path} from '../core/path.js';
import {FsyncError} from '../fault.js';
import {showPass} from './activity.js';
import {Connector} from './connector.js';
import type {FolderSessionParts} from './folder-session-parts.js';
import type {Line} from './line.js';
import type {Look} from './look.js';
import {Looker} from './looker.js';
import type {SessionOutcome} from './options.js';
import {outcomeOf, restingPhase} from './run-outcome.js';
import {Wake} from './wake.js';

/** Passes in a row that may find another state than planned before a breath is taken. */
const passesInARow = 5;
/** Passes after which a run to the end gives up on what keeps changing. */
const passesInAll = 20;
const breathMilliseconds = 250;

/** The life of one session: when it looks at the folder, when it dials, when it runs a pass, and when it ends. */
export class FolderSession {
	readonly #parts: FolderSessionParts;
	readonly #wake = new Wake();
	readonly #connector: Connector;
	readonly #looker: Looker;
	#line: Line | undefined;
	#pass: Promise<unknown> = Promise.resolve();
	#isRemoteNew = false;

	constructor(parts: FolderSessionParts) {
		this.#parts = parts;
		this.#connector = this.#makeConnector();
		const ring = () => {
			this.#wake.ring();
		};

		parts.errands.onAdded = ring;
		parts.retry.onTime = ring;
		this.#looker = new Looker({...parts, onWanted: ring});
	}

	/** Syncs until both sides are equal, as far as conflicts and problems let them be. */
	async once(signal: AbortSignal): Promise<SessionOutcome> {
		const line = await this.#begin(signal);
		try {
			return await this.#untilEqual(line, signal);
		} finally {
			await this.#parts.syncing.close();
			line.connection.close();
			await line.connection.closed;
		}
	}

	/** Says what a pass would do, and changes nothing. */
	async plan(signal: AbortSignal): Promise<SessionOutcome> {
		const line = await this.#begin(signal);
		const {syncing} = this.#parts;
		if (!syncing.halt) {
			syncing.plan(line);
		}

		line.connection.close();
		return {status: syncing.halt ? 'halted' : 'planned'};
	}

	/** Syncs until the signal. */
	async watch(signal: AbortSignal): Promise<SessionOutcome> {
		const ending = new AbortController();
		// The signal may have come while the session was still being put together; no event would tell of it now.
		const ended = AbortSignal.any([signal, ending.signal]);
		ended.addEventListener('abort', () => {
			this.#wake.ring();
		});
		this.#wake.ring();
		const connecting = this.#connector.run(ended);
		const working = this.#work(ended);
		try {
			await Promise.race([connecting, working]);
		} finally {
			ending.abort();
			await Promise.allSettled([connecting, working]);
			await this.#parts.observer?.close();
			await this.#parts.syncing.close();
		}

		return {status: 'stopped'};
	}

	/** What is under way ends at its next piece; what it has brought so far counts. */
	pause(): void {
		this.#parts.board.patch({isPaused: true});
		this.#line?.link.interrupt();
		this.#wake.ring();
	}

	resume(): void {
		this.#parts.board.patch({isPaused: false});
		this.#wake.ring();
	}

	/** Sends what waits without waiting for quiet; of these paths alone, if any are given. */
	syncNow(paths?: readonly Path[]): void {
		this.#parts.observer?.flush(paths);
		this.#parts.cancelled.clear();
		this.#wake.ring();
	}

	lookAt(look: Look): void {
		this.#looker.want(look);
		this.#wake.ring();
	}

	/** Somebody decides something, at the session's own screen or beside it. */
	decide(say: (parts: Pick<FolderSessionParts, 'syncing' | 'review'> & {readonly line: Line | undefined}) => void): void {
		say({...this.#parts, line: this.#line});
		this.#wake.ring();
	}

	reconnect(): void {
		this.#connector.now();
	}

	/** The observer has paths that are ready, or (`isRemote`) the server has told of others' commits. */
	news(isRemote: boolean): void {
		this.#isRemoteNew ||= isRemote;
		this.#wake.ring();
	}

	get #isPaused(): boolean {
		return this.#parts.board.state().isPaused;
	}

	async #begin(signal: AbortSignal): Promise<Line> {
		this.#parts.board.patch({phase: 'scanning'});
		// What is named from the greeting on may be sent before the look is over.
		const reach = async () => this.#attach(await this.#parts.dial(signal));
		const [line] = await Promise.all([reach(), this.#looker.look(signal)]);
		return line;
	}

	#attach(line: Line): Line {
		const {syncing, reporter} = this.#parts;
		this.#line = line;
		void line.connection.closed.then(() => {
			if (this.#line === line) {
				this.#line = undefined;
			}
		});
		reporter.connected(line);
		syncing.meet(line);
		return line;
	}

	#makeConnector(): Connector {
		const {dial, clock, backOff, board, reporter} = this.#parts;
		return new Connector({
			dial: async signal => {
				// A pass that was under way on the line before must be over: the greeting may take its ancestor away.
				await this.#pass;
				return dial(signal);
			},
			clock,
			backOff,
			onDialling() {
				board.patch({phase: 'connecting'});
			},
			onLine: line => {
				this.#attach(line);
				// A line often comes back together with the machine from sleep, when the watcher has missed much.
				this.lookAt('all');
			},
			onLost: (reason, retryMilliseconds, failedAttempts) => {
				this.#line = undefined;
				reporter.disconnected(reason, retryMilliseconds, failedAttempts);
			},
		});
	}

	async #work(signal: AbortSignal): Promise<void> {
		while (!signal.aborted) {
			await this.#wake.wait();
			if (signal.aborted) {
				return;
			}

			await this.#parts.errands.run(this.#line, this.#isPaused);
			if (this.#isPaused) {
				this.#parts.board.patch({phase: 'paused'});
				continue;
			}

			try {
				await this.#passes(signal);
				this.#parts.tidying?.worked();
			} catch (error) {
				if (!signal.aborted) {
					this.#interrupted(error);
				}
			}
		}
	}

	/** A line that broke in the middle is the connector's business; the journal finishes what was begun. */
	#interrupted(error: unknown): void {
		if (!(error instanceof FsyncError) || error.code === 'store' || error.code === 'internal') {
			throw error;
		}

		this.#parts.reporter.log({level: 'warn', topic: 'sync', message: error.message});
		if (error.code === 'no-space') {
			// What cannot be written down here is done again by each pass, on the server too: so it is tried as seldom as anything that a disk refuses.
			this.#looker.want('all');
			this.#parts.retry.settled(true);
			return;
		}

		this.#parts.clock.after(breathMilliseconds, () => {
			this.lookAt('all');
		});
	}

	async #passes(signal: AbortSignal): Promise<void> {
		const {syncing, clock, observer} = this.#parts;
		for (let count = 0; count < passesInARow && !signal.aborted; count++) {
			// Without a line what waits goes on waiting, and is shown so; the next line begins with a look at everything.
			if (!this.#line && this.#looker.hasLooked) {
				return;
			}

			await this.#looker.look(signal);
			observer?.follow();
			if (!this.#line || syncing.halt?.code === 'root' || this.#isPaused) {
				return;
			}

			if (!await this.#passOn(this.#line)) {
				return;
			}
		}

		clock.after(breathMilliseconds, () => {
			this.#wake.ring();
		});
	}

	/** One pass; true when it wants another one at once. */
	async #passOn(line: Line): Promise<boolean> {
		const {syncing, review, board, observer, backOff, retry} = this.#parts;
		showPass(board);
		this.#isRemoteNew = false;
		const pass = syncing.pass(line);
		this.#pass = pass.catch(() => undefined);
		const {isStale, hasFailed} = await pass;
		backOff.reset();
		observer?.follow();
		board.patch({phase: restingPhase(syncing, review.isHeld)});
		if (!isStale) {
			retry.settled(hasFailed);
		}

		return isStale;
	}

	async #untilEqual(line: Line, signal: AbortSignal): Promise<SessionOutcome> {
		const {syncing, review} = this.#parts;
		let isStale = false;
		for (let count = 0; count < passesInAll && !signal.aborted && !syncing.halt && !review.isHeld; count++) {
			this.#isRemoteNew = false;
			({isStale} = await syncing.pass(line));
			if (!isStale && !this.#isRemoteNew && syncing.busy.length === 0) {
				break;
			}

			if (count >= passesInARow || syncing.busy.length > 0) {
				await this.#breath();
			}

			await this.#looker.look(signal);
		}

		return signal.aborted ? {status: 'stopped'} : outcomeOf(syncing, {isStale, isHeld: review.isHeld});
	}

	async #breath(): Promise<void> {
		return new Promise(resolve => {
			this.#parts.clock.after(breathMilliseconds, resolve);
		});
	}
}
