import type {Cursor} from '../list-window.js';
import type {ScreenName} from '../screens/names.js';
import type {Size} from '../layout.js';
import type {Tone} from '../theme.js';

/** Where the reader is in one list. */
export type ListView = {
	readonly cursor?: Cursor;
	/** Keys of the items that the next action is for. */
	readonly marks: ReadonlySet<string>;
	/** Key of the item that a range of marks begins at. */
	readonly anchor?: string;
	/** Only items with this text are shown; empty for all. */
	readonly filter: string;
};

/** One screen on the stack: which it is, and all that it remembers. */
export type Visit<Local = unknown> = {
	/** Names the visit for as long as the program runs. */
	readonly id: number;
	readonly screen: ScreenName;
	/** The screen's own state. */
	readonly local: Local;
	/** The list that keys move in. */
	readonly focus: string;
	readonly lists: Readonly<Record<string, ListView>>;
	/** The panel that has the whole screen. */
	readonly zoomed?: string;
};

/** What a destructive key asks before anything is done. Only `y` is yes; with `typed`, only that text. */
export type Question = {
	readonly text: string;
	/** What `y` does, in a word or two. */
	readonly yes: string;
	/** A name that must be typed instead of `y`, for what concerns very much. */
	readonly typed?: string;
	run(): void;
};

/** A line of text that is being written. Single letters are text then, not keys. */
export type TextField = {
	readonly label: string;
	readonly text: string;
	/** Before which character of the text writing goes on (UTF-16 units). */
	readonly cursor: number;
	/** The screen draws the field itself; otherwise it stands in the place of the keys at the bottom. */
	readonly isInline?: boolean;
	/** After each change of the text. */
	onChange?(text: string): void;
	/** The field is closed by then. */
	onEnter(text: string): void;
	/** esc: the field is closed by then, and nothing else happens. */
	onEscape?(): void;
	/** A key that writes nothing (`up`, `tab`). Whether it meant something here. */
	onChord?(chord: string): boolean;
};

/** What belongs to the screen and not to the engine: where the reader is. Immutable. */
export type ViewState = {
	readonly size: Size;
	/** The root first; the last one is on the screen. Never empty. */
	readonly stack: readonly Visit[];
	/** The session that screens are about. */
	readonly session?: string;
	/** Somebody is asked whether something is meant. */
	readonly question?: Question;
	/** Somebody writes. */
	readonly field?: TextField;
	/** What the last key did or why it did nothing; goes with the next key. */
	readonly message?: {readonly text: string; readonly tone: Tone};
	/** Panels that crashed and show so. */
	readonly crashed: readonly string[];
	/** Goes up when a filter has found more. */
	readonly findings: number;
	/** Goes up when crashed panels are to be tried again. */
	readonly attempt: number;
	/** Goes up when everything is to be drawn anew. */
	readonly drawing: number;
	/** Somebody asked to quit; what is being written is finished first. */
	readonly isClosing: boolean;
};

export const initialView = (size: Size, root: Visit): ViewState => ({
	size,
	stack: [root],
	crashed: [],
	findings: 0,
	attempt: 0,
	drawing: 0,
	isClosing: false,
});

/** A view without some of its optional parts. */
export function without<Key extends 'question' | 'field' | 'message'>(view: ViewState, ...keys: readonly Key[]): ViewState {
	return Object.fromEntries(Object.entries(view).filter(([key]) => !keys.includes(key as Key))) as unknown as ViewState;
}

/** The visit on the screen. */
export const topOf = (view: ViewState): Visit => view.stack.at(-1)!;

/** Changes one visit, if it is still there. */
export function withVisit(view: ViewState, id: number, change: (visit: Visit) => Visit): ViewState {
	return view.stack.some(visit => visit.id === id)
		? {...view, stack: view.stack.map(visit => visit.id === id ? change(visit) : visit)}
		: view;
}

/** Changes the visit on the screen. */
export const withTop = (view: ViewState, change: (visit: Visit) => Visit): ViewState => withVisit(view, topOf(view).id, change);

const untouched: ListView = {marks: new Set(), filter: ''};

export const listViewOf = (visit: Visit, list: string): ListView => visit.lists[list] ?? untouched;

export const withList = (visit: Visit, list: string, change: (view: ListView) => ListView): Visit =>
	({...visit, lists: {...visit.lists, [list]: change(listViewOf(visit, list))}});

export function withCursor(visit: Visit, list: string, cursor: Cursor | undefined): Visit {
	return withList(visit, list, ({cursor: _, ...others}) => cursor === undefined ? others : {...others, cursor});
}

/** Moves the focus by a number of panels, round and round. */
export function cycleFocus(visit: Visit, panels: readonly string[], step: number): Visit {
	if (panels.length === 0) {
		return visit;
	}

	const at = panels.indexOf(visit.focus);
	const next = at === -1 ? 0 : (at + step + panels.length) % panels.length;
	return {...visit, focus: panels[next] ?? visit.focus};
}
