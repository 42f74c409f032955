import test from 'ava';
import {expandDeletions} from '../../../source/engine/session/expand-deletion.js';
import {file, folder} from './trees.js';

test('a folder that holds only what is tracked goes as a whole', t => {
	const expected = folder({a: file('a')});
	const operation = {kind: 'delete', path: 'd', expected} as const;
	t.deepEqual(expandDeletions([operation], folder({d: expected})), [operation]);
});

test('a folder with something ignored inside goes piece by piece and stays with the rest', t => {
	const expected = folder({a: file('a'), clean: folder({b: file('b')}), mixed: folder({c: file('c')})});
	const actual = folder({d: folder({a: file('a'), clean: folder({b: file('b')}), mixed: folder({c: file('c'), ignored: file('i')})})});
	t.deepEqual(expandDeletions([{kind: 'delete', path: 'd', expected}], actual).map(({kind, path}) => `${kind} ${path}`), [
		'delete d/a', 'delete d/clean', 'delete d/mixed/c',
	]);
});
