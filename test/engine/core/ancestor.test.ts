import test from 'ava';
import {advanceAncestor} from '../../../source/engine/core/ancestor.js';
import {reconcile} from '../../../source/engine/core/reconcile.js';
import {
	editTree,
	emptyTree,
	lookup,
} from '../../../source/engine/core/tree.js';
import {
	defaults,
	node,
	sketch,
	steps,
	tree,
	type Sketch,
} from './sketch.js';

type Row = {
	readonly title: string;
	readonly ancestor: Sketch;
	readonly local: Sketch;
	readonly remote: Sketch;
	readonly moves?: ReadonlyArray<readonly [string, string]>;
	readonly held?: readonly string[];
	readonly after: Sketch;
};

const rows: Row[] = [
	{
		title: 'what both sides have is agreed', ancestor: {a: 'x'}, local: {a: 'y', b: 'z'}, remote: {a: 'y', b: 'z'}, after: {a: 'y', b: 'z'},
	},
	{
		title: 'what neither side has is settled', ancestor: {a: 'x', 'd/e': 'y'}, local: {}, remote: {}, after: {},
	},
	{
		title: 'what only one side has stays as it was', ancestor: {a: 'x'}, local: {b: 'y'}, remote: {a: 'x'}, after: {a: 'x'},
	},
	{
		title: 'a held conflict keeps its base', ancestor: {a: 'x', b: 'y'}, local: {a: 'l', b: 'z'}, remote: {a: 'r', b: 'z'}, after: {a: 'x', b: 'z'},
	},
	{
		title: 'a conflict of new files has no base', ancestor: {}, local: {a: 'l', b: 'z'}, remote: {a: 'r', b: 'z'}, after: {b: 'z'},
	},
	{
		title: 'a base follows its folder', ancestor: {'d/a': 'x', 'd/b': 'y'}, local: {'e/a': 'l', 'e/b': 'y'}, remote: {'e/a': 'r', 'e/b': 'y'}, moves: [['d', 'e']], after: {'e/a': 'x', 'e/b': 'y'},
	},
	{
		title: 'a base follows its folder and its own name', ancestor: {'d/a': 'x'}, local: {'e/b': 'l'}, remote: {'e/b': 'r'}, moves: [['d', 'e'], ['e/a', 'e/b']], after: {'e/b': 'x'},
	},
	{
		title: 'bases change places by way of a parking place', ancestor: {a: 'x', b: 'y'}, local: {a: 'yl', b: 'xl'}, remote: {a: 'yr', b: 'xr'}, moves: [['a', '.fsync-park-1'], ['b', 'a'], ['.fsync-park-1', 'b']], after: {a: 'y', b: 'x'},
	},
	{
		title: 'a folder and what was in it change places', ancestor: {'a/b/f': 'x', 'a/g': 'y'}, local: {'b/a/g': 'yl', 'b/f': 'xl'}, remote: {'b/a/g': 'yr', 'b/f': 'xr'}, moves: [['a/b', 'b'], ['a', 'b/a']], after: {'b/a/g': 'y', 'b/f': 'x'},
	},
	{
		title: 'a move that one side does not bear out is not followed', ancestor: {'d/a': 'x'}, local: {'e/a': 'l'}, remote: {'d/a': 'r'}, moves: [['d', 'e']], after: {'d/a': 'x'},
	},
	{
		title: 'a time that is still to be carried over leaves the base as it was', ancestor: {a: 'x@1'}, local: {a: 'x@5'}, remote: {a: 'x@1'}, after: {a: 'x@1'},
	},
	{
		title: 'a content is agreed although its time is not', ancestor: {a: 'x@1'}, local: {a: 'y@5'}, remote: {a: 'y@7'}, after: {a: 'y@5'},
	},
	{
		title: 'a new content is agreed although its time is not', ancestor: {}, local: {a: 'y@5'}, remote: {a: 'y@7'}, after: {a: 'y@5'},
	},
	{
		title: 'a new content is not agreed while its mode is not', ancestor: {}, local: {a: 'y+'}, remote: {a: 'y'}, after: {},
	},
	{
		title: 'a content is agreed with the old mode while the new one is to be carried over', ancestor: {a: 'x'}, local: {a: 'y+'}, remote: {a: 'y'}, after: {a: 'y'},
	},
	{
		title: 'in a folder that one side replaced, what both removed is settled', ancestor: {'d/a': 'x', 'd/b': 'y'}, local: {d: 'file'}, remote: {'d/a': 'x2'}, after: {'d/a': 'x'},
	},
	{
		title: 'a held base stays although nobody has it there any more', ancestor: {'d/a': 'x', b: 'y'}, local: {l: 'x', b: 'y'}, remote: {r: 'x', b: 'y'}, held: ['d/a'], after: {'d/a': 'x', b: 'y'},
	},
	{
		title: 'a held base gives way to what both agree on', ancestor: {a: 'x'}, local: {a: 'n'}, remote: {a: 'n'}, held: ['a'], after: {a: 'n'},
	},
];

for (const {title, ancestor, local, remote, moves = [], held, after} of rows) {
	test(title, t => {
		const advanced = advanceAncestor({
			ancestor: tree(ancestor), local: tree(local), remote: tree(remote), moves: moves.map(([from, to]) => ({from, to})), held,
		});
		t.deepEqual(sketch(advanced), sketch(tree(after)));
	});
}

test('the agreed node is the local one, with what this disk says of it', t => {
	const local = tree({a: 'x#7', d: '/#8', 'd/b': 'y#9'});
	const advanced = advanceAncestor({
		ancestor: emptyTree, local, remote: tree({a: 'x', 'd/b': 'y'}), moves: [],
	});
	t.is(advanced, local);
});

test('what is the same object on both sides is not walked', t => {
	const unseen = new Proxy(tree({'x/y': 'z'}), {
		get(target, key) {
			t.not(key, 'children');
			return Reflect.get(target, key) as unknown;
		},
	});
	const base = editTree(tree({a: 'x'}), [{path: 'd', node: unseen}]);
	const [local, remote] = [editTree(base, [{path: 'a', node: node('l')}]), editTree(base, [{path: 'a', node: node('r')}])];
	const advanced = advanceAncestor({
		ancestor: base, local, remote, moves: [],
	});
	t.is(lookup(advanced, 'd'), unseen);
	t.deepEqual(steps(reconcile({
		...defaults, ancestor: base, local, remote, localMoves: [], remoteMoves: [],
	}).local), []);
});

test('pending metadata is planned again, and the same way', t => {
	for (const [ancestor, local, remote] of [['x@1', 'y@5', 'y@7'], ['x@1', 'x@5', 'x@1'], ['x@5', 'x@2', 'x@5'], ['x', 'y+', 'y'], ['x@9', 'y@3', 'y@2']] as const) {
		const trees = {ancestor: tree({a: ancestor}), local: tree({a: local}), remote: tree({a: remote})};
		const plan = reconcile({...defaults, ...trees});
		const later = reconcile({...defaults, ...trees, ancestor: advanceAncestor({...trees, moves: []})});
		t.deepEqual(later.local, plan.local);
		t.deepEqual(later.remote, plan.remote);
		t.is(plan.local.length + plan.remote.length, 1);
	}
});
