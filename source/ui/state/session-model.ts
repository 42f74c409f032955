import {
	sessionLayout,
	type Layout,
	type PanelName,
	type Size,
} from '../layout.js';
import type {KeyContext} from '../keys.js';
import type {SessionState} from '../contract.js';
import {hasAttention, isBlocked} from './phase.js';
import {focusablePanels, sessionList, type ScreenList} from './lists.js';
import type {ViewState} from './view-state.js';

export const sessionLayoutOf = (state: SessionState, size: Size): Layout =>
	sessionLayout(size, {hasAttention: hasAttention(state), isBlocked: isBlocked(state)});

/** While offline, a notice stands where the transfers are: there is nothing to move in. */
const hasList = (state: SessionState, name: PanelName) => name !== 'transfers' || state.phase !== 'offline';

export function sessionKeyContext(state: SessionState, view: ViewState): KeyContext {
	const lists = focusablePanels(sessionLayoutOf(state, view.size), 'session').filter(name => hasList(state, name));
	return {
		screen: 'session',
		isHelpOpen: view.isHelpOpen,
		isClosing: view.isClosing,
		isPaused: state.phase === 'paused',
		isOffline: state.phase === 'offline',
		isBlocked: isBlocked(state),
		isStopped: state.phase === 'stopped',
		hasDeletions: hasDeletions(state),
		isAsked: view.isAsked && hasDeletions(state),
		hasInvite: false,
		hasCrashed: view.crashed.length > 0,
		lists,
		hasCursor: view.cursors[view.focus] !== undefined,
	};
}

/** Whether the session waits for an answer about deletions. */
const hasDeletions = ({phase, halt}: SessionState) => phase === 'halted' && halt?.side !== undefined;

/** The list that the reader moves in. */
export const sessionListOf = (state: SessionState, view: ViewState, name: PanelName): ScreenList | undefined =>
	hasList(state, name) ? sessionList(state, sessionLayoutOf(state, view.size), name) : undefined;
