import test from 'ava';
import {BurstDetector} from '../../../source/engine/disk/burst.js';
import {ManualClock} from './manual-clock.js';

function setUp() {
	const clock = new ManualClock();
	const counts = {overflows: 0};
	const detector = new BurstDetector(clock, () => {
		counts.overflows++;
	});
	const feed = (events: number) => Array.from({length: events}, () => detector.count()).filter(Boolean).length;
	return {
		clock, counts, detector, feed,
	};
}

test('F25 M4: 4,096 events in a second are a burst, told when it begins and when it is over', t => {
	const {clock, counts, feed} = setUp();
	t.is(feed(4095), 0);
	t.is(counts.overflows, 0);
	t.is(feed(100), 100);
	t.is(counts.overflows, 1);
	clock.advance(500);
	t.is(feed(10), 10, 'what comes during a burst is not looked at one by one');
	clock.advance(500);
	t.is(counts.overflows, 2);
	t.is(feed(10), 0);
	t.is(clock.timers, 0);
});

test('a burst that goes on is told again', t => {
	const {clock, counts, feed} = setUp();
	for (let second = 0; second < 3; second++) {
		feed(10_000);
		clock.advance(1000);
	}

	t.true(counts.overflows >= 4);
});

test('many events over a longer time are no burst', t => {
	const {clock, counts, feed} = setUp();
	for (let second = 0; second < 20; second++) {
		t.is(feed(4000), 0);
		clock.advance(1000);
	}

	t.is(counts.overflows, 0);
});

test('after stop no timer is left', t => {
	const {clock, counts, detector, feed} = setUp();
	feed(5000);
	detector.stop();
	clock.advance(5000);
	t.is(clock.timers, 0);
	t.is(counts.overflows, 1);
});
