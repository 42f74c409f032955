import test from 'ava';
import {BackOff} from '../../../source/engine/session/back-off.js';

test('F31: waits double from one second to a minute', t => {
	const backOff = new BackOff(() => 0.5);
	t.deepEqual(Array.from({length: 8}, () => backOff.next()), [1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]);
	backOff.reset();
	t.is(backOff.next(), 1000);
});

test('the jitter is half of the wait to either side and never beyond the longest', t => {
	t.is(new BackOff(() => 0).next(), 500);
	t.is(new BackOff(() => 0.999).next(), 1499);
	const late = new BackOff(() => 0.999);
	for (let attempt = 0; attempt < 10; attempt++) {
		t.true(late.next() <= 60_000);
	}
});
