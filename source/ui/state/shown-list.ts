import {windowOf} from '../list-window.js';
import type {ScreenList, ShownList} from '../screen.js';
import type {ListView} from './view-state.js';

/** A screen's list as the reader sees it. */
export function shownList(name: string, list: ScreenList, view: ListView): ShownList {
	const {items, height} = list;
	const has = (index: number) => index >= 0 && index < items.length;
	const keyAt = (index: number) => has(index) ? list.keyOf(items[index]) : '';
	const shown = {length: items.length, height, keyAt};
	const {start, selected} = windowOf(shown, view.cursor);
	return {
		...shown,
		name,
		itemAt: index => items[index],
		pathAt: index => has(index) ? list.pathOf?.(items[index]) : undefined,
		start,
		selected,
		canMark: list.canMark ?? false,
		canFilter: list.textOf !== undefined,
	};
}
