import type {Path} from '../core/path.js';
import type {HaltAnswer} from '../core/verdict.js';
import type {DiskReplica} from '../disk/assemble-replica.js';
import type {Explanation} from '../core/why-facts.js';
import {inspect} from '../disk/inspect.js';
import {openFileSystem} from '../disk/node-file-system.js';
import type {PowerCut} from '../disk/power-cut.js';
import {usualRetention} from '../disk/trash-tidy.js';
import type {TransferName} from '../transfer/progress.js';
import {assembleSession, type Assembled} from './assemble-session.js';
import {claimRoot} from './claim-root.js';
import type {
	Choice,
	ConflictVersions,
	MergeOutcome,
	UndoOutcome,
} from './conflict-answers.js';
import type {ConflictDesk} from './conflict-desk.js';
import {emptySessionState} from './empty-state.js';
import type {FolderSession} from './folder-session.js';
import {machineGround, type Ground} from './ground.js';
import type {OpenConflict} from './open-conflicts.js';
import type {Session, SessionOptions, SessionOutcome} from './options.js';
import type {Reasons} from './reasons.js';
import {Reporter} from './reporter.js';
import {SessionBoard} from './session-board.js';
import type {SessionState} from './state.js';
import {explainStored} from './stored-reasons.js';
import {Tidying} from './tidying.js';

/** A session over a folder and a connection of this machine, unless it is given other ground to stand on. */
export function createSession(options: SessionOptions, ground: Ground = machineGround): Session {
	return new RunningSession(options, ground);
}

class RunningSession implements Session {
	readonly #options: SessionOptions;
	readonly #ground: Ground;
	readonly #board: SessionBoard;
	readonly #reporter: Reporter;
	#session: FolderSession | undefined;
	#reasons: Reasons | undefined;
	#desk: ConflictDesk | undefined;
	#paces: Assembled['paces'] | undefined;

	constructor(options: SessionOptions, ground: Ground) {
		this.#options = options;
		this.#ground = ground;
		const {clock, onEvent, store, mode, limitBytesPerSecond} = options;
		this.#board = new SessionBoard({...emptySessionState(store.record, mode, clock), ...(limitBytesPerSecond !== undefined && {limitBytesPerSecond})}, clock);
		this.#reporter = new Reporter({clock, board: this.#board, onEvent});
	}

	state(): SessionState {
		return this.#board.state();
	}

	subscribe(listener: () => void): () => void {
		return this.#board.subscribe(listener);
	}

	pause(): void {
		this.#session?.pause();
	}

	resume(): void {
		this.#session?.resume();
	}

	syncNow(paths?: readonly Path[]): void {
		this.#session?.syncNow(paths);
	}

	cancelTransfer(transfer: TransferName): void {
		this.#session?.decide(({line}) => {
			line?.link.cancel(transfer);
		});
	}

	limit(bytesPerSecond: number | undefined): void {
		this.#paces?.up.set(bytesPerSecond);
		this.#paces?.down.set(bytesPerSecond);
		if (bytesPerSecond === undefined) {
			this.#board.clear('limitBytesPerSecond');
		} else {
			this.#board.patch({limitBytesPerSecond: bytesPerSecond});
		}
	}

	rescan(): void {
		this.#session?.lookAt('all');
	}

	reconnect(): void {
		this.#session?.reconnect();
	}

	answerHalt(answer: HaltAnswer): void {
		this.#session?.decide(({syncing}) => {
			syncing.answerHalt(answer);
		});
	}

	applyPlan(): void {
		this.#session?.decide(({review}) => {
			review.agree();
		});
	}

	resolve(choices: readonly Choice[]): void {
		this.#desk?.decide(choices);
	}

	async conflict(path: Path): Promise<ConflictVersions | undefined> {
		return this.#desk?.look(path);
	}

	async resolveWith(conflict: OpenConflict, text: string): Promise<MergeOutcome> {
		return this.#desk?.merge(conflict, text) ?? 'changed';
	}

	async undoResolve(): Promise<readonly UndoOutcome[]> {
		return this.#desk?.undo() ?? [];
	}

	async why(path: Path): Promise<Explanation> {
		if (this.#reasons) {
			return this.#reasons.why(path);
		}

		// Before the first look there is nothing but what the last run has left.
		const {store} = this.#options;
		const files = openFileSystem(store.record.folder);
		return explainStored(path, {store, inspect: async request => inspect(files, request)});
	}

	async start(signal: AbortSignal): Promise<SessionOutcome> {
		const {store} = this.#options;
		const {clock, chunking} = this.#options;
		const replica = this.#ground.openReplica(store.record.folder, {clock, chunking});
		try {
			const cut = await claimRoot(replica, {options: this.#options, reporter: this.#reporter});
			return await this.#run(replica, cut, signal);
		} finally {
			await replica.close();
			await store.close();
			this.#board.patch({phase: 'stopped'});
		}
	}

	async #run(replica: DiskReplica, cut: PowerCut | undefined, signal: AbortSignal): Promise<SessionOutcome> {
		const {clock, run} = this.#options;
		const started = clock.monotonicMilliseconds();
		const tidying = this.#tidying(replica);
		const {session, gauge, reasons, desk, paces} = await assembleSession({
			options: this.#options, ground: this.#ground, board: this.#board, reporter: this.#reporter, replica,
		}, {tidying, cut});
		this.#session = session;
		this.#reasons = reasons;
		this.#desk = desk;
		this.#paces = paces;
		if (run === 'watch') {
			gauge.start();
			tidying.start();
			const unwatch = await this.#options.store.verdicts.watch(() => {
				session.decide(({syncing}) => {
					syncing.verdicts.expire();
				});
			});
			try {
				return await session.watch(signal);
			} finally {
				unwatch();
				gauge.stop();
				await tidying.stop();
			}
		}

		const outcome = run === 'once' ? await session.once(signal) : await session.plan(signal);
		if (run === 'once') {
			await tidying.once();
		}

		gauge.stop();
		this.#reporter.summary(this.#board.state(), (clock.monotonicMilliseconds() - started) / 1000);
		return outcome;
	}

	#tidying(replica: DiskReplica): Tidying {
		const {clock, retention} = this.#options;
		return new Tidying({
			replica,
			clock,
			retention: {...usualRetention, ...retention},
			onTrouble: message => {
				this.#reporter.log({level: 'warn', topic: 'trash', message});
			},
		});
	}
}
