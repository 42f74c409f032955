import {randomInt} from 'node:crypto';
import {IgnoreTree} from '../disk/ignore.js';
import {openReplica} from '../disk/open-replica.js';
import type {PowerCut} from '../disk/power-cut.js';
import type {Replica} from '../disk/replica.js';
import {FsyncError} from '../fault.js';
import {BackOff} from './back-off.js';
import {Board} from './board.js';
import {ContentBook} from './content-book.js';
import {emptySessionState} from './empty-state.js';
import {FolderSession} from './folder-session.js';
import {LocalSide} from './local-side.js';
import type {Observer} from './observer.js';
import {openObserver} from './open-observer.js';
import type {Session, SessionOptions, SessionOutcome} from './options.js';
import {RemoteView} from './remote-view.js';
import {Reporter} from './reporter.js';
import {serverDial} from './server-dial.js';
import type {SessionState} from './state.js';
import {Syncing} from './syncing.js';
import {TransferReport} from './transfer-report.js';
import {WireGauge} from './wire-gauge.js';

const random = () => randomInt(2 ** 32) / (2 ** 32);

/** A session over a real folder and a real socket. */
export function createSession(options: SessionOptions): Session {
	return new RealSession(options);
}

class RealSession implements Session {
	readonly #options: SessionOptions;
	readonly #board: Board<SessionState>;
	readonly #reporter: Reporter;
	#session: FolderSession | undefined;

	constructor(options: SessionOptions) {
		this.#options = options;
		const {clock, onEvent, store, mode} = options;
		this.#board = new Board(emptySessionState(store.record, mode, clock), clock);
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

	async start(signal: AbortSignal): Promise<SessionOutcome> {
		const {store} = this.#options;
		const {clock, chunking} = this.#options;
		const replica = openReplica(store.record.folder, {clock, chunking});
		try {
			const cut = await this.#checkRoot(replica);
			return await this.#run(replica, cut, signal);
		} finally {
			await replica.close();
			await store.close();
			this.#board.patch({phase: 'stopped'});
		}
	}

	/** The folder is locked for us, and it is the one that was paired (rule 34). A dry run leaves no trace in it. Tells of a power cut. */
	async #checkRoot(replica: Replica): Promise<PowerCut | undefined> {
		const {store, run} = this.#options;
		const isFirst = store.record.marker === undefined;
		const root = await replica.check(isFirst && run !== 'plan');
		if (root.state === 'ready') {
			if (store.record.marker !== undefined && store.record.marker !== root.marker) {
				throw new FsyncError('halted', `${replica.root} is not the folder that was paired: its marker is another one. Nothing was changed. Pair it anew if it was replaced on purpose.`);
			}

			const cut = await replica.lock();
			await store.updateRecord({marker: root.marker, peer: this.#options.remote.peer});
			return cut;
		}

		if (root.state !== 'marker-missing' || run !== 'plan') {
			throw new FsyncError(isFirst ? 'root' : 'halted', root.message);
		}

		return undefined;
	}

	async #run(replica: Replica, cut: PowerCut | undefined, signal: AbortSignal): Promise<SessionOutcome> {
		const {clock, run} = this.#options;
		const started = clock.monotonicMilliseconds();
		const {session, gauge} = await this.#assemble(replica, cut);
		this.#session = session;
		if (run === 'watch') {
			gauge.start();
			return session.watch(signal).finally(() => {
				gauge.stop();
			});
		}

		const outcome = run === 'once' ? await session.once(signal) : await session.plan(signal);
		gauge.stop();
		this.#reporter.summary(this.#board.state(), (clock.monotonicMilliseconds() - started) / 1000);
		return outcome;
	}

	async #assemble(replica: Replica, cut: PowerCut | undefined): Promise<{session: FolderSession; gauge: WireGauge}> {
		const options = this.#options;
		const {clock, store} = options;
		const [board, reporter] = [this.#board, this.#reporter];
		const trees = await store.loadTrees();
		for (const damage of store.damage) {
			reporter.log({level: 'warn', topic: 'store', message: damage});
		}

		const rules = new IgnoreTree({patterns: options.ignorePatterns, useGitignore: options.useGitignore});
		const local = new LocalSide({
			replica, rules, clock, tree: trees.local, cut,
		});
		const view = new RemoteView(trees.remote, trees.head);
		const book = new ContentBook();
		const gauge = new WireGauge({clock, board, reporter});
		const transfers = new TransferReport({board, reporter, book});
		const syncing = new Syncing({
			settings: options, local, view, ancestor: trees.ancestor, store, book, clock, board, reporter,
		});
		const observer = options.run === 'watch' ? this.#observe(local) : undefined;
		local.guard = observer;
		const session = new FolderSession({
			syncing,
			dial: serverDial({
				options,
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
			}),
			...(observer && {observer}),
			backOff: new BackOff(random),
			clock,
			board,
			reporter,
		});
		return {session, gauge};
	}

	#observe(local: LocalSide): Observer {
		const {clock, quietMilliseconds, ceilingMilliseconds} = this.#options;
		return openObserver({
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
