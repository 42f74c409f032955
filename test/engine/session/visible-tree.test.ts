import test from 'ava';
import {lookup} from '../../../source/engine/core/tree.js';
import {VisibleTree} from '../../../source/engine/session/visible-tree.js';
import {file, folder} from './trees.js';

const rules = (...names: string[]) => ({version: 1, ignores: (path: string) => names.includes(path.slice(path.lastIndexOf('/') + 1))});

test('a tree without ignored things is shown as the same object', t => {
	const tree = folder({a: file('a'), sub: folder({b: file('b')})});
	t.is(new VisibleTree(rules('x')).of(tree), tree);
});

test('ignored things are not shown, and unchanged folders give the same object again', t => {
	const tree = folder({a: file('a'), sub: folder({b: file('b'), x: file('x')}), other: folder({c: file('c')})});
	const visible = new VisibleTree(rules('x'));
	const once = visible.of(tree);
	t.deepEqual(once, folder({a: file('a'), sub: folder({b: file('b')}), other: folder({c: file('c')})}));
	const later = visible.of({...tree, children: new Map(tree.children).set('a', file('new'))});
	t.is(lookup(later, 'sub'), lookup(once, 'sub'));
});

test('a folder that holds nothing but ignored things is not shown, an empty one is', t => {
	const tree = folder({full: folder({x: file('x')}), empty: folder()});
	t.deepEqual([...new VisibleTree(rules('x')).of(tree).children.keys()], ['empty']);
});

test('rules that have changed are asked again', t => {
	const changing = {version: 1, name: 'x', ignores: (path: string) => path === changing.name};
	const tree = folder({x: file('x'), y: file('y')});
	const visible = new VisibleTree(changing);
	t.deepEqual([...visible.of(tree).children.keys()], ['y']);
	changing.name = 'y';
	changing.version++;
	t.deepEqual([...visible.of(tree).children.keys()], ['x']);
});
