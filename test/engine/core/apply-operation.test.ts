import test from 'ava';
import {applyOperation, applyOperations} from '../../../source/engine/core/apply-operation.js';
import {emptyFolder, type TreeNode} from '../../../source/engine/core/node.js';
import type {Operation} from '../../../source/engine/core/operation.js';
import {treeDigest} from '../../../source/engine/core/tree-digest.js';
import {emptyTree, lookup, type Tree} from '../../../source/engine/core/tree.js';
import {
	node,
	sketch,
	tree,
	type Sketch,
} from './sketch.js';

const put = (path: string, what: TreeNode | string, expected?: TreeNode | string): Operation => ({
	kind: 'put', path, node: typeof what === 'string' ? node(what) : what, expected: typeof expected === 'string' ? node(expected) : expected,
});
const move = (from: string, path: string, expected: TreeNode | string): Operation => ({
	kind: 'move', from, path, expected: typeof expected === 'string' ? node(expected) : expected,
});
const remove = (path: string, expected: TreeNode | string): Operation => ({kind: 'delete', path, expected: typeof expected === 'string' ? node(expected) : expected});

type Row = {readonly title: string; readonly before: Sketch; readonly operation: Operation; readonly after?: Sketch; readonly stale?: RegExp};

const folder = (of: Sketch) => tree(of);
const rows: Row[] = [
	{
		title: 'put creates a file', before: {}, operation: put('a', 'x'), after: {a: 'x'},
	},
	{
		title: 'put creates a folder', before: {}, operation: put('d', '/'), after: {d: '/'},
	},
	{
		title: 'put creates a link', before: {}, operation: put('l', '->t'), after: {l: '->t'},
	},
	{
		title: 'put does not create where something stands', before: {a: 'y'}, operation: put('a', 'x'), stale: /already/v,
	},
	{
		title: 'put does not create in a folder that is not there', before: {}, operation: put('d/a', 'x'), stale: /folder is not there/v,
	},
	{
		title: 'put does not create in a file', before: {d: 'x'}, operation: put('d/a', 'x'), stale: /folder is not there/v,
	},
	{
		title: 'put does not create through a link', before: {d: '->e', e: '/'}, operation: put('d/a', 'x'), stale: /folder is not there/v,
	},
	{
		title: 'put replaces what is as expected', before: {a: 'y'}, operation: put('a', 'x', 'y'), after: {a: 'x'},
	},
	{
		title: 'put replaces another kind', before: {a: 'y'}, operation: put('a', '/', 'y'), after: {a: '/'},
	},
	{
		title: 'put replaces a folder that is empty', before: {a: '/'}, operation: put('a', 'x', '/'), after: {a: 'x'},
	},
	{
		title: 'put does not replace a folder that is not empty', before: {'a/b': 'y'}, operation: put('a', 'x', '/'), stale: /not empty/v,
	},
	{
		title: 'put does not replace another content', before: {a: 'z'}, operation: put('a', 'x', 'y'), stale: /not what was expected/v,
	},
	{
		title: 'put does not replace another executable bit', before: {a: 'y+'}, operation: put('a', 'x', 'y'), stale: /not what was expected/v,
	},
	{
		title: 'put replaces whatever the time', before: {a: 'y@9'}, operation: put('a', 'x', 'y@5'), after: {a: 'x'},
	},
	{
		title: 'put does not replace what is gone', before: {}, operation: put('a', 'x', 'y'), stale: /not what was expected/v,
	},
	{
		title: 'put over what is there already is done', before: {a: 'x'}, operation: put('a', 'x', 'y'), after: {a: 'x'},
	},
	{
		title: 'put of a folder that has been filled since is done', before: {'d/a': 'x'}, operation: put('d', '/'), after: {'d/a': 'x'},
	},
	{
		title: 'put sets a time alone', before: {a: 'x'}, operation: put('a', 'x@7', 'x'), after: {a: 'x@7'},
	},
	{
		title: 'put sets a mode alone', before: {a: 'x'}, operation: put('a', 'x+', 'x'), after: {a: 'x+'},
	},
	{
		title: 'move takes a folder along whole', before: {'d/a': 'x'}, operation: move('d', 'e', '/'), after: {'e/a': 'x'},
	},
	{
		title: 'move takes a file into a folder', before: {a: 'x', d: '/'}, operation: move('a', 'd/a', 'x'), after: {'d/a': 'x'},
	},
	{
		title: 'move does not overwrite', before: {a: 'x', b: 'y'}, operation: move('a', 'b', 'x'), stale: /already/v,
	},
	{
		title: 'move does not take another content', before: {a: 'z'}, operation: move('a', 'b', 'x'), stale: /not what was expected/v,
	},
	{
		title: 'move does not take another kind', before: {a: '/'}, operation: move('a', 'b', 'x'), stale: /not what was expected/v,
	},
	{
		title: 'move needs a folder to go to', before: {a: 'x'}, operation: move('a', 'd/a', 'x'), stale: /folder is not there/v,
	},
	{
		title: 'attack A44: move does not put a folder into itself', before: {'d/a': 'x'}, operation: move('d', 'd/e', '/'), stale: /into itself/v,
	},
	{
		title: 'move that was made already is done', before: {b: 'x'}, operation: move('a', 'b', 'x'), after: {b: 'x'},
	},
	{
		title: 'move of nothing to nowhere is stale', before: {}, operation: move('a', 'b', 'x'), stale: /not what was expected/v,
	},
	{
		title: 'delete removes a file', before: {a: 'x', b: 'y'}, operation: remove('a', 'x'), after: {b: 'y'},
	},
	{
		title: 'delete does not remove another content', before: {a: 'z'}, operation: remove('a', 'x'), stale: /not what was expected/v,
	},
	{
		title: 'delete of what is gone is done', before: {b: 'y'}, operation: remove('a', 'x'), after: {b: 'y'},
	},
	{
		title: 'delete removes a folder with all that is expected in it', before: {'d/a': 'x@4', 'd/e/b': 'y', c: 'z'}, operation: remove('d', folder({'d/a': 'x', 'd/e/b': 'y'}).children.get('d')!), after: {c: 'z'},
	},
	{
		title: 'delete does not remove a folder with something more in it', before: {'d/a': 'x', 'd/n': 'n'}, operation: remove('d', folder({'d/a': 'x'}).children.get('d')!), stale: /not what was expected/v,
	},
	{
		title: 'delete does not remove a folder with something less in it', before: {'d/a': 'x'}, operation: remove('d', folder({'d/a': 'x', 'd/b': 'y'}).children.get('d')!), stale: /not what was expected/v,
	},
	{
		title: 'delete does not remove a folder with something else in it', before: {'d/a': 'z'}, operation: remove('d', folder({'d/a': 'x'}).children.get('d')!), stale: /not what was expected/v,
	},
	{
		title: 'delete does not remove a folder that became a file', before: {d: 'x'}, operation: remove('d', '/'), stale: /not what was expected/v,
	},
	{
		title: 'delete knows a folder by its fingerprint', before: {'d/a': 'x', 'd/e/b': 'y'}, operation: remove('d', {...emptyFolder, fingerprint: treeDigest(folder({a: 'x', 'e/b': 'y'}))}), after: {},
	},
	{
		title: 'delete knows a folder that is another by its fingerprint', before: {'d/a': 'x', 'd/e/b': 'z'}, operation: remove('d', {...emptyFolder, fingerprint: treeDigest(folder({a: 'x', 'e/b': 'y'}))}), stale: /not what was expected/v,
	},
];

for (const {title, before, operation, after, stale} of rows) {
	test(title, t => {
		const start = tree(before);
		const {tree: end, result} = applyOperation(start, operation);
		t.deepEqual(sketch(start), sketch(tree(before)), 'the tree given stays as it was');
		if (stale) {
			t.is(result.status, 'stale');
			t.regex(result.status === 'stale' ? result.reason : '', stale);
			t.is(end, start);
		} else {
			t.is(result.status, 'applied');
			t.deepEqual(sketch(end), sketch(tree(after!)));
		}
	});
}

test('each result names what stands at the path now', t => {
	const {results} = applyOperations(tree({a: 'x', b: 'y'}), [put('c', 'z'), move('a', 'd', 'x'), remove('b', 'y')]);
	t.deepEqual(results.map(result => result.status === 'applied' && result.node), [node('z'), node('x'), undefined]);
});

test('a stale step does not keep the next ones from being tried', t => {
	const {tree: after, results} = applyOperations(tree({a: 'x'}), [put('a', 'y'), put('b', 'z')]);
	t.deepEqual(results.map(({status}) => status), ['stale', 'applied']);
	t.deepEqual(sketch(after), {a: 'x', b: 'z'});
});

test('a plan that was carried out in part can be rolled forward', t => {
	const before = tree({a: 'x', 'd/b': 'y', e: 'z'});
	const plan = [put('n', '/'), move('a', 'n/a', 'x'), put('n/a', 'x2', 'x'), remove('d', folder({b: 'y'})), put('e', 'z+', 'z')];
	const {tree: after} = applyOperations(before, plan);
	for (let done = 0; done <= plan.length; done++) {
		const {tree: half} = applyOperations(before, plan.slice(0, done));
		const {tree: again, results} = applyOperations(half, plan.slice(Math.max(0, done - 1)));
		t.true(results.every(({status}) => status === 'applied'), `after ${done}`);
		t.deepEqual(sketch(again), sketch(after));
	}
});

test('tens of thousands of steps copy each folder once', t => {
	const operations: Operation[] = [put('d', '/')];
	for (let count = 0; count < 30_000; count++) {
		operations.push(put(`d/${count}`, 'x'));
	}

	const {tree: after, results} = applyOperations(emptyTree, operations);
	t.true(results.every(({status}) => status === 'applied'));
	t.is((lookup(after, 'd') as Tree).children.size, 30_000);
});
