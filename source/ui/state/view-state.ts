import type {Cursor} from '../list-window.js';
import type {PanelName, Size} from '../layout.js';

/** What belongs to the screen and not to the engine: where the reader is. Immutable. */
export type ViewState = {
	readonly size: Size;
	readonly focus: PanelName;
	readonly cursors: Readonly<Partial<Record<PanelName, Cursor>>>;
	readonly isHelpOpen: boolean;
	/** First visible line of the help. */
	readonly helpStart: number;
	/** Panels that crashed and show so. */
	readonly crashed: readonly PanelName[];
	/** Goes up when crashed panels are to be tried again. */
	readonly attempt: number;
	/** Goes up when everything is to be drawn anew. */
	readonly drawing: number;
	/** Somebody asked to quit; what is being written is finished first. */
	readonly isClosing: boolean;
	/** Somebody wants to carry deletions out and is asked whether that is meant. */
	readonly isAsked: boolean;
};

export const initialView = (size: Size, focus: PanelName): ViewState => ({
	size,
	focus,
	cursors: {},
	isHelpOpen: false,
	helpStart: 0,
	crashed: [],
	attempt: 0,
	drawing: 0,
	isClosing: false,
	isAsked: false,
});

export function withCursor(view: ViewState, panel: PanelName, cursor: Cursor | undefined): ViewState {
	const {[panel]: _, ...others} = view.cursors;
	return {...view, cursors: cursor === undefined ? others : {...others, [panel]: cursor}};
}

/** Moves the focus by a number of panels, round and round. */
export function cycleFocus(view: ViewState, panels: readonly PanelName[], step: number): ViewState {
	if (panels.length === 0) {
		return view;
	}

	const at = panels.indexOf(view.focus);
	const next = at === -1 ? 0 : (at + step + panels.length) % panels.length;
	return {...view, focus: panels[next] ?? view.focus};
}
