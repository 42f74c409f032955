import type {DiskReplica} from '../disk/assemble-replica.js';
import {IgnoreTree} from '../disk/ignore.js';
import type {PowerCut} from '../disk/power-cut.js';
import {BackOff} from './back-off.js';
import {BaseKeeper} from './base-keeper.js';
import type {Board} from './board.js';
import {ConflictDesk} from './conflict-desk.js';
import {ContentBook} from './content-book.js';
import {ContentFetch} from './content-fetch.js';
import {EarlyOffers, usualEarlyLimits} from './early-offers.js';
import {Errands} from './errands.js';
import {FolderSession} from './folder-session.js';
import type {Ground} from './ground.js';
import {LocalSide} from './local-side.js';
import {LocalVersion} from './local-version.js';
import {Merging} from './merging.js';
import type {Observer} from './observer.js';
import type {SessionOptions} from './options.js';
import {PlanReview} from './plan-review.js';
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
import {Pace} from '../transfer/limiter.js';
import {WireGauge} from './wire-gauge.js';

/** What all parts of one session share. */
export type Premises = {
	readonly options: SessionOptions;
	readonly ground: Ground;
	readonly board: Board<SessionState>;
	readonly reporter: Reporter;
	readonly replica: DiskReplica;
};

export type Assembled = {readonly session: FolderSession; readonly gauge: WireGauge; readonly reasons: Reasons; readonly desk: ConflictDesk; readonly paces: Parts['paces']};

/** The local side, and what publishes and reads contents for it. */
type Parts = ReturnType<typeof partsOf>;

function partsOf({options, ground, replica, board, reporter}: Premises, {rules, trees, cut}: {readonly rules: IgnoreTree; readonly trees: SessionTrees; readonly cut: PowerCut | undefined}) {
	const {clock, chunking, deviceName: device} = options;
	const local = new LocalSide({
		replica, rules, clock, tree: trees.local, cut, isUnmarked: options.run === 'plan' && options.store.record.marker === undefined,
	});
	const book = new ContentBook(clock);
	const view = new RemoteView(trees.remote, trees.head);
	const review = new PlanReview({
		limit: options.planLimit, clock, board, reporter,
	});
	return {
		local,
		book,
		view,
		review,
		early: isEarly(options)
			? new EarlyOffers({
				view, book, rules, limits: ground.earlyLimits ?? usualEarlyLimits, isAllowed: () => !review.isHeld && !board.state().isPaused,
			})
			: undefined,
		retry: new Retry(clock),
		paces: {up: new Pace(clock, options.limitBytesPerSecond), down: new Pace(clock, options.limitBytesPerSecond)},
		errands: new Errands(),
		contents: new ContentFetch({replica, local, book}),
		versions: new LocalVersion({
			replica, local, clock, chunking, device,
		}),
	};
}

/** Puts the parts of a session together over a folder that is locked for it. */
export async function assembleSession(premises: Premises, {tidying, cut}: {readonly tidying: Tidying; readonly cut: PowerCut | undefined}): Promise<Assembled> {
	const {options, board, reporter, ground, replica} = premises;
	const {clock} = options;
	const rules = new IgnoreTree({patterns: options.ignorePatterns, useGitignore: options.useGitignore});
	if (options.run !== 'watch') {
		// Who watches begins to do so first, or would miss what happens in between.
		replica.walkAhead(rules);
	}

	const trees = await loadTrees(premises);
	const parts = partsOf(premises, {rules, trees, cut});
	const {local, retry, errands, review} = parts;
	const gauge = new WireGauge({clock, board, reporter});
	const syncing = syncingOf(premises, parts, trees);
	await syncing.open();
	const observer = options.run === 'watch'
		? observe(premises, local, () => {
			session.news(false);
		})
		: undefined;
	local.guard = observer;
	const dial = dialOf(premises, {
		...parts, gauge, onCommits() {
			session.news(true);
		},
	});
	const session: FolderSession = new FolderSession({
		syncing, review, dial, ...(observer && {observer}), tidying, backOff: new BackOff(ground.random), cancelled: parts.book.cancelled, retry, errands, clock, board, reporter,
	});
	return {
		session, gauge, paces: parts.paces, ...deskOf(premises, parts, syncing),
	};
}

function syncingOf({options, board, reporter, replica}: Premises, {local, view, book, contents, versions, review, early}: Parts, {ancestor}: SessionTrees): Syncing {
	const {clock, store} = options;
	return new Syncing({
		settings: options, local, view, ancestor, store, book, clock, board, reporter, review, ...(early && {early}),
		...(options.isMerging && {merging: new Merging({mode: options.mode, bases: new BaseKeeper(replica), texts: new TextMerging({contents, versions, reporter})})}),
	});
}

/** Whether contents may be sent before there is a plan: not in a dry run, not where a large plan waits for somebody to look at it, and not where nothing is ever sent. */
const isEarly = ({run, mode, planLimit}: SessionOptions): boolean => run !== 'plan' && planLimit === undefined && mode !== 'pull' && mode !== 'mirror-pull';

/** What answers the session's own screen. */
function deskOf({options: {clock}, board, replica}: Premises, {local, view, retry, errands, contents, versions}: Parts, syncing: Syncing): Pick<Assembled, 'reasons' | 'desk'> {
	const state = () => board.state();
	return {
		reasons: new Reasons({
			replica, local, view, syncing, retry, clock, state,
		}),
		desk: new ConflictDesk({
			errands, contents, versions, verdicts: syncing.verdicts, local, board,
		}),
	};
}

async function loadTrees({options: {store}, reporter}: Premises): Promise<SessionTrees> {
	const trees = await store.loadTrees();
	for (const damage of store.damage) {
		reporter.log({level: 'warn', topic: 'store', message: damage});
	}

	return trees;
}

type DialParts = {readonly local: LocalSide; readonly view: RemoteView; readonly book: ContentBook; readonly paces: Parts['paces']; readonly gauge: WireGauge; readonly onCommits: () => void};

function dialOf({options, ground, board, reporter}: Premises, {gauge, onCommits, local, view, book, paces}: DialParts) {
	const transfers = new TransferReport({board, reporter, book});
	return serverDial({
		options,
		connect: async request => ground.connect(request),
		local,
		view,
		book,
		paces,
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
		writing: () => local.writing,
		onPending(pending) {
			board.patch({pending});
		},
		onProblem(message) {
			reporter.log({level: 'warn', topic: 'watch', message});
		},
	});
}
