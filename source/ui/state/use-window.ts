import {innerRows, type PanelBox} from '../layout.js';
import {windowOf, type ListWindow} from '../list-window.js';
import {useView} from './screen.js';

/** The visible part of a panel's list; its selected item counts only while the panel has the focus. */
export function useWindow<Item>(box: PanelBox, items: readonly Item[], keyOf: (item: Item) => string): ListWindow & {readonly items: readonly Item[]} {
	const cursor = useView(view => view.cursors[box.name]);
	const isFocused = useView(view => view.focus === box.name);
	const list = {
		length: items.length,
		height: innerRows(box),
		keyAt(index: number) {
			const item = items[index];
			return item === undefined ? '' : keyOf(item);
		},
	};
	const {start, end, selected} = windowOf(list, cursor);
	return {
		start, end, selected: isFocused ? selected : undefined, items: items.slice(start, end),
	};
}
