import test from 'ava';
import {mergeHistories} from '../../../source/engine/core/history-merge.js';
import type {HistoryRecord} from '../../../source/engine/core/history.js';
import {treeAt} from '../../../source/engine/core/past-tree.js';
import {records} from './records.js';
import {sketch, tree} from './sketch.js';

const restored = (history: readonly HistoryRecord[], whenMilliseconds: number): HistoryRecord[] => history.map(record => ({...record, whenMilliseconds, reason: 'restored'}));
const told = (history: readonly HistoryRecord[]): string[] => history.map(({whenMilliseconds, kind, path}) => `${whenMilliseconds} ${kind} ${path}`);

test('what came from the vault is not told twice, what the vault never had is', t => {
	const vault = records(['left a x', 'moved a b', 'created c', 'left d /'], 100);
	const own = records(['left a x', 'moved a b', 'created c', 'left d /', 'left e lost'], 200);
	t.deepEqual(told(mergeHistories(vault, own)), ['101 left a', '102 moved b', '103 created c', '104 left d', '205 left e']);
});

test('a restore is told until it is synced, as a whole', t => {
	const vault = records(['left a x', 'left b y'], 100);
	const own = restored(records(['left a z', 'created c', 'moved d e']), 200);
	t.deepEqual(told(mergeHistories(vault, own)).slice(2), ['200 left a', '200 created c', '200 moved e']);
	t.deepEqual(told(mergeHistories([...vault, ...records(['left a z'], 300)], own)), ['101 left a', '102 left b', '301 left a']);
});

test('moves that both have made are taken back once', t => {
	const chain = ['moved a b', 'moved c a'];
	const merged = mergeHistories(records(chain, 100), records(chain, 200));
	const past = treeAt({
		present: tree({a: 'was c', b: 'was a'}), records: merged, timeMilliseconds: 0, isKept: () => true,
	});
	t.deepEqual(sketch(past.tree), sketch(tree({a: 'was a', c: 'was c'})));
	t.deepEqual(past.lost, []);
});
