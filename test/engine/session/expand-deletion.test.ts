import test from 'ava';
import {expandDeletions} from '../../../source/engine/session/expand-deletion.js';
import {file, folder} from './trees.js';

test('a folder that holds only what is tracked goes as a whole', t => {
	const expected = folder({a: file('a')});
	const operation = {kind: 'delete', path: 'd', expected} as const;
	t.deepEqual(expandDeletions([operation], folder({d: expected})), {operations: [operation], problems: []});
});

test('a folder with something ignored inside goes piece by piece and stays with the rest', t => {
	const expected = folder({a: file('a'), clean: folder({b: file('b')}), mixed: folder({c: file('c')})});
	const actual = folder({d: folder({a: file('a'), clean: folder({b: file('b')}), mixed: folder({c: file('c'), ignored: file('i')})})});
	const {operations, problems} = expandDeletions([{kind: 'delete', path: 'd', expected}], actual);
	t.deepEqual(operations.map(({kind, path}) => `${kind} ${path}`), ['delete d/a', 'delete d/clean', 'delete d/mixed/c']);
	t.deepEqual(problems.map(({path, side, code, message}) => [path, side, code, message.slice(0, 16)]), [['d', 'remote', 'ignored-inside', 'Kept 1 ignored: ']]);
});

test('what was to take the place of something ignored waits with all that was to go into it; a name that is given up before is free', t => {
	const actual = folder({
		hidden: folder({x: file('x')}), a: file('a'), b: folder({c: file('c')}), shared: folder({x: file('x')}),
	});
	const {operations, problems} = expandDeletions([
		{
			kind: 'put', path: 'hidden', node: file('h'), expected: undefined,
		},
		{
			kind: 'move', from: 'b', path: 'e', expected: folder(),
		},
		{
			kind: 'put', path: 'b', node: folder(), expected: undefined,
		},
		{
			kind: 'put', path: 'b/c', node: file('new'), expected: undefined,
		},
		{
			kind: 'put', path: 'a', node: file('edited'), expected: file('a'),
		},
		{
			kind: 'put', path: 'shared', node: folder(), expected: undefined,
		},
		{
			kind: 'move', from: 'e/c', path: 'hidden/c', expected: file('c'),
		},
	], actual);
	t.deepEqual(operations.map(({kind, path}) => `${kind} ${path}`), ['move e', 'put b', 'put b/c', 'put a', 'put shared']);
	t.deepEqual(problems.map(({path}) => path), ['hidden', 'hidden/c']);
});

test('what was to take the place of a folder that stays waits, and the rest goes on', t => {
	const actual = folder({d: folder({ignored: file('i')}), x: folder({a: file('a')})});
	const {operations, problems} = expandDeletions([
		{kind: 'delete', path: 'd', expected: folder()},
		{
			kind: 'move', from: 'x', path: 'd', expected: folder(),
		},
		{
			kind: 'put', path: 'd/b', node: file('b'), expected: undefined,
		},
		{
			kind: 'put', path: 'dd', node: file('b'), expected: undefined,
		},
	], actual);
	t.deepEqual(operations.map(({kind, path}) => `${kind} ${path}`), ['put dd']);
	t.deepEqual(problems.map(({path, code}) => `${path} ${code}`), ['d ignored-inside', 'd ignored-inside', 'd/b ignored-inside']);
});

test('what was moved out of a folder before is not in the way of its going', t => {
	const actual = folder({d: folder({a: file('a'), b: file('b'), deep: folder({c: file('c')})})});
	const operations = [
		{
			kind: 'move', from: 'd/a', path: 'a', expected: file('a'),
		},
		{
			kind: 'move', from: 'd/deep', path: 'deep', expected: folder(),
		},
		{kind: 'delete', path: 'd', expected: folder({b: file('b')})},
		{
			kind: 'put', path: 'd', node: file('d'), expected: undefined,
		},
	] as const;
	t.deepEqual(expandDeletions(operations, actual), {operations, problems: []});
});

test('what was moved into a folder before goes with it', t => {
	const actual = folder({d: folder({b: file('b')}), a: file('a')});
	const operations = [
		{
			kind: 'move', from: 'a', path: 'd/a', expected: file('a'),
		},
		{kind: 'delete', path: 'd', expected: folder({a: file('a'), b: file('b')})},
	] as const;
	t.deepEqual(expandDeletions(operations, actual), {operations, problems: []});
});
