import type {ShownList} from '../screen.js';

/** A set of marks with one more, or one less where it was in it. */
export function toggled(marks: ReadonlySet<string>, key: string): ReadonlySet<string> {
	const others = [...marks].filter(mark => mark !== key);
	return new Set(marks.has(key) ? others : [...others, key]);
}

/** Keys from the item that a range begins at up to the selected one; only that one where the beginning is gone. */
export function rangeOf({length, keyAt, selected}: Pick<ShownList, 'length' | 'keyAt' | 'selected'>, anchor: string | undefined): readonly string[] {
	if (selected === undefined) {
		return [];
	}

	const keys = Array.from({length}, (_, index) => keyAt(index));
	const from = anchor === undefined ? -1 : keys.indexOf(anchor);
	return from === -1 ? keys.slice(selected, selected + 1) : keys.slice(Math.min(from, selected), Math.max(from, selected) + 1);
}

/** What the next action is for: everything that is marked, else the selected item. */
export function chosenOf({length, keyAt, selected}: Pick<ShownList, 'length' | 'keyAt' | 'selected'>, marks: ReadonlySet<string>): readonly string[] {
	const marked = Array.from({length}, (_, index) => keyAt(index)).filter(key => marks.has(key));
	return marked.length > 0 || selected === undefined ? marked : [keyAt(selected)];
}
