import test from 'ava';
import {lookup} from '../../../source/engine/core/tree.js';
import {shareNodes} from '../../../source/engine/session/share-nodes.js';
import {file, folder} from './trees.js';

test('an equal tree becomes the very same object', t => {
	const make = () => folder({a: file('a'), sub: folder({b: file('b'), empty: folder()})});
	const model = make();
	t.is(shareNodes(make(), model), model);
});

test('only what differs keeps its own objects', t => {
	const model = folder({a: file('a'), sub: folder({b: file('b')}), gone: file('g')});
	const tree = folder({a: file('other'), sub: folder({b: file('b')}), fresh: file('f')});
	const shared = shareNodes(tree, model);
	t.deepEqual(shared, tree);
	t.is(lookup(shared, 'sub'), lookup(model, 'sub'));
	t.is(lookup(shared, 'a'), lookup(tree, 'a'));
});

test('the same content with another time is not the same node', t => {
	const model = folder({a: file('a')});
	const tree = folder({a: file('a', {modifiedMicroseconds: 5})});
	t.is(shareNodes(tree, model), tree);
});
