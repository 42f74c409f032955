import test from 'ava';
import {haltMark} from '../../../source/engine/core/verdict.js';
import {reconcile} from '../../../source/engine/core/reconcile.js';
import {emptyTree} from '../../../source/engine/core/tree.js';
import {deletionHalts} from '../../../source/engine/session/halt.js';
import {defaults, tree, type Sketch} from '../core/sketch.js';

const many = (count: number): Sketch => Object.fromEntries(Array.from({length: count}, (_, index) => [`f${index}`, `${index}`]));
const halts = (ancestor: Sketch, local: Sketch, remote: Sketch) => {
	const trees = {ancestor: tree(ancestor), local: tree(local), remote: tree(remote)};
	return deletionHalts(reconcile({...defaults, ...trees}), trees.ancestor, trees);
};

test('F40: an emptied root halts whatever the number, with a code of its own', t => {
	const [halt, ...others] = halts({a: 'x', b: 'y'}, {}, {a: 'x', b: 'y'});
	t.like(halt, {code: 'emptied', side: 'local', paths: ['a', 'b']});
	t.regex(halt!.message, /folder here.*nothing was deleted on the server.*halt accept.*halt put-back/v);
	t.deepEqual(others, []);
	t.deepEqual(halts({a: 'x'}, {}, {a: 'x'}), []);
});

test('rule 35: deletions over the limit halt, and are asked about for each side', t => {
	const all = many(80);
	const half = Object.fromEntries(Object.entries(all).slice(0, 50));
	const otherHalf = Object.fromEntries(Object.entries(all).slice(25));
	t.deepEqual(halts(all, half, otherHalf).map(({code, side, paths}) => [code, side, paths.length]), [['mass-delete', 'local', 30], ['mass-delete', 'remote', 25]]);
});

test('an answer is about one list: other paths, or the same on the other side, have another mark', t => {
	const mark = haltMark({side: 'local', paths: ['a', 'b']});
	t.is(haltMark({side: 'local', paths: ['b', 'a']}), mark);
	t.not(haltMark({side: 'local', paths: ['a', 'b', 'c']}), mark);
	t.not(haltMark({side: 'remote', paths: ['a', 'b']}), mark);
	t.is(haltMark({paths: []}), undefined, 'a root that is gone has no answer');
	t.is(haltMark(deletionHalts(reconcile({
		...defaults, ancestor: emptyTree, local: emptyTree, remote: emptyTree,
	}), emptyTree, {local: emptyTree, remote: emptyTree})[0] ?? {paths: []}), undefined);
});
