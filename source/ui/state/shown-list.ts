import {windowOf} from '../list-window.js';
import type {ScreenList, ShownList} from '../screen.js';
import type {ListView} from './view-state.js';

/** A screen's list as the reader sees it. */
export function shownList(name: string, list: ScreenList, view: ListView): ShownList {
	const {items, height} = list;
	const itemAt = (index: number) => index < 0 ? undefined : items.at(index);
	const of = (index: number, textOf: (item: unknown) => string | undefined) => {
		const item = itemAt(index);
		return item === undefined ? undefined : textOf(item);
	};

	const keyAt = (index: number) => of(index, item => list.keyOf(item)) ?? '';
	const shown = {length: items.length, height, keyAt};
	const {start, selected} = windowOf(shown, view.cursor);
	return {
		...shown,
		name,
		itemAt,
		pathAt: index => of(index, item => list.pathOf?.(item)),
		start,
		selected,
		canMark: list.canMark ?? false,
		canFilter: list.textOf !== undefined,
	};
}
