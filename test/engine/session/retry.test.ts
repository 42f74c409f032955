import test from 'ava';
import {Retry} from '../../../source/engine/session/retry.js';

test('F05: what a disk refuses is tried again after five seconds, then half as often each time, and at once anew after a success', t => {
	const waits: number[] = [];
	const cancelled: number[] = [];
	const clock = {
		after(milliseconds: number) {
			waits.push(milliseconds);
			return () => {
				cancelled.push(milliseconds);
			};
		}, monotonicMilliseconds: () => 0, wallMilliseconds: () => 0,
	};
	const retry = new Retry(clock);
	for (let count = 0; count < 8; count++) {
		retry.settled(true);
	}

	t.deepEqual(waits, [5000, 10_000, 20_000, 40_000, 80_000, 160_000, 300_000, 300_000]);
	t.is(cancelled.length, 7, 'never two at once');
	retry.settled(false);
	retry.settled(true);
	t.is(waits.at(-1), 5000);
});
