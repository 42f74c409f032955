import test from 'ava';
import {createFrameStore} from '../../../source/ui/state/frame-store.js';
import {nextSessionChange} from '../../../source/ui/state/countdown.js';
import {FakeClock, FakeSession} from '../fakes.js';
import {change, now, sessions} from '../states.js';

function open(state = sessions.inSync as typeof sessions.live) {
	const clock = new FakeClock(now);
	const session = new FakeSession(state);
	const frames = createFrameStore(session, {clock, nextChange: nextSessionChange, leastMilliseconds: 50});
	const times: number[] = [];
	frames.subscribe(() => {
		times.push(frames.get().now - now);
	});
	return {
		clock, session, frames, times,
	};
}

test('no timer runs while nothing counts down', t => {
	const {clock, session} = open();
	t.is(clock.timers, 0);
	session.patch({pending: [change({path: 'a'})]});
	t.is(clock.timers, 1);
	clock.advance(50);
	session.patch({pending: []});
	t.is(clock.timers, 0);
});

test('one timer serves all countdowns, and stops when the last one has ended', t => {
	const {clock, session, times} = open();
	session.patch({pending: [change({path: 'a', deadlineMilliseconds: now + 250}), change({path: 'b', deadlineMilliseconds: now + 150})]});
	t.is(clock.timers, 1);
	clock.advance(1000);
	t.deepEqual(times, [0, 100, 200, 300]);
	t.is(clock.timers, 0);
});

test('a nearer countdown does not wait for the tick of a farther one', t => {
	const {clock, session, times} = open();
	session.patch({phase: 'offline', retryAtMilliseconds: now + 60_000});
	session.patch({retryAtMilliseconds: now + 300});
	clock.advance(300);
	t.deepEqual(times, [0, 50, 300]);
});

test('a source that tells of news with nothing new in it makes no frame', t => {
	const {frames, session, times} = open();
	const frame = frames.get();
	session.tell();
	t.is(frames.get(), frame);
	t.deepEqual(times, []);
});

test('stopping lets go of the source and of the timer', t => {
	const {clock, session, frames} = open();
	session.patch({pending: [change({path: 'a'})]});
	frames.stop();
	t.is(clock.timers, 0);
	t.is(session.listeners, 0);
});

test('news that come too soon after a frame wait together for the next one, what somebody does on the screen does not', t => {
	const {clock, session, frames, times} = open();
	session.patch({queuedTransfers: 1});
	clock.advance(10);
	session.patch({queuedTransfers: 2});
	session.patch({queuedTransfers: 3});
	t.is(frames.get().state.queuedTransfers, 1);
	t.is(clock.timers, 1);
	clock.advance(40);
	t.is(frames.get().state.queuedTransfers, 3);
	clock.advance(10);
	session.patch({queuedTransfers: 4});
	frames.refresh();
	t.is(frames.get().state.queuedTransfers, 4);
	t.is(clock.timers, 0);
	t.deepEqual(times, [0, 50, 60]);
});
