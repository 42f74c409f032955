import test from 'ava';
import {advanceAncestor} from '../../../source/engine/core/ancestor.js';
import {massDeletion, withoutDeletions} from '../../../source/engine/core/safety.js';
import {reconcile} from '../../../source/engine/core/reconcile.js';
import {emptyTree} from '../../../source/engine/core/tree.js';
import {
	carryOut,
	defaults,
	sketch,
	tree,
} from './sketch.js';

/** A tree of this many files in folders of ten; each folder counts as well. */
const treeOf = (count: number) => tree(Object.fromEntries(Array.from({length: count}, (_, index) => [`d${Math.floor(index / 10)}/f${index}`, 'x'])));
const paths = (count: number) => Array.from({length: count}, (_, index) => `d${Math.floor(index / 10)}/f${index}`);

const rows: Array<{title: string; deleted: number; of: number; isMass: boolean}> = [
	{
		title: 'twenty deletions are never many', deleted: 20, of: 22, isMass: false,
	},
	{
		title: 'more than twenty of few are many', deleted: 21, of: 40, isMass: true,
	},
	{
		title: 'a quarter of all is not many', deleted: 55, of: 200, isMass: false,
	},
	{
		title: 'more than a quarter of all is many', deleted: 56, of: 200, isMass: true,
	},
];

for (const {title, deleted, of, isMass} of rows) {
	test(`rule 35: ${title}`, t => {
		const deletions = paths(deleted);
		t.deepEqual(massDeletion({deletions, ancestor: treeOf(of)}), isMass ? deletions : undefined);
	});
}

test('rule 35: a root that was emptied is many, if there were two entries or more', t => {
	t.deepEqual(massDeletion({deletions: ['a', 'd', 'd/b'], ancestor: tree({a: 'x', 'd/b': 'y'})}), ['a', 'd', 'd/b']);
	t.is(massDeletion({deletions: ['a'], ancestor: tree({a: 'x'})}), undefined);
	t.is(massDeletion({deletions: ['a'], ancestor: tree({a: 'x', b: 'y'})}), undefined);
	t.is(massDeletion({deletions: [], ancestor: emptyTree}), undefined);
});

test('rule 35: a root that holds something new was not emptied', t => {
	const check = {deletions: ['a', 'b'], ancestor: tree({a: 'x', b: 'y'})};
	t.is(massDeletion({...check, after: tree({c: 'z'})}), undefined);
	t.deepEqual(massDeletion({...check, after: emptyTree}), ['a', 'b']);
});

test('rule 35: renames do not count, and deletions that both sides made are not carried over', t => {
	const ancestor = treeOf(60);
	const renamed = tree(Object.fromEntries(paths(60).map(path => [`new/${path}`, 'x'])));
	t.deepEqual(reconcile({
		...defaults, ancestor, local: renamed, remote: ancestor, localMoves: [0, 1, 2, 3, 4, 5].map(index => ({from: `d${index}`, to: `new/d${index}`})),
	}).deletions, {local: [], remote: []});
	t.deepEqual(reconcile({
		...defaults, ancestor, local: emptyTree, remote: emptyTree,
	}).deletions, {local: [], remote: []});
	const {deletions} = reconcile({
		...defaults, ancestor, local: emptyTree, remote: ancestor,
	});
	t.is(deletions.local.length, 66);
	t.deepEqual(deletions.remote, []);
});

test('rule 35: push carries no deletions, and a mirror counts what it would remove', t => {
	const ancestor = treeOf(40);
	t.deepEqual(reconcile({
		...defaults, mode: 'push', ancestor, local: emptyTree, remote: ancestor,
	}).deletions.local, []);
	t.is(reconcile({
		...defaults, mode: 'mirror-push', ancestor: emptyTree, local: emptyTree, remote: ancestor,
	}).deletions.local.length, 44);
});

test('rule 35: what is put back comes from the other side as it is there now, and a crash half-way never turns it into a deletion', t => {
	const remote = tree({...sketch(treeOf(40)), 'd0/f3': 'edited there', 'd0/new': 'n'});
	const local = tree({here: 'h'});
	const before = {
		...defaults, ancestor: treeOf(40), local, remote,
	};
	const ancestor = withoutDeletions(before.ancestor, reconcile(before).deletions.local);
	const plan = reconcile({...before, ancestor});
	t.deepEqual(plan.deletions, {local: [], remote: []});
	t.deepEqual(sketch(carryOut(local, plan.local)), sketch(carryOut(remote, plan.remote)));
	for (let done = 0; done < plan.local.length; done++) {
		const halfWay = carryOut(local, plan.local.slice(0, done));
		const known = advanceAncestor({
			ancestor, local: halfWay, remote, moves: [],
		});
		const again = reconcile({...before, ancestor: known, local: halfWay});
		t.deepEqual(again.deletions, {local: [], remote: []}, `after ${done} steps`);
	}
});
