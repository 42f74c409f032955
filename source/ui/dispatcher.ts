import {bindingOf} from './keys/table.js';
import {edited, inserted} from './state/text-field.js';
import {moveCursor} from './list-window.js';
import {
	listViewOf,
	withCursor,
	without,
	withTop,
	type TextField,
	type ViewState,
} from './state/view-state.js';
import type {MouseEvent} from './keys/mouse.js';
import type {Conditions, Helm, KeyBinding} from './screen.js';
import type {Press} from './keys/chord.js';
import type {Store} from './state/store.js';

/** What the dispatcher asks about the screen that is on top. */
export type Top = {
	helm(): Helm;
	table(): readonly KeyBinding[];
	conditions(): Conditions;
	/** The list at a cell, and which of its visible rows that is. */
	at(place: {readonly column: number; readonly row: number}): {readonly list: string; readonly row: number} | undefined;
};

/** Brings keys and pasted text to whom they are for: the question, the text field, the key table. */
export type Dispatcher = {
	readonly press: (press: Press) => void;
	readonly paste: (text: string) => void;
	readonly mouse: (event: MouseEvent) => void;
};

/** Actions that work whatever is being asked or written. */
const alwaysHeard: ReadonlySet<string> = new Set(['ctrl-c', 'ctrl-z', 'ctrl-l']);

export function createDispatcher(view: Store<ViewState>, top: Top): Dispatcher {
	const act = (chord: string) => {
		const binding = bindingOf(top.table(), chord, top.conditions());
		view.set(without(view.get(), 'message'));
		binding?.run(top.helm(), chord);
	};

	return {
		press(press) {
			const {field, question} = view.get();
			if (alwaysHeard.has(press.chord)) {
				act(press.chord);
			} else if (field !== undefined) {
				write(view, field, press);
			} else if (question === undefined) {
				act(press.chord);
			} else {
				answer(view, press.chord);
			}
		},
		mouse(event) {
			const {field, question} = view.get();
			// Somebody who is asked or writes answers by keys.
			if (field === undefined && question === undefined) {
				point(top, event);
			}
		},
		paste(text) {
			const {field} = view.get();
			// Pasted text is not keys: where nobody writes it is dropped, whatever is in it.
			if (field !== undefined) {
				change(view, field, inserted(field, text));
			}
		},
	};
}

const wheelRows = 3;

/** The wheel moves in the list under it, a click selects there. */
function point(top: Top, event: MouseEvent): void {
	const helm = top.helm();
	const place = top.at(event);
	if (place !== undefined) {
		helm.update(state => withTop(state, visit => ({...visit, focus: place.list})));
	}

	const list = helm.list();
	if (list === undefined) {
		return;
	}

	const {name, start} = list;
	helm.update(state => withTop(state, visit => {
		const {cursor} = listViewOf(visit, name);
		if (event.kind !== 'click') {
			return withCursor(visit, name, moveCursor(list, cursor, event.kind === 'wheel-up' ? -wheelRows : wheelRows));
		}

		const index = start + (place?.row ?? list.length);
		return index < list.length && place !== undefined ? withCursor(visit, name, {key: list.keyAt(index), index, row: place.row}) : visit;
	}));
}

/** Only `y` is yes; a name that must be typed is typed in a field. Any other key is no, and does nothing else. */
function answer(view: Store<ViewState>, chord: string): void {
	const {question} = view.get();
	view.set(without(view.get(), 'question'));
	if (chord === 'y' && question !== undefined && question.typed === undefined) {
		question.run();
	}
}

function write(view: Store<ViewState>, field: TextField, {chord, text}: Press): void {
	if (text !== undefined) {
		change(view, field, inserted(field, text));
		return;
	}

	if (chord === 'enter' || chord === 'esc') {
		view.set(without(view.get(), 'field'));
		if (chord === 'enter') {
			field.onEnter(field.text);
		} else {
			field.onEscape?.();
		}

		return;
	}

	const next = field.onChord?.(chord) ? undefined : edited(field, chord);
	if (next !== undefined) {
		change(view, field, next);
	}
}

function change(view: Store<ViewState>, field: TextField, next: Pick<TextField, 'text' | 'cursor'>): void {
	view.set({...view.get(), field: {...field, ...next}});
	if (next.text !== field.text) {
		field.onChange?.(next.text);
	}
}
