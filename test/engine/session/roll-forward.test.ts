import test from 'ava';
import type {TreeNode} from '../../../source/engine/core/node.js';
import type {Operation} from '../../../source/engine/core/operation.js';
import {ancestorWithBrought, ancestorWithSent, stillOpen} from '../../../source/engine/session/roll-forward.js';
import {file, folder} from './trees.js';

const put = (path: string, node: TreeNode = file('new')): Operation => ({
	kind: 'put', path, node, expected: undefined,
});
const move: Operation = {
	kind: 'move', from: 'a', path: 'd/a', expected: file('old'),
};

test('what was agreed on before the interruption is not sent again, for whoever has deleted it since wants it gone', t => {
	const ancestor = folder({a: file('new'), d: folder()});
	t.deepEqual(stillOpen([put('a'), put('b'), put('d', folder()), move], ancestor), [put('b'), put('d', folder()), move]);
});

test('what was brought here and has been deleted or replaced there since is a change of theirs', t => {
	const local = folder({a: file('new'), d: folder({b: file('new')}), c: file('new')});
	const ancestor = ancestorWithBrought({ancestor: folder(), local, before: folder()}, [put('a'), put('d', folder()), put('d/b'), put('c')], folder({a: file('theirs'), c: file('new')}));
	t.deepEqual(ancestor, folder({a: file('new'), d: folder({b: file('new')})}));
});

test('what was moved here as they had moved it, and has been deleted there since, is a deletion of theirs', t => {
	const before = folder({a: file('old'), d: folder({e: file('kept')})});
	const local = folder({d: folder({e: file('kept'), a: file('old')})});
	const ancestor = folder({d: folder({e: file('kept')})});
	t.deepEqual(ancestorWithBrought({ancestor, local, before}, [move], folder()), local);
	t.deepEqual(ancestorWithBrought({ancestor: before, local, before}, [move], folder()), local, 'whether or not it is known by its old name still');
	t.deepEqual(ancestorWithBrought({ancestor: before, local: before, before}, [move], folder()), before, 'it was not moved');
	t.deepEqual(ancestorWithBrought({ancestor: local, local, before}, [move], local), local, 'it is agreed on');
	const bare = folder({a: file('old')});
	t.deepEqual(ancestorWithBrought({ancestor: bare, local, before: bare}, [put('d', folder()), move], folder()), folder({d: folder({a: file('old')})}), 'into a folder that came with it');
});

test('what stands here by now is not what was brought when somebody has written it since', t => {
	t.deepEqual(ancestorWithBrought({ancestor: folder(), local: folder({a: file('mine')}), before: folder()}, [put('a')], folder()), folder());
});

test('a step that only gave our own content other permissions brought nothing: an edit of ours stays one', t => {
	const [mine, base] = [folder({a: {...file('mine'), executable: true}}), folder({a: file('old')})];
	const step: Operation = {
		kind: 'put', path: 'a', node: {...file('mine'), executable: true}, expected: file('mine'),
	};
	t.deepEqual(ancestorWithBrought({ancestor: base, local: mine, before: base}, [step], folder({a: file('theirs')})), base);
});

test('what was sent and has been deleted here since is a change of ours', t => {
	const before = folder({a: file('old'), d: folder()});
	t.deepEqual(ancestorWithSent(folder({d: folder()}), [move, put('b')], before), folder({d: folder({a: file('old')}), b: file('new')}));
});

test('what was sent and has been edited here since is no conflict with ourselves', t => {
	const edit: Operation = {
		kind: 'put', path: 'a', node: file('new'), expected: file('old'),
	};
	t.deepEqual(ancestorWithSent(folder({a: file('old')}), [edit], folder({a: file('old')})), folder({a: file('new')}));
});

test('what the sides have agreed on in the meantime stays', t => {
	const ancestor = folder({d: folder({a: file('newer')})});
	t.deepEqual(ancestorWithSent(ancestor, [move], folder({a: file('old'), d: folder()})), ancestor);
});
