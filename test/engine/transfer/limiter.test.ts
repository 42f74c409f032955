import test from 'ava';
import {Pace} from '../../../source/engine/transfer/limiter.js';
import {ManualClock} from '../disk/manual-clock.js';

test('messages pass one by one at the rate, and an idle limit does not save up', async t => {
	const clock = new ManualClock();
	const limiter = new Pace(clock, 1000);
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
	t.is(new Pace(clock, 100_000).pieceBytes, 65_536);
	t.is(new Pace(clock, 1_000_000).pieceBytes, 250_000);
	t.is(new Pace(clock, 1_000_000_000).pieceBytes, 1_048_576);
});

test('a limit that is changed or taken away counts at once, for what waits already, too', async t => {
	const clock = new ManualClock();
	const limiter = new Pace(clock, 1000);
	const passed: string[] = [];
	const pass = async (name: string, bytes: number) => {
		await limiter.take(bytes);
		passed.push(name);
	};

	const turns = async () => {
		for (let turn = 0; turn < 10; turn++) {
			await Promise.resolve();
		}
	};

	const passes = ['a', 'b', 'c', 'd'].map(async name => pass(name, 60_000));
	clock.advance(30_000);
	await turns();
	t.deepEqual(passed, ['a']);
	limiter.set(10_000);
	clock.advance(2999);
	await turns();
	t.deepEqual(passed, ['a']);
	clock.advance(1);
	await turns();
	t.deepEqual(passed, ['a', 'b']);
	limiter.set(undefined);
	await Promise.all(passes);
	t.is(clock.timers, 0);
	limiter.set(1000);
	await pass('at once', 5000);
	const next = pass('after it', 1);
	clock.advance(4999);
	await turns();
	t.is(passed.at(-1), 'at once');
	clock.advance(1);
	await next;
});

test('without a limit nothing waits, and messages are large', async t => {
	const clock = new ManualClock();
	const limiter = new Pace(clock);
	await limiter.take(1e9);
	await limiter.take(1e9);
	t.is(limiter.pieceBytes, 1_048_576);
	t.is(clock.timers, 0);
});
