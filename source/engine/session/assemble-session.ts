import type {DiskReplica} from '../disk/assemble-replica.js';
import {IgnoreTree} from '../disk/ignore.js';
import type {PowerCut} from '../disk/power-cut.js';
import {BackOff} from './back-off.js';
import {BaseKeeper} from './base-keeper.js';
import type {Board} from './board.js';
import {ContentBook} from './content-book.js';
import {FolderSession} from './folder-session.js';
import type {Ground} from './ground.js';
import {LocalSide} from './local-side.js';
import type {Observer} from './observer.js';
import type {SessionOptions} from './options.js';
import {Reasons} from './reasons.js';
import {RemoteView} from './remote-view.js';
import type {Reporter} from './reporter.js';
import {Retry} from './retry.js';
import {serverDial} from './server-dial.js';
import type {SessionTrees} from './session-store.js';
import type {SessionState} from './state.js';
import {Syncing} from './syncing.js';
import {TextMerging} from './text-merging.js';
import type {Tidying} from './tidying.js';
import {TransferReport} from './transfer-report.js';
import {WireGauge} from './wire-gauge.js';

/** What all parts of one session share. */
export type Premises = {
	readonly options: SessionOptions;
	readonly ground: Ground;
	readonly board: Board<SessionState>;
	readonly reporter: Reporter;
	readonly replica: DiskReplica;
};

export type Assembled = {readonly session: FolderSession; readonly gauge: WireGauge; readonly reasons: Reasons};

/** Puts the parts of a session together over a folder that is locked for it. */
export async function assembleSession(premises: Premises, {tidying, cut}: {readonly tidying: Tidying; readonly cut: PowerCut | undefined}): Promise<Assembled> {
	const {options, board, reporter, ground, replica} = premises;
	const {clock, store} = options;
	const trees = await loadTrees(premises);
	const rules = new IgnoreTree({patterns: options.ignorePatterns, useGitignore: options.useGitignore});
	const local = new LocalSide({
		replica, rules, clock, tree: trees.local, cut,
	});
	const view = new RemoteView(trees.remote, trees.head);
	const book = new ContentBook();
	const gauge = new WireGauge({clock, board, reporter});
	const retry = new Retry(clock);
	const syncing = new Syncing({
		settings: options, local, view, ancestor: trees.ancestor, store, book, clock, board, reporter,
		...(options.isMerging && {merging: mergingOf(premises, local, book)}),
	});
	await syncing.open();
	const observer = options.run === 'watch'
		? observe(premises, local, () => {
			session.news(false);
		})
		: undefined;
	local.guard = observer;
	const session: FolderSession = new FolderSession({
		syncing,
		dial: dialOf(premises, {
			local, view, book, gauge, onCommits() {
				session.news(true);
			},
		}),
		...(observer && {observer}),
		tidying,
		backOff: new BackOff(ground.random),
		retry,
		clock,
		board,
		reporter,
	});
	const reasons = new Reasons({
		replica, local, view, syncing, retry, clock, state: () => board.state(),
	});
	return {session, gauge, reasons};
}

async function loadTrees({options: {store}, reporter}: Premises): Promise<SessionTrees> {
	const trees = await store.loadTrees();
	for (const damage of store.damage) {
		reporter.log({level: 'warn', topic: 'store', message: damage});
	}

	return trees;
}

type DialParts = {readonly local: LocalSide; readonly view: RemoteView; readonly book: ContentBook; readonly gauge: WireGauge; readonly onCommits: () => void};

function dialOf({options, ground, board, reporter}: Premises, {gauge, onCommits, ...parts}: DialParts) {
	const transfers = new TransferReport({board, reporter, book: parts.book});
	return serverDial({
		options,
		connect: async request => ground.connect(request),
		...parts,
		onProgress(event) {
			transfers.progress(event);
		},
		onCommits,
		onTrouble(trouble) {
			reporter.log({level: 'error', topic: 'disk', message: trouble.message});
		},
		onChannel({connection}) {
			gauge.attach(connection);
		},
	});
}

function mergingOf({options, replica, reporter}: Premises, local: LocalSide, book: ContentBook) {
	const {clock, chunking, deviceName: device} = options;
	return {
		bases: new BaseKeeper(replica),
		texts: new TextMerging({
			replica, local, book, clock, chunking, device, reporter,
		}),
	};
}

function observe({options, ground, board, reporter}: Premises, local: LocalSide, onReady: () => void): Observer {
	const {clock, quietMilliseconds, ceilingMilliseconds} = options;
	return ground.openObserver({
		root: local.replica.root,
		rules: local.rules,
		clock,
		quietMilliseconds,
		ceilingMilliseconds,
		tree: () => local.tree,
		onReady,
		onPending(pending, pendingCount) {
			const {phase} = board.state();
			const reason = phase === 'paused' || phase === 'offline' ? phase : undefined;
			board.patch({pending: reason === undefined ? pending : pending.map(change => ({...change, reason})), pendingCount});
		},
		onProblem(message) {
			reporter.log({level: 'warn', topic: 'watch', message});
		},
	});
}
