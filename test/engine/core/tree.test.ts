import test from 'ava';
import fc from 'fast-check';
import {
	diffTrees,
	editTree,
	emptyTree,
	lookup,
	TreeDraft,
	walk,
} from '../../../source/engine/core/tree.js';
import {arbitraryTriple} from './arbitrary-trees.js';
import {node, sketch, tree} from './sketch.js';
import {holds} from './holds.js';

const base = {a: 'x', 'd/b': 'y', 'd/e/c': 'z'};

test('a path leads to what stands there, or to nothing', t => {
	const found = tree(base);
	t.is(lookup(found, ''), found);
	t.deepEqual(lookup(found, 'd/e/c'), node('z'));
	t.is(lookup(found, 'd')?.kind, 'folder');
	t.is(lookup(found, 'd/x'), undefined);
	t.is(lookup(found, 'a/x'), undefined);
});

test('an edit copies only the folders on its way', t => {
	const before = tree({...base, 'f/g': 'w'});
	const after = editTree(before, [{path: 'd/b', node: node('y2')}]);
	t.deepEqual(sketch(before), sketch(tree({...base, 'f/g': 'w'})));
	t.deepEqual(lookup(after, 'd/b'), node('y2'));
	t.is(lookup(after, 'f'), lookup(before, 'f'));
	t.is(lookup(after, 'd/e'), lookup(before, 'd/e'));
});

test('missing folders are made, and what is no folder gives way to one', t => {
	t.deepEqual(sketch(editTree(emptyTree, [{path: 'a/b/c', node: node('x')}])), {'a/b/c': 'x'});
	t.deepEqual(sketch(editTree(tree({a: 'x'}), [{path: 'a/b', node: node('y')}])), {'a/b': 'y'});
});

test('removing what is not there changes nothing, not even an object', t => {
	const before = tree(base);
	t.is(editTree(before, [{path: 'x/y', node: undefined}, {path: 'a/b', node: undefined}]), before);
});

test('a folder is moved with all that is in it, and may be edited after', t => {
	const draft = new TreeDraft(tree(base));
	draft.set('d/n', node('n')).move('d', 'f').set('f/b', node('y2')).move('nowhere', 'x');
	t.deepEqual(sketch(draft.done()), {
		a: 'x', 'f/b': 'y2', 'f/e/c': 'z', 'f/n': 'n',
	});
});

test('a tree that was given out is never changed by its draft', t => {
	const draft = new TreeDraft(tree(base));
	const first = draft.set('d/n', node('n')).done();
	const second = draft.set('d/m', node('m')).done();
	t.is(lookup(first, 'd/m'), undefined);
	t.deepEqual(lookup(second, 'd/n'), node('n'));
});

test('the root can be replaced', t => {
	const other = tree({b: 'y'});
	t.is(editTree(tree(base), [{path: '', node: other}]), other);
	t.is(editTree(tree(base), [{path: '', node: undefined}]), emptyTree);
});

test('a walk meets every node, each folder before what it holds', t => {
	t.deepEqual([...walk(tree(base))].map(({path}) => path), ['a', 'd', 'd/b', 'd/e', 'd/e/c']);
	t.deepEqual([...walk(tree({b: 'x'}), 'at')].map(({path}) => path), ['at/b']);
});

test('a difference lists a one-sided folder with everything in it, and a shared folder only inside', t => {
	const lines = (a: Record<string, string>, b: Record<string, string>) => [...diffTrees(tree(a), tree(b))].map(({path, before, after}) => `${path} ${before?.kind ?? '-'} ${after?.kind ?? '-'}`);
	t.deepEqual(lines(base, {a: 'x'}), ['d folder -', 'd/b file -', 'd/e folder -', 'd/e/c file -']);
	t.deepEqual(lines({a: 'x'}, {'a/b': 'y'}), ['a file folder', 'a/b - file']);
	t.deepEqual(lines(base, {...base, 'd/b': 'y@5'}), ['d/b file file']);
	t.deepEqual(lines(base, base), []);
});

test('what differs, applied, gives the other tree', t => {
	holds(t, fc.property(arbitraryTriple, ({local, remote}) => {
		const made = editTree(local, [...diffTrees(local, remote)].map(({path, after}) => ({path, node: after?.kind === 'folder' ? {...after, children: new Map()} : after})));
		return [...diffTrees(made, remote)].length === 0;
	}), {seed: 2, numRuns: 1000});
});

const arbitraryEdit = fc.record({
	path: fc.constantFrom('a', 'b', 'd', 'd/a', 'd/b', 'd/e', 'd/e/c', 'd/e/f', 'a/x'),
	node: fc.constantFrom(undefined, node('x'), node('y'), emptyTree, tree({c: 'w'})),
	isOnlyRead: fc.boolean(),
});

test('edits on one draft, in whatever order of folders, give what they give one by one', t => {
	holds(t, fc.property(fc.array(arbitraryEdit, {maxLength: 24}), edits => {
		const draft = new TreeDraft(tree(base));
		let apart = tree(base);
		for (const {path, node: edited, isOnlyRead} of edits) {
			if (!isOnlyRead) {
				draft.set(path, edited);
				apart = editTree(apart, [{path, node: edited}]);
			}

			t.deepEqual(draft.get(path), lookup(apart, path));
		}

		t.deepEqual(draft.done(), apart);
	}), {seed: 27, numRuns: 500});
});
