import test from 'ava';
import {PendingList} from '../../../source/engine/session/pending-list.js';
import type {PendingChange} from '../../../source/engine/session/state.js';

const change = (path: string): PendingChange => ({
	path, kind: 'modified', edits: 1, sinceMilliseconds: 0, deadlineMilliseconds: 0, ceilingMilliseconds: 0, reason: 'quiet',
});

/** A list whose first two are at hand, and how often all were asked for. */
function listOf(count: number, all: readonly string[]) {
	let asked = 0;
	const list = new PendingList({
		head: ['a', 'b'].slice(0, count).map(path => change(path)),
		count,
		all() {
			asked++;
			return all.map(path => change(path));
		},
	});
	return {list, asked: () => asked};
}

test('whoever looks at the first ones needs no others', t => {
	const {list, asked} = listOf(4, ['a', 'b', 'c', 'd']);
	t.is(list.length, 4);
	t.deepEqual([list.at(0)?.path, ...list.slice(0, 2).map(({path}) => path)], ['a', 'a', 'b']);
	t.is(asked(), 0);
});

test('whoever looks further has all of them, put together once', t => {
	const {list, asked} = listOf(4, ['a', 'b', 'c', 'd']);
	t.deepEqual(list.slice(1, 3).map(({path}) => path), ['b', 'c']);
	t.is(list.at(3)?.path, 'd');
	t.is(list.slice(0).length, 4);
	t.is(asked(), 1);
});

test('a list that is short by the time that somebody looks is as long as what is there', t => {
	const {list} = listOf(4, ['a', 'b', 'c']);
	t.is(list.at(3), undefined);
	t.is(list.length, 3);
});

test('a list that is all at hand asks for nothing', t => {
	const {list, asked} = listOf(2, []);
	t.is(list.at(5), undefined);
	t.deepEqual(list.slice(0).map(({path}) => path), ['a', 'b']);
	t.is(asked(), 0);
});
