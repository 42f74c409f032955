import test from 'ava';
import fc from 'fast-check';
import {
	durationWidth,
	formatCountdown,
	formatDuration,
	formatTimeOfDay,
	formatWait,
} from '../../../source/ui/text/duration.js';

const durations: ReadonlyArray<readonly [milliseconds: number, text: string]> = [
	[0, '0s'], [12_000, '12s'], [59_400, '59s'], [252_000, '4m12s'], [7_500_000, '2h05m'], [187_200_000, '2d04h'], [8_640_000_000, '100d'],
];

for (const [milliseconds, text] of durations) {
	test(`${milliseconds} ms last ${text}`, t => {
		t.is(formatDuration(milliseconds), text);
	});
}

const countdowns: ReadonlyArray<readonly [milliseconds: number, text: string]> = [
	[-5, '0.0s'], [0, '0.0s'], [1, '0.1s'], [800, '0.8s'], [1600, '1.6s'], [9900, '9.9s'], [9990, '10s'], [11_001, '12s'], [12_000, '12s'],
];

for (const [milliseconds, text] of countdowns) {
	test(`${milliseconds} ms before the end it says ${text}`, t => {
		t.is(formatCountdown(milliseconds), text);
	});
}

test('a wait is told in whole seconds and never as over too early', t => {
	t.is(formatWait(12_000), '12s');
	t.is(formatWait(8100), '9s');
	t.is(formatWait(1), '1s');
	t.is(formatWait(0), '0s');
	t.is(formatWait(-5000), '0s');
});

test('every duration fits into its column', t => {
	fc.assert(fc.property(fc.double({min: 0, max: 1e15, noNaN: true}), milliseconds => {
		t.true(formatDuration(milliseconds).length <= durationWidth);
		t.true(formatCountdown(milliseconds).length <= durationWidth);
	}), {seed: 10});
});

test('the time of day is local and padded', t => {
	t.is(formatTimeOfDay(new Date(2026, 10, 20, 4, 2, 9).getTime()), '04:02:09');
});
