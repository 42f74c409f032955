import test from 'ava';
import {nextHead} from '../../source/server/lineage.js';
import {file} from '../engine/session/trees.js';

const start = {generation: 4, lineage: 'l'};
const put = {
	kind: 'put', path: 'a', node: file('a'), expected: undefined,
} as const;

test('every commit adds one generation and its lineage depends on everything in it', t => {
	const heads = [
		nextHead(start, 'd', [put]),
		nextHead(start, 'e', [put]),
		nextHead(start, 'd', [{...put, path: 'b'}]),
		nextHead(start, 'd', [{...put, node: file('other')}]),
		nextHead(start, 'd', [{
			kind: 'move', from: 'a', path: 'b', expected: file('a'),
		}]),
		nextHead(start, 'd', [{kind: 'delete', path: 'a', expected: file('a')}]),
		nextHead({...start, lineage: 'm'}, 'd', [put]),
	];
	t.true(heads.every(head => head.generation === 5));
	t.is(new Set(heads.map(head => head.lineage)).size, heads.length);
	t.deepEqual(nextHead(start, 'd', [put]), heads[0]);
});
