import {
	serverLayout,
	type Layout,
	type PanelName,
	type Size,
} from '../layout.js';
import {wrapHard} from '../text/wrap.js';
import type {KeyContext} from '../keys.js';
import type {ServerState} from '../contract.js';
import {focusablePanels, serverList, type ScreenList} from './lists.js';
import type {ViewState} from './view-state.js';

/** What an invite line can be made of: anything else would not be one, and must not reach the terminal raw. */
const inviteForm = /^[\u{21}-\u{7E}]+$/v;

/** The invite line in rows of the screen's full width, without anything beside it, so that it can be selected as a whole. */
export const inviteRows = ({invite}: Pick<ServerState, 'invite'>, columns: number): readonly string[] =>
	invite === undefined || !inviteForm.test(invite.line) ? [] : wrapHard(invite.line, columns);

/** Rows that the invite takes: a sentence, the line, an empty row. */
export function inviteHeight(state: Pick<ServerState, 'invite'>, columns: number): number {
	const rows = inviteRows(state, columns).length;
	return rows === 0 ? 0 : rows + 2;
}

export const serverLayoutOf = (state: ServerState, size: Size): Layout => serverLayout(size, inviteHeight(state, size.columns));

export function serverKeyContext(state: ServerState, view: ViewState): KeyContext {
	return {
		screen: 'server',
		isHelpOpen: view.isHelpOpen,
		isClosing: view.isClosing,
		isPaused: false,
		isOffline: false,
		isBlocked: false,
		isStopped: false,
		hasDeletions: false,
		isAsked: false,
		hasInvite: inviteRows(state, view.size.columns).length > 0,
		hasCrashed: view.crashed.length > 0,
		lists: focusablePanels(serverLayoutOf(state, view.size), 'server'),
		hasCursor: view.cursors[view.focus] !== undefined,
	};
}

/** The list that the reader moves in. */
export const serverListOf = (state: ServerState, view: ViewState, name: PanelName): ScreenList | undefined =>
	serverList(state, serverLayoutOf(state, view.size), name);
