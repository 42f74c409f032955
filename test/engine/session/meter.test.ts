import test from 'ava';
import {Meter} from '../../../source/engine/session/meter.js';

/** Ends a second for each of the amounts. */
function after(...seconds: readonly number[]): Meter {
	const meter = new Meter();
	for (const bytes of seconds) {
		meter.add(bytes);
		meter.tick();
	}

	return meter;
}

test('the rate is the mean of the last three seconds, the peak that of the best three', t => {
	t.like(after(3000, 6000, 9000).rate(), {now: 6000, peak: 6000, history: [3000, 6000, 9000]});
	t.like(after(9000, 9000, 9000, 0).rate(), {now: 6000, peak: 9000});
});

test('silent seconds are no traffic, and never add up to any', t => {
	const meter = after(...Array.from({length: 100}, () => 250));
	t.is(meter.lastSecondBytes, 0);
	t.like(meter.rate(), {now: 0, peak: 0});
	t.false(meter.tick());
});

test('a rate stops changing when its last traffic has left the history', t => {
	const meter = after(5000);
	t.is(meter.lastSecondBytes, 5000);
	for (let count = 0; count < 60; count++) {
		t.true(meter.tick(), `second ${count}`);
	}

	t.false(meter.tick());
});
