import {
	existsSync,
	mkdirSync,
	readFileSync,
	writeFileSync,
} from 'node:fs';
import {join} from 'node:path';
import test from 'ava';
import type {Transfer} from '../../../source/engine/index.js';
import {seededBytes} from '../content/seeded-bytes.js';
import {runningPair} from './running-pair.js';

const size = 2_500_000;

const rows = [
	{direction: 'up', word: 'Sending', side: 'remote'},
	{direction: 'down', word: 'Receiving', side: 'local'},
] as const;

for (const {direction, word, side} of rows) {
	test(`a transfer ${direction} that is cancelled is held with its reason while the rest goes on, and is taken up again`, async t => {
		const {session, here, there, until} = await runningPair(t, {}, {limitBytesPerSecond: 2_000_000});
		await until(({phase}) => phase === 'live');
		const [from, to] = direction === 'up' ? [here, there] : [there, here];
		const bytes = seededBytes(9, size);
		mkdirSync(join(from, 'data'));
		writeFileSync(join(from, 'data', 'model.bin'), bytes);
		const isUnderWay = (transfer: Transfer) => transfer.direction === direction && transfer.sentBytes > 0;
		const {transfers} = await until(state => state.transfers.some(transfer => isUnderWay(transfer)));
		session.cancelTransfer(transfers[0]!);
		const held = await until(({problems, pending}) => problems.length > 0 && pending.length === 0);
		t.like(held.problems, [{path: 'data/model.bin', code: 'cancelled', side}]);
		t.false(existsSync(join(to, 'data', 'model.bin')));
		const why = await session.why('data/model.bin');
		t.regex(why.verdict, new RegExp(String.raw`\(cancelled, ${side}\): ${word} it was cancelled here\.`, 'v'));
		writeFileSync(join(from, 'other.txt'), 'goes on');
		await until(() => existsSync(join(to, 'other.txt')));
		t.false(existsSync(join(to, 'data', 'model.bin')));
		session.syncNow();
		const done = await until(({phase, problems}) => phase === 'live' && problems.length === 0);
		t.true(readFileSync(join(to, 'data', 'model.bin')).equals(bytes));
		t.true(done.totals.literalBytes < 2 * size, 'what had arrived has not travelled again');
	});
}
