import type {Path} from '../core/path.js';
import type {Keep} from '../core/plan.js';
import type {HaltAnswer} from '../core/verdict.js';
import type {DiskReplica} from '../disk/assemble-replica.js';
import {IgnoreTree} from '../disk/ignore.js';
import type {PowerCut} from '../disk/power-cut.js';
import {usualRetention} from '../disk/trash-tidy.js';
import {BackOff} from './back-off.js';
import {BaseKeeper} from './base-keeper.js';
import {claimRoot} from './claim-root.js';
import {ContentBook} from './content-book.js';
import {emptySessionState} from './empty-state.js';
import {FolderSession} from './folder-session.js';
import {machineGround, type Ground} from './ground.js';
import type {Dial} from './line.js';
import {LocalSide} from './local-side.js';
import {Merging} from './merging.js';
import type {Observer} from './observer.js';
import type {Session, SessionOptions, SessionOutcome} from './options.js';
import {PlanReview} from './plan-review.js';
import {RemoteView} from './remote-view.js';
import {Reporter} from './reporter.js';
import {serverDial} from './server-dial.js';
import {SessionBoard} from './session-board.js';
import type {SessionTrees} from './session-store.js';
import type {SessionState} from './state.js';
import {Syncing} from './syncing.js';
import {TextMerging} from './text-merging.js';
import {Tidying} from './tidying.js';
import {TransferReport} from './transfer-report.js';
import {WireGauge} from './wire-gauge.js';

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

	constructor(options: SessionOptions, ground: Ground) {
		this.#options = options;
		this.#ground = ground;
		const {clock, onEvent, store, mode} = options;
		this.#board = new SessionBoard(emptySessionState(store.record, mode, clock), clock);
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

	syncNow(): void {
		this.#session?.syncNow();
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

	resolve(path: Path, keep: Keep): void {
		this.#session?.decide(({syncing}) => {
			syncing.resolve(path, keep);
		});
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
		const {session, gauge} = await this.#assemble(replica, {tidying, cut});
		this.#session = session;
		if (run === 'watch') {
			gauge.start();
			tidying.start();
			const unwatch = await this.#options.store.verdicts.watch(() => {
				session.verdictsChanged();
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

	async #assemble(replica: DiskReplica, {tidying, cut}: {readonly tidying: Tidying; readonly cut: PowerCut | undefined}): Promise<{session: FolderSession; gauge: WireGauge}> {
		const [options, board, reporter] = [this.#options, this.#board, this.#reporter];
		const {clock, store} = options;
		const trees = await this.#loadTrees();
		const rules = new IgnoreTree({patterns: options.ignorePatterns, useGitignore: options.useGitignore});
		const local = new LocalSide({
			replica, rules, clock, tree: trees.local, cut, isUnmarked: options.run === 'plan' && store.record.marker === undefined,
		});
		const view = new RemoteView(trees.remote, trees.head);
		const book = new ContentBook();
		const gauge = new WireGauge({clock, board, reporter});
		const review = new PlanReview({
			limit: options.planLimit, clock, board, reporter,
		});
		const syncing = new Syncing({
			settings: options, local, view, ancestor: trees.ancestor, store, book, clock, board, reporter, review,
			...(options.isMerging && {merging: this.#merging(replica, local, book)}),
		});
		await syncing.open();
		const observer = options.run === 'watch' ? this.#observe(local) : undefined;
		local.guard = observer;
		const session = new FolderSession({
			syncing,
			review,
			dial: this.#dial({
				local, view, book, gauge,
			}),
			...(observer && {observer}),
			tidying,
			backOff: new BackOff(this.#ground.random),
			clock,
			board,
			reporter,
		});
		return {session, gauge};
	}

	#dial({local, view, book, gauge}: {readonly local: LocalSide; readonly view: RemoteView; readonly book: ContentBook; readonly gauge: WireGauge}): Dial {
		const [options, board, reporter] = [this.#options, this.#board, this.#reporter];
		const transfers = new TransferReport({board, reporter, book});
		return serverDial({
			options,
			connect: async request => this.#ground.connect(request),
			local,
			view,
			book,
			onProgress(event) {
				transfers.progress(event);
			},
			onCommits: () => {
				this.#session?.news(true);
			},
			onTrouble(trouble) {
				reporter.log({level: 'error', topic: 'disk', message: trouble.message});
			},
			onChannel({connection}) {
				gauge.attach(connection);
			},
		});
	}

	async #loadTrees(): Promise<SessionTrees> {
		const {store} = this.#options;
		const trees = await store.loadTrees();
		for (const damage of store.damage) {
			this.#reporter.log({level: 'warn', topic: 'store', message: damage});
		}

		return trees;
	}

	#merging(replica: DiskReplica, local: LocalSide, book: ContentBook): Merging {
		const {clock, chunking, deviceName: device, mode} = this.#options;
		return new Merging({
			mode,
			bases: new BaseKeeper(replica),
			texts: new TextMerging({
				replica, local, book, clock, chunking, device, reporter: this.#reporter,
			}),
		});
	}

	#observe(local: LocalSide): Observer {
		const {clock, quietMilliseconds, ceilingMilliseconds} = this.#options;
		return this.#ground.openObserver({
			root: local.replica.root,
			rules: local.rules,
			clock,
			quietMilliseconds,
			ceilingMilliseconds,
			tree: () => local.tree,
			onReady: () => {
				this.#session?.news(false);
			},
			onPending: (pending, pendingCount) => {
				const {phase} = this.#board.state();
				const reason = phase === 'paused' || phase === 'offline' ? phase : undefined;
				this.#board.patch({pending: reason === undefined ? pending : pending.map(change => ({...change, reason})), pendingCount});
			},
			onProblem: message => {
				this.#reporter.log({level: 'warn', topic: 'watch', message});
			},
		});
	}
}
