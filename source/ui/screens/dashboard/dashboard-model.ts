import {attentionKey, attentionsOf, type Attention} from '../../rows/attention-row.js';
import {
	boxOf,
	dashboardLayout,
	innerRows,
	panelAtCell,
	type Layout,
	type Size,
} from '../../layout.js';
import {hasAttention, hasVanished, isBlocked} from '../../state/phase.js';
import {logLinesOf, type LogChoice} from '../../rows/log-row.js';
import {remembered} from '../../state/remembered.js';
import {transferKey} from '../../rows/transfer-row.js';
import type {
	LogLine,
	LongList,
	PendingChange,
	Transfer,
} from '../../contract.js';
import type {Scene, ScreenList} from '../../screen.js';
import type {CockpitState, SessionEntry, SessionWorld} from '../../state/world.js';

/** What the dashboard remembers of the reader beside lists. */
export type DashboardLocal = {
	readonly log: LogChoice;
	/** Since when the plan has waited that came up by itself last. */
	readonly seenPlan?: number;
};

/** The dashboard's lists, in the order of their numbers. */
export const dashboardPanels = ['sessions', 'pending', 'transfers', 'log', 'attention', 'vanished'] as const;

export type DashboardScene = Scene<SessionWorld, DashboardLocal>;

/** The same object as long as nothing that decides about it changes. */
const layoutFor = remembered((size: Size, zoomed: string | undefined, sessionCount: number, ...[hasNews, isStuck, isListed]: readonly boolean[]) => dashboardLayout(size, {
	hasAttention: hasNews ?? false, isBlocked: isStuck ?? false, hasVanished: isListed ?? false, sessions: sessionCount, zoomed,
}));

export const layoutOf = ({current, sessions: all}: CockpitState, size: Size, zoomed: string | undefined): Layout =>
	layoutFor(size, zoomed, all.length, hasAttention(current), isBlocked(current), hasVanished(current));

const layoutIn = ({state, view, visit}: DashboardScene) => layoutOf(state, view.size, visit.zoomed);

/** One session needs no list of sessions. */
export const offersDashboardPanel = (name: string, {state}: DashboardScene): boolean => name === 'sessions' ? state.sessions.length > 1 : name !== 'vanished' || hasVanished(state.current);

/** While offline, a notice stands where the transfers are: there is nothing to move in. */
export function hasDashboardPanel(name: string, scene: DashboardScene): boolean {
	const isNotice = name === 'transfers' && scene.state.current.phase === 'offline';
	return !isNotice && (boxOf(layoutIn(scene), name)?.height ?? 0) > 1;
}

type Contents<Item> = Omit<ScreenList<Item>, 'height'>;

const pathOf = ({path}: {readonly path: string}) => path;

const sessions = (items: readonly SessionEntry[]): Contents<SessionEntry> => ({
	items, keyOf: ({id}) => id, textOf: ({name, state}) => `${name} ${state.phase} ${state.folder} ${state.remote}`,
});
const pending = (items: LongList<PendingChange>): Contents<PendingChange> => ({
	items, keyOf: pathOf, textOf: ({path, from = ''}) => `${path} ${from}`, pathOf, canMark: true,
});
const transfers = (items: readonly Transfer[]): Contents<Transfer> => ({
	items, keyOf: transferKey, textOf: pathOf, pathOf,
});
const log = (items: readonly LogLine[]): Contents<LogLine> => ({
	items, keyOf: ({id}) => String(id), textOf: ({topic, path = '', message}) => `${topic} ${path} ${message}`, pathOf: ({path}) => path,
});
const attention = (items: readonly Attention[]): Contents<Attention> => ({
	items, keyOf: attentionKey, textOf: attentionKey, pathOf: item => 'conflict' in item ? item.conflict.path : item.problem.path, canMark: true,
});

const vanished = (items: readonly string[]): Contents<string> => ({
	items, keyOf: path => path, textOf: path => path, pathOf: path => path,
});
const noPaths: readonly string[] = [];

function contentsOf(name: string, {state: {current, sessions: all}, local}: DashboardScene): unknown {
	switch (name) {
		case 'sessions': {
			return sessions(all);
		}

		case 'pending': {
			return pending(current.pending);
		}

		case 'transfers': {
			return transfers(current.transfers);
		}

		case 'log': {
			return log(logLinesOf(current.log, local.log));
		}

		case 'vanished': {
			return vanished(current.halt?.paths ?? noPaths);
		}

		default: {
			return attention(attentionsOf(current));
		}
	}
}

/** The file on its way that the cursor is on. */
export function selectedTransfer({state: {current}, visit}: DashboardScene): Transfer | undefined {
	const key = visit.focus === 'transfers' ? visit.lists.transfers?.cursor?.key : undefined;
	return current.transfers.find(transfer => transferKey(transfer) === key);
}

/** What is under the mouse. A transfer takes several rows: its first one is where it can be met. */
export function dashboardAt({column, row}: {readonly column: number; readonly row: number}, scene: DashboardScene): {readonly list: string; readonly row: number} | undefined {
	const place = panelAtCell(layoutIn(scene), column, row);
	return place !== undefined && hasDashboardPanel(place.name, scene) && (dashboardPanels as readonly string[]).includes(place.name)
		? {list: place.name, row: place.row}
		: undefined;
}

/** A list of the dashboard, where it has a place. */
export function dashboardList(name: string, scene: DashboardScene): ScreenList | undefined {
	return hasDashboardPanel(name, scene)
		? {...contentsOf(name, scene) as Contents<unknown>, height: innerRows(boxOf(layoutIn(scene), name))}
		: undefined;
}
