import test from 'ava';
import {SteadyLatency} from '../../../source/engine/session/steady-latency.js';

const macro = test.macro({
	exec(t, measured: ReadonlyArray<number | undefined>, shown: ReadonlyArray<number | undefined>) {
		const latency = new SteadyLatency();
		t.deepEqual(measured.map(each => {
			latency.take(each);
			return latency.shown;
		}), [...shown]);
	},
	title: (title = '') => `round trips: ${title}`,
});

test('nothing is shown before the first one, and that at once', macro, [undefined, 30, 30], [undefined, 30, 30]);
test('one that stands alone is not shown', macro, [30, 90, 31, 90, 30], [30, 30, 30, 30, 30]);
test('what stays otherwise is shown, as it was measured last', macro, [30, 90, 80, 81], [30, 30, 80, 80]);
test('the same measurement read again is no second one', macro, [30, 90, 90, 90], [30, 30, 30, 30]);
test('near a peer only whole milliseconds count', macro, [0.3, 1.9, 1.8, 4, 4.1], [0.3, 0.3, 0.3, 0.3, 4.1]);

test('it is told once that another one is shown', t => {
	const latency = new SteadyLatency();
	t.deepEqual([30, 90, 91, 92].map(each => latency.take(each)), [true, false, true, false]);
});
