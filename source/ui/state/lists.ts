import {attentionKey, type Attention} from '../rows/attention-row.js';
import {
	boxOf,
	innerRows,
	numberedPanels,
	type Layout,
	type PanelName,
} from '../layout.js';
import {transferKey} from '../rows/transfer-row.js';
import type {LogLine, ServerState, SessionState} from '../contract.js';
import type {WindowedList} from '../list-window.js';

/** A list that the reader can move in. */
export type ScreenList = WindowedList & {readonly name: PanelName};

/** Conflicts first, for they wait for a person. */
export const attentionsOf = ({conflicts, problems}: Pick<SessionState, 'conflicts' | 'problems'>): readonly Attention[] =>
	[...conflicts.map(conflict => ({conflict})), ...problems.map(problem => ({problem}))];

/** Newest first, without the lines that are meant for a log file. */
export const logLinesOf = (log: readonly LogLine[]): readonly LogLine[] => log.filter(line => line.level !== 'debug').toReversed();

/** Keys of each list of a session, made only when somebody asks. */
const sessionKeys: Partial<Record<PanelName, (state: SessionState) => readonly string[]>> = {
	pending: state => state.pending.map(change => change.path),
	transfers: state => state.transfers.map(transfer => transferKey(transfer)),
	log: state => logLinesOf(state.log).map(line => String(line.id)),
	attention: state => attentionsOf(state).map(attention => attentionKey(attention)),
};

const serverKeys: Partial<Record<PanelName, (state: ServerState) => readonly string[]>> = {
	clients: state => state.clients.map(client => client.id),
	shares: state => state.shares.map(share => share.name),
	transfers: state => state.transfers.map(transfer => transferKey(transfer)),
	log: state => logLinesOf(state.log).map(line => String(line.id)),
};

/** Panels of a layout that can have the focus, in the order of their numbers: they have a list and are not collapsed. */
export const focusablePanels = (layout: Layout, screen: 'session' | 'server'): readonly PanelName[] =>
	numberedPanels[screen].filter(name => (boxOf(layout, name)?.height ?? 0) > 1);

/** The list in a session's panel. */
export const sessionList = (state: SessionState, layout: Layout, name: PanelName): ScreenList | undefined =>
	listOf(name, layout, sessionKeys[name]?.(state));

/** The list in a server's panel. */
export const serverList = (state: ServerState, layout: Layout, name: PanelName): ScreenList | undefined =>
	listOf(name, layout, serverKeys[name]?.(state));

function listOf(name: PanelName, layout: Layout, keys: readonly string[] | undefined): ScreenList | undefined {
	const box = boxOf(layout, name);
	return keys === undefined || box === undefined
		? undefined
		: {
			name, length: keys.length, height: innerRows(box), keyAt: index => keys[index] ?? '',
		};
}
