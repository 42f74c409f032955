import {actionOf, type Action, type KeyContext} from './keys.js';
import {moveCursor} from './list-window.js';
import {numberedPanels, type PanelName} from './layout.js';
import {cycleFocus, withCursor, type ViewState} from './state/view-state.js';
import type {ScreenList} from './state/lists.js';
import type {Store} from './state/store.js';

/** What a screen tells the controller about itself. */
export type ScreenModel = {
	/** What decides which keys are valid now. */
	keyContext(): KeyContext;
	/** The list in a panel, if it has one. */
	list(name: PanelName): ScreenList | undefined;
	/** How many lines of the help there are beyond those that fit. */
	helpOverflow(): number;
	/** What this screen and its terminal do for the actions that are not about moving. */
	readonly effects: Partial<Readonly<Record<Action, () => void>>>;
};

/** Turns chords into moves and effects. */
export type Controller = {press(chord: string): void};

export function createController(view: Store<ViewState>, model: ScreenModel): Controller {
	const moves = movesOf(view, model);
	return {
		press(chord) {
			const action = actionOf(chord, model.keyContext());
			if (action === undefined) {
				return;
			}

			(moves[action] ?? model.effects[action])?.(chord);
			forgetQuestion(view, action);
		},
	};
}

/** Whoever does something else was not asked for long: a later `y` must not be taken for an answer. */
function forgetQuestion(view: Store<ViewState>, action: Action): void {
	const state = view.get();
	if (state.isAsked && action !== 'accept-deletion') {
		view.set({...state, isAsked: false});
	}
}

/** The actions that only change where the reader is. */
function movesOf(view: Store<ViewState>, model: ScreenModel): Partial<Readonly<Record<Action, (chord: string) => void>>> {
	const update = (change: (state: ViewState) => ViewState) => () => {
		view.set(change(view.get()));
	};

	const move = (amount: (height: number) => number) => update(state =>
		state.isHelpOpen ? scrollHelp(state, amount(10), model.helpOverflow()) : moveInList(state, model, amount));
	const cycle = (step: number) => update(state => cycleFocus(state, model.keyContext().lists, step));

	return {
		up: move(() => -1),
		down: move(() => 1),
		'page-up': move(height => -Math.max(1, height - 1)),
		'page-down': move(height => Math.max(1, height - 1)),
		top: move(() => -Infinity),
		bottom: move(() => Infinity),
		'next-panel': cycle(1),
		'previous-panel': cycle(-1),
		panel(chord) {
			const {screen, lists} = model.keyContext();
			const name = numberedPanels[screen][Number(chord) - 1];
			update(state => name !== undefined && lists.includes(name) ? {...state, focus: name} : state)();
		},
		help: update(state => ({...state, isHelpOpen: !state.isHelpOpen, helpStart: 0})),
		back: update(state => letGo(state)),
		'accept-deletion': update(state => ({...state, isAsked: true})),
		retry: update(state => ({...state, crashed: [], attempt: state.attempt + 1})),
	};
}

/** One thing at a time: the help, the question, the line. */
function letGo(state: ViewState): ViewState {
	if (state.isHelpOpen) {
		return {...state, isHelpOpen: false};
	}

	return state.isAsked ? {...state, isAsked: false} : withCursor(state, state.focus, undefined);
}

function scrollHelp(state: ViewState, amount: number, overflow: number): ViewState {
	return {...state, helpStart: Math.max(0, Math.min(overflow, state.helpStart + amount))};
}

function moveInList(state: ViewState, model: ScreenModel, amount: (height: number) => number): ViewState {
	const list = model.list(state.focus);
	return list === undefined ? state : withCursor(state, state.focus, moveCursor(list, state.cursors[state.focus], amount(list.height)));
}
