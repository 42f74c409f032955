import test from 'ava';
import type {StorageState} from '../../source/engine/session/state.js';
import {StorageGauge} from '../../source/server/storage-gauge.js';
import {ManualClock} from '../engine/transfer/manual-clock.js';

const use = {diskBytes: 10, trash: {versions: 2, bytes: 3, oldestMilliseconds: 7}};

function openGauge() {
	const clock = new ManualClock();
	const looks: number[] = [];
	const shown: StorageState[] = [];
	const gauge = new StorageGauge({
		clock,
		retention: {keepDays: 30, limitBytes: 100},
		async measure() {
			looks.push(clock.monotonicMilliseconds());
			return use;
		},
		onChange(storage) {
			shown.push(storage);
		},
	});
	const pass = async (milliseconds: number) => {
		clock.advance(milliseconds);
		await Promise.resolve();
		await Promise.resolve();
		await Promise.resolve();
	};

	return {
		gauge, looks, shown, pass,
	};
}

test('the disk is asked at the start, and after changes never more often than every half minute', async t => {
	const {gauge, looks, shown, pass} = openGauge();
	gauge.start();
	await pass(0);
	t.deepEqual(shown, [{
		diskBytes: 10, versions: 2, versionBytes: 3, oldestMilliseconds: 7, keepDays: 30, keepBytes: 100,
	}]);
	for (let second = 0; second < 100; second++) {
		gauge.changed();
		await pass(1000);
	}

	t.is(looks.length, 4);
	t.true(looks.every((at, index) => index === 0 || at - looks[index - 1]! >= 30_000));
	// The last change is still to be looked at; then it is a while before the disk is asked again.
	await pass(31_000);
	t.is(looks.length, 5);
	await pass(9 * 60_000);
	t.is(looks.length, 5);
	await pass(2 * 60_000);
	t.is(looks.length, 6);
	await gauge.stop();
	await pass(60 * 60_000);
	t.is(looks.length, 6);
});
