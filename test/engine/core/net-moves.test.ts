import test from 'ava';
import fc from 'fast-check';
import {netMoves} from '../../../source/engine/core/net-moves.js';
import {comparePaths, isWithin} from '../../../source/engine/core/path.js';
import {
	lookup,
	walk,
	type Tree,
} from '../../../source/engine/core/tree.js';
import {arbitraryStep, arbitraryTree, perform} from './arbitrary-trees.js';
import {holds} from './holds.js';

const rows: Array<{title: string; moves: Array<[string, string]>; net: Array<[string, string]>}> = [
	{title: 'one move stands as it is', moves: [['a', 'b']], net: [['a', 'b']]},
	{title: 'a chain becomes one move', moves: [['a', 'b'], ['b', 'c']], net: [['a', 'c']]},
	{title: 'there and back again is nothing', moves: [['a', 'b'], ['b', 'a']], net: []},
	{title: 'a child that rode along is not listed', moves: [['a', 'b'], ['b/x', 'b/y'], ['b/y', 'b/x']], net: [['a', 'b']]},
	{title: 'a child moved inside a moved folder is named by its first place', moves: [['a', 'b'], ['b/x', 'b/y']], net: [['a', 'b'], ['a/x', 'b/y']]},
	{title: 'a folder moved after its child takes the child along', moves: [['a/x', 'a/y'], ['a', 'b']], net: [['a', 'b'], ['a/x', 'b/y']]},
	{title: 'an exchange by way of a third name', moves: [['a', 't'], ['b', 'a'], ['t', 'b']], net: [['a', 'b'], ['b', 'a']]},
	{title: 'a node moved out of a moved folder', moves: [['a', 'b'], ['b/x', 'x']], net: [['a', 'b'], ['a/x', 'x']]},
	{title: 'a folder exchanged with the folder in it', moves: [['a/b', 'b'], ['a', 'b/a']], net: [['a', 'b/a'], ['a/b', 'b']]},
	{title: 'nothing', moves: [], net: []},
];

for (const {title, moves, net} of rows) {
	test(title, t => {
		const found = netMoves(moves.map(([from, to]) => ({from, to}))).map(({from, to}): [string, string] => [from, to]);
		t.deepEqual(found.toSorted(([a], [b]) => comparePaths(a, b)), net);
	});
}

/** Finds each node by the object it is, which moving does not change for files; folders are known by their inode. */
function places(tree: Tree): Map<number, string> {
	return new Map([...walk(tree)].flatMap(({path, node}) => node.disk ? [[node.disk.inode, path] as const] : []));
}

test('net moves say of every node where it stood and where it stands', t => {
	const arbitraryMoves = fc.array(arbitraryStep.map(step => ({...step, action: step.what % 3 === 0 ? 'swap' as const : 'move' as const})), {maxLength: 10});
	holds(t, fc.property(arbitraryTree, arbitraryMoves, (before, steps) => {
		const {tree: after, moves} = perform(before, steps, 'local');
		const now = places(after);
		for (const [inode, from] of places(before)) {
			// The innermost move of the node or of a folder around it tells where it went.
			const move = moves.filter(one => isWithin(one.from, from)).toSorted((a, b) => b.from.length - a.from.length)[0];
			const told = move ? move.to + from.slice(move.from.length) : from;
			if (told !== now.get(inode)) {
				return false;
			}
		}

		return moves.every(({from, to}) => lookup(before, from)?.kind === lookup(after, to)?.kind);
	}), {seed: 9, numRuns: 1000});
});

test('thousands of moves are summed up without looking at each pair', t => {
	const moves = Array.from({length: 20_000}, (_, index) => ({from: `d/${index}`, to: `e/${index}`}));
	t.is(netMoves([...moves, {from: 'e', to: 'f'}]).length, 20_001);
});
