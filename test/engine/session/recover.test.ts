import test from 'ava';
import {ancestorWithoutPutBack} from '../../../source/engine/session/recover.js';
import {file, folder} from './trees.js';

const ancestor = folder({a: file('one'), d: folder({b: file('two')})});

test('what was put back there and deleted or edited here was never agreed on', t => {
	t.deepEqual(ancestorWithoutPutBack(ancestor, ['a', 'd/b'], folder({a: file('mine')})), folder({d: folder()}));
});

test('what was put back there and is untouched here goes on as it was', t => {
	t.is(ancestorWithoutPutBack(ancestor, ['a', 'd/b'], ancestor), ancestor);
});

test('what was put back there and moved here goes on as a move', t => {
	t.is(ancestorWithoutPutBack(ancestor, ['a'], folder({c: file('one'), d: folder({b: file('two')})})), ancestor);
});
