import test from 'ava';
import {historyOf, lastCycle, type HistoryRecord} from '../../../source/engine/core/history.js';
import {records} from './records.js';

const told = (history: readonly HistoryRecord[], path: string): string[] =>
	Array.from(historyOf(history, path), ({record: {whenMilliseconds, kind, path: at}}) => `${whenMilliseconds} ${kind} ${at}`);

const rows: ReadonlyArray<readonly [title: string, history: readonly string[], path: string, expected: readonly string[]]> = [
	['versions of a path come newest first', ['left a x', 'left b y', 'left a z'], 'a', ['3 left a', '1 left a']],
	['a renamed file keeps its earlier versions', ['left a x', 'moved a b', 'left b y'], 'b', ['3 left b', '2 moved b', '1 left a']],
	['what took the old name afterwards has a history of its own', ['created a', 'moved a b', 'created a', 'left a y'], 'b', ['2 moved b', '1 created a']],
	['an old name tells that it was left', ['left a x', 'moved a b'], 'a', ['2 moved b', '1 left a']],
	['a file rides in a renamed folder', ['left d/a x', 'moved d e', 'left e/a y'], 'e/a', ['3 left e/a', '2 moved e', '1 left d/a']],
	['a chain of names is followed to its beginning', ['created a', 'moved a b', 'moved b c', 'left c x'], 'c', ['4 left c', '3 moved c', '2 moved b', '1 created a']],
	['a swap does not mix two files up', ['left a x', 'left b y', 'moved a t', 'moved b a', 'moved t b'], 'a', ['4 moved a', '2 left b']],
	['of a folder everything in it is told', ['created d', 'left d/a x', 'moved d/b c', 'left f y', 'left d /'], 'd', ['5 left d', '3 moved c', '2 left d/a', '1 created d']],
	['the root has it all', ['created a', 'moved a b', 'left b x'], '', ['3 left b', '2 moved b', '1 created a']],
	['a name that begins alike is another one', ['left ab x', 'left a/b y'], 'a', ['2 left a/b']],
	['the folder that a file came with is told', ['created d', 'left d/a x'], 'd/a', ['2 left d/a', '1 created d']],
];

for (const [title, history, path, expected] of rows) {
	test(title, t => {
		t.deepEqual(told(records(history), path), expected);
	});
}

test('the last cycle is what was done together at the end, and no restore belongs to it', t => {
	const paths = (history: readonly HistoryRecord[]) => lastCycle(history).map(({path}) => path);
	const old = records(['left a x', 'created b']);
	const recent = records(['left c x', 'moved d e'], 10_000);
	t.deepEqual(paths([...old, ...recent]), ['c', 'e']);
	t.deepEqual(paths(old), ['a', 'b']);
	t.deepEqual(paths([]), []);
	const restored = recent.map(record => ({...record, reason: 'restored'}));
	t.deepEqual(paths([...old, ...restored]), ['a', 'b'], 'what was taken back is not taken back again');
	t.deepEqual(paths(restored), []);
});
