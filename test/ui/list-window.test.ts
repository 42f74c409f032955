import test from 'ava';
import fc from 'fast-check';
import {moveCursor, windowOf, type Cursor} from '../../source/ui/list-window.js';

const listOf = (keys: readonly string[], height: number) => ({length: keys.length, height, keyAt: (index: number) => keys[index] ?? ''});
const letters = [...'abcdefghij'];

test('without a cursor the top is visible and nothing is selected', t => {
	t.deepEqual(windowOf(listOf(letters, 3), undefined), {start: 0, end: 3, selected: undefined});
	t.deepEqual(windowOf(listOf([], 3), undefined), {start: 0, end: 0, selected: undefined});
});

test('the first step selects the top, the last one the end', t => {
	const list = listOf(letters, 3);
	t.like(moveCursor(list, undefined, 1), {key: 'a', row: 0});
	t.like(moveCursor(list, undefined, -1), {key: 'a', row: 0});
	t.like(moveCursor(list, undefined, Infinity), {key: 'j'});
	t.is(moveCursor(listOf([], 3), undefined, 1), undefined);
});

test('the selected item stays on its row while news come in above it', t => {
	const cursor = {key: 'e', index: 4, row: 1};
	t.deepEqual(windowOf(listOf(letters, 3), cursor), {start: 3, end: 6, selected: 4});
	t.deepEqual(windowOf(listOf(['new', 'newer', ...letters], 3), cursor), {start: 5, end: 8, selected: 6});
});

test('when the selected item goes, its place stays selected', t => {
	t.is(windowOf(listOf(letters.filter(letter => letter !== 'e'), 3), {key: 'e', index: 4, row: 1}).selected, 4);
	t.is(windowOf(listOf(['a', 'b'], 3), {key: 'e', index: 4, row: 1}).selected, 1);
});

test('whatever the moves, the selected item is in the visible part and no row is empty without need', t => {
	fc.assert(fc.property(fc.integer({min: 1, max: 40}), fc.integer({min: 1, max: 12}), fc.array(fc.constantFrom(1, -1, 5, -5, Infinity, -Infinity)), (length, height, moves) => {
		const list = listOf(Array.from({length}, (_, index) => String(index)), height);
		let cursor: Cursor | undefined;
		for (const move of moves) {
			cursor = moveCursor(list, cursor, move);
			const {start, end, selected} = windowOf(list, cursor);
			t.true(selected !== undefined && start <= selected && selected < end);
			t.is(end - start, Math.min(length, height));
		}
	}), {seed: 14});
});
