/**
Where somebody is in a list: on an item (by key, so that the list may change under it), at which index that was, and on which
row of the visible part, so that the item stays where the eye is while others come and go.
*/
export type Cursor = {readonly key: string; readonly index: number; readonly row: number};

/** The visible part of a list, `start` up to `end`, and the selected index in the list, if any. */
export type ListWindow = {readonly start: number; readonly end: number; readonly selected: number | undefined};

export type WindowedList = {
	readonly length: number;
	/** Visible rows. */
	readonly height: number;
	keyAt(index: number): string;
};

/** What of a list is visible. Without a cursor that is its top, so that a list of news follows them. */
export function windowOf(list: WindowedList, cursor: Cursor | undefined): ListWindow {
	const height = Math.max(0, list.height);
	if (cursor === undefined || list.length === 0) {
		return {start: 0, end: Math.min(list.length, height), selected: undefined};
	}

	const selected = indexOf(list, cursor);
	const row = clamp(cursor.row, Math.max(0, height - 1));
	const start = clamp(selected - row, Math.max(0, list.length - height));
	return {start, end: Math.min(list.length, start + height), selected};
}

/** Where the cursor's item is now; where it was last, when it is gone. */
function indexOf(list: WindowedList, cursor: Cursor): number {
	if (cursor.index < list.length && list.keyAt(cursor.index) === cursor.key) {
		return cursor.index;
	}

	for (let index = 0; index < list.length; index++) {
		if (list.keyAt(index) === cursor.key) {
			return index;
		}
	}

	return clamp(cursor.index, list.length - 1);
}

/** A whole number brought between 0 and `highest`. */
const clamp = (value: number, highest: number) => Math.max(0, Math.min(highest, value));

/** Moves by a number of items (or to an end with ±Infinity). The first step of somebody who was nowhere selects the top. */
export function moveCursor(list: WindowedList, cursor: Cursor | undefined, amount: number): Cursor | undefined {
	if (list.length === 0) {
		return undefined;
	}

	const {start, selected} = windowOf(list, cursor);
	const wanted = selected === undefined ? Math.max(0, amount - 1) : selected + amount;
	const index = clamp(wanted, list.length - 1);
	return {key: list.keyAt(index), index, row: clamp(index - start, Math.max(0, list.height - 1))};
}
