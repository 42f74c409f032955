import test from 'ava';
import {emptySessionState} from '../../../source/engine/session/empty-state.js';
import {SessionBoard} from '../../../source/engine/session/session-board.js';
import {ManualClock} from '../transfer/manual-clock.js';

test('a board says since when its session has been in its phase', t => {
	const clock = new ManualClock();
	const board = new SessionBoard(emptySessionState({
		id: 'a', folder: '/a', remote: 'b', createdMilliseconds: 0,
	}, 'two-way', clock), clock);
	const since = () => board.state().phaseSinceMilliseconds;
	const started = clock.wallMilliseconds();
	t.is(since(), started);
	clock.advance(1000);
	board.patch({phase: 'live'});
	t.is(since(), started + 1000);
	clock.advance(1000);
	board.patch({phase: 'live', queuedTransfers: 3});
	t.is(since(), started + 1000);
	board.patch({phase: 'paused'});
	t.is(since(), started + 2000);
});
