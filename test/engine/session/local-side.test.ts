import test from 'ava';
import {emptyTree} from '../../../source/engine/core/tree.js';
import type {Replica, RootState, ScanResult} from '../../../source/engine/disk/replica.js';
import {FsyncError} from '../../../source/engine/fault.js';
import {LocalSide} from '../../../source/engine/session/local-side.js';
import {ManualClock} from '../protocol/manual-clock.js';
import {file, folder} from './trees.js';

const ready: RootState = {state: 'ready', marker: 'a'.repeat(32)};
const other: RootState = {state: 'marker-differs', message: 'Another folder stands there now.'};

/** A replica that sees these states of its root, one look after the other, and an empty folder whenever it scans, with files that were being written. */
function replicaThatSees(states: readonly RootState[], writing: ReadonlyArray<readonly string[]> = []): Replica {
	const rest = [...states];
	const busy = [...writing];
	const scan: Pick<ScanResult, 'tree' | 'problems' | 'busy'> & {frozen: ReadonlySet<string>} = {
		tree: emptyTree, problems: [], busy: [], frozen: new Set(),
	};
	return {
		check: async () => rest.shift(),
		scan: async () => ({...scan, busy: busy.shift() ?? []}),
	} as unknown as Replica;
}

const known = folder({d: folder({a: file('a')})});
const sideOver = (states: readonly RootState[]) => new LocalSide({
	replica: replicaThatSees(states), rules: {ignores: () => false}, clock: new ManualClock(), tree: known,
});
const look = async (side: LocalSide) => side.scan('all', AbortSignal.any([]));

test('F15: a scan counts when the root was the paired folder before and after it', async t => {
	const side = sideOver([ready, ready]);
	await look(side);
	t.is(side.tree.children.size, 0);
});

test('F15: when another folder came while it was scanned, what it lacks is no deletion', async t => {
	const side = sideOver([ready, other]);
	await t.throwsAsync(look(side), {instanceOf: FsyncError, code: 'root', message: 'Another folder stands there now.'});
	t.is(side.tree, known);
});

test('a file is being written until a look at it finds it at rest', async t => {
	const side = new LocalSide({
		replica: replicaThatSees(Array.from({length: 10}, () => ready), [['d/a', 'b'], [], ['c'], [], []]), rules: {ignores: () => false}, clock: new ManualClock(), tree: known,
	});
	const seen: Array<readonly string[]> = [];
	for (const at of ['all', ['other'], ['c'], ['d'], 'all'] as const) {
		await side.scan(at, AbortSignal.any([]));
		seen.push(side.writing);
	}

	t.deepEqual(seen, [['d/a', 'b'], ['d/a', 'b'], ['d/a', 'b', 'c'], ['b', 'c'], []]);
});
