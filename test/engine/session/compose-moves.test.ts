import test from 'ava';
import type {Move} from '../../../source/engine/core/rename.js';
import {composeMove} from '../../../source/engine/session/compose-moves.js';

const byName = ([a]: [string, string], [b]: [string, string]) => a < b ? -1 : 1;

const compose = (...moves: Array<[string, string]>): Array<[string, string]> => {
	let list: Move[] = [];
	for (const [from, to] of moves) {
		list = composeMove(list, {from, to});
	}

	return list.map(({from, to}): [string, string] => [from, to]).toSorted(byName);
};

const rows: Array<{title: string; moves: Array<[string, string]>; result: Array<[string, string]>}> = [
	{title: 'one move stands as it is', moves: [['a', 'b']], result: [['a', 'b']]},
	{title: 'a chain becomes one move', moves: [['a', 'b'], ['b', 'c']], result: [['a', 'c']]},
	{title: 'there and back again is nothing', moves: [['a', 'b'], ['b', 'a']], result: []},
	{title: 'a child moved inside a moved folder is named by its first place', moves: [['a', 'b'], ['b/x', 'b/y']], result: [['a', 'b'], ['a/x', 'b/y']]},
	{title: 'a folder moved after its child takes the child along', moves: [['a/x', 'a/y'], ['a', 'b']], result: [['a/x', 'b/y'], ['a', 'b']]},
	{title: 'a child moved inside a moved folder and back follows the folder only', moves: [['a', 'b'], ['b/x', 'b/y'], ['b/y', 'b/x']], result: [['a', 'b']]},
	{title: 'a swap through a third name is two moves', moves: [['a', 't'], ['b', 'a'], ['t', 'b']], result: [['a', 'b'], ['b', 'a']]},
	{title: 'a node moved out of a moved folder to its old name', moves: [['a', 'b'], ['b/x', 'x']], result: [['a', 'b'], ['a/x', 'x']]},
];

for (const {title, moves, result} of rows) {
	test(title, t => {
		t.deepEqual(compose(...moves), result.toSorted(byName));
	});
}
