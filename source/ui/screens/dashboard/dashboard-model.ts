import {attentionKey, attentionsOf, type Attention} from '../../rows/attention-row.js';
import {
	boxOf,
	innerRows,
	sessionLayout,
	type Layout,
	type Size,
} from '../../layout.js';
import {hasAttention, hasVanished, isBlocked} from '../../state/phase.js';
import {logLinesOf} from '../../rows/log-row.js';
import {transferKey} from '../../rows/transfer-row.js';
import type {
	LogLine,
	PendingChange,
	SessionState,
	Transfer,
} from '../../contract.js';
import type {Scene, ScreenList} from '../../screen.js';
import type {SessionWorld} from '../../state/world.js';

/** The dashboard's lists, in the order of their numbers. */
export const dashboardPanels = ['pending', 'transfers', 'log', 'attention', 'vanished'] as const;

export const dashboardLayout = (state: SessionState, size: Size): Layout =>
	sessionLayout(size, {hasAttention: hasAttention(state), isBlocked: isBlocked(state), hasVanished: hasVanished(state)});

type DashboardScene = Pick<Scene<SessionWorld>, 'state' | 'view'>;

/** While offline, a notice stands where the transfers are: there is nothing to move in. */
export function hasDashboardPanel(name: string, {state: {current}, view}: DashboardScene): boolean {
	const isNotice = name === 'transfers' && current.phase === 'offline';
	return !isNotice && (boxOf(dashboardLayout(current, view.size), name)?.height ?? 0) > 1;
}

const noPaths: readonly string[] = [];

const lists: Readonly<Record<string, (state: SessionState) => Omit<ScreenList, 'height'>>> = {
	pending: ({pending}) => ({
		items: pending, keyOf: pathOf, textOf: pathOf, pathOf, canMark: true,
	} satisfies Omit<ScreenList<PendingChange>, 'height'>),
	transfers: ({transfers}) => ({
		items: transfers, keyOf: transferKey, textOf: pathOf, pathOf,
	} satisfies Omit<ScreenList<Transfer>, 'height'>),
	log: ({log}) => ({
		items: logLinesOf(log), keyOf: ({id}) => String(id), textOf: ({path = '', message}) => `${path} ${message}`, pathOf: ({path}) => path,
	} satisfies Omit<ScreenList<LogLine>, 'height'>),
	vanished: ({halt}) => ({
		items: halt?.paths ?? noPaths, keyOf: path => path, textOf: path => path, pathOf: path => path,
	} satisfies Omit<ScreenList<string>, 'height'>),
	attention: state => ({
		items: attentionsOf(state), keyOf: attentionKey, textOf: attentionKey, pathOf: attentionPath,
	} satisfies Omit<ScreenList<Attention>, 'height'>),
};

const pathOf = ({path}: {readonly path: string}) => path;
const attentionPath = (attention: Attention) => 'conflict' in attention ? attention.conflict.path : attention.problem.path;

/** A list of the dashboard, where it has a place. */
export function dashboardList(name: string, scene: DashboardScene): ScreenList | undefined {
	const {state: {current}, view} = scene;
	return hasDashboardPanel(name, scene)
		? {...lists[name]!(current), height: innerRows(boxOf(dashboardLayout(current, view.size), name))}
		: undefined;
}
