import test from 'ava';
import type {PutOperation} from '../../../source/engine/core/operation.js';
import {sparedOf} from '../../../source/engine/session/spared.js';
import {file, folder} from './trees.js';

const put = (path: string, word: string, expected?: PutOperation['expected']): PutOperation => ({
	kind: 'put', path, node: file(word), expected,
});

test('steps are spared whose content is known there, or comes with another step', t => {
	const batch = [put('a', 'known'), put('b', 'new'), put('c', 'new'), put('d', 'same', file('same')), {...put('e', ''), node: folder()}];
	const known = file('known').digest;
	t.deepEqual([...sparedOf(batch, digest => digest === known)].map(({path}) => path), ['a', 'c']);
});
