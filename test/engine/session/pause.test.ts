import {
	existsSync,
	mkdirSync,
	readFileSync,
	writeFileSync,
} from 'node:fs';
import {join} from 'node:path';
import test from 'ava';
import {differingPaths, listTree} from '../../../source/cli/tree-listing.js';
import type {SessionState} from '../../../source/engine/index.js';
import {seededBytes} from '../content/seeded-bytes.js';
import {runningPair} from './running-pair.js';

const isAtRest = ({phase, pending}: SessionState) => phase === 'live' && pending.length === 0;

for (const direction of ['up', 'down'] as const) {
	test(`a session that is paused in the middle of a large file ${direction} stops at the next piece, and goes on where it was`, async t => {
		const {session, here, there, until} = await runningPair(t, {}, {limitBytesPerSecond: 2_000_000});
		await until(isAtRest);
		const [from, to] = direction === 'up' ? [here, there] : [there, here];
		const bytes = seededBytes(9, 2_500_000);
		mkdirSync(join(from, 'data'));
		writeFileSync(join(from, 'data', 'model.bin'), bytes);
		await until(({transfers}) => transfers.some(transfer => transfer.direction === direction && transfer.sentBytes >= 1_200_000));
		session.pause();
		const paused = await until(({phase, transfers}) => phase === 'paused' && transfers.length === 0);
		t.deepEqual(paused.problems, []);
		t.false(existsSync(join(to, 'data', 'model.bin')));

		writeFileSync(join(from, 'more.txt'), 'written meanwhile');
		session.resume();
		const done = await until(state => isAtRest(state) && existsSync(join(to, 'more.txt')) && existsSync(join(to, 'data', 'model.bin')));
		t.true(readFileSync(join(to, 'data', 'model.bin')).equals(bytes));
		t.deepEqual(done.problems, []);
		t.true(done.totals.literalBytes < bytes.length + 700_000, `what had arrived has not travelled again: ${done.totals.literalBytes}`);
	});

	test(`a session that is paused among many small files ${direction} leaves the rest for later, says nothing of it as trouble, and is not in sync until then`, async t => {
		const {session, here, there, until} = await runningPair(t, {}, {limitBytesPerSecond: 300_000});
		await until(isAtRest);
		const [from, to] = direction === 'up' ? [here, there] : [there, here];
		for (let index = 0; index < 400; index++) {
			writeFileSync(join(from, `file ${index}`), seededBytes(index + 1, 8000));
		}

		await until(({totals}) => Math.max(totals.wireSentBytes, totals.wireReceivedBytes) > 300_000);
		const before = session.state().lastInSyncMilliseconds;
		session.pause();
		const paused = await until(({phase}) => phase === 'paused');
		t.deepEqual(paused.problems, []);
		t.is(paused.lastInSyncMilliseconds, before);
		t.true(differingPaths(listTree(from), listTree(to)).length > 0);

		session.limit(undefined);
		session.resume();
		await until(state => isAtRest(state) && differingPaths(listTree(from), listTree(to)).length === 0);
		t.deepEqual(session.state().problems, []);
	});
}

test('a session that is paused and resumed at once loses nothing', async t => {
	const {session, here, there, until} = await runningPair(t, {}, {limitBytesPerSecond: 2_000_000});
	await until(isAtRest);
	const bytes = seededBytes(3, 1_500_000);
	writeFileSync(join(here, 'large'), bytes);
	writeFileSync(join(here, 'small'), 'small');
	await until(({transfers}) => transfers.some(({sentBytes}) => sentBytes > 0));
	session.pause();
	session.resume();
	await until(state => isAtRest(state) && existsSync(join(there, 'large')));
	t.true(readFileSync(join(there, 'large')).equals(bytes));
	t.is(readFileSync(join(there, 'small'), 'utf8'), 'small');
	t.deepEqual(session.state().problems, []);
});
