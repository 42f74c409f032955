import test from 'ava';
import {createLimiter} from '../../../source/engine/transfer/limiter.js';
import {ManualClock} from './manual-clock.js';

test('messages pass one by one at the rate, and an idle limit does not save up', async t => {
	const clock = new ManualClock();
	const limiter = createLimiter(1000, clock);
	const passed: string[] = [];
	const pass = async (name: string, bytes: number) => {
		await limiter.take(bytes);
		passed.push(name);
	};

	const passes = [pass('first', 500), pass('second', 1000), pass('third', 1)];
	await Promise.resolve();
	t.deepEqual(passed, ['first']);
	clock.advance(499);
	await Promise.resolve();
	t.deepEqual(passed, ['first']);
	clock.advance(1);
	await passes[1];
	t.deepEqual(passed, ['first', 'second']);
	clock.advance(1000);
	await Promise.all(passes);
	clock.advance(100_000);
	await pass('late', 1000);
	const next = pass('later', 1);
	await Promise.resolve();
	t.is(passed.at(-1), 'late');
	clock.advance(1000);
	await next;
	t.is(passed.at(-1), 'later');
});

test('a slow limit asks for small messages', t => {
	const clock = new ManualClock();
	t.is(createLimiter(100_000, clock).pieceBytes, 65_536);
	t.is(createLimiter(1_000_000, clock).pieceBytes, 250_000);
	t.is(createLimiter(1_000_000_000, clock).pieceBytes, 1_048_576);
});
