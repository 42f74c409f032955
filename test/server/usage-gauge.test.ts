import test from 'ava';
import {UsageGauge} from '../../source/server/usage-gauge.js';
import {ManualClock} from '../engine/transfer/manual-clock.js';

test('the share of a core is that of the time since it was asked for last', t => {
	const clock = new ManualClock();
	const counters = {cpuMilliseconds: 5000, memoryBytes: 1};
	const gauge = new UsageGauge(clock, () => ({...counters}));
	clock.advance(1000);
	counters.cpuMilliseconds += 250;
	t.deepEqual(gauge.measure(), {cpuShare: 0.25, memoryBytes: 1});
	counters.memoryBytes = 2;
	clock.advance(4000);
	counters.cpuMilliseconds += 40;
	t.deepEqual(gauge.measure(), {cpuShare: 0.01, memoryBytes: 2});
	t.is(gauge.measure().cpuShare, 0);
});
