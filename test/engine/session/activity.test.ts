import test from 'ava';
import {showPass, showScanned, showScanning} from '../../../source/engine/session/activity.js';
import {emptySessionState} from '../../../source/engine/session/empty-state.js';
import {SessionBoard} from '../../../source/engine/session/session-board.js';
import type {SessionPhase} from '../../../source/engine/session/state.js';
import {ManualClock} from '../transfer/manual-clock.js';

function boardIn(phase: SessionPhase): SessionBoard {
	const clock = new ManualClock();
	const board = new SessionBoard(emptySessionState({
		id: 'a', folder: '/a', remote: 'b', createdMilliseconds: 0,
	}, 'two-way', clock), clock);
	board.patch({phase});
	return board;
}

const progress = (entries: number) => ({entries, hashedFiles: 0, hashedBytes: 0});

for (const phase of ['starting', 'connecting'] as const) {
	test(`the first look that takes long is shown, although the session is ${phase} meanwhile`, t => {
		const board = boardIn(phase);
		showScanning(board)(progress(1000));
		t.like(board.state(), {phase: 'scanning', detail: '1000 entries'});
		showScanning(board)(progress(2000));
		t.like(board.state(), {phase: 'scanning', detail: '2000 entries'});
		showScanned(board);
		t.like(board.state(), {phase: 'connecting', detail: undefined});
		showPass(board);
		t.is(board.state().phase, 'syncing');
	});
}

test('a session that has reached the server before its first look is over does not go back to reaching it', t => {
	const board = boardIn('scanning');
	board.patch({
		peer: {
			name: 'build', address: '10.0.0.4:8440', device: 'ab', protocol: 4, generation: 1, freeBytes: 1, diskBytes: 2, latencyHistory: [],
		},
	});
	showScanned(board);
	t.is(board.state().phase, 'scanning');
	showPass(board);
	t.is(board.state().phase, 'syncing');
});

for (const phase of ['live', 'held', 'halted', 'offline', 'syncing'] as const) {
	test(`a session that is ${phase} stays so while it looks`, t => {
		const board = boardIn(phase);
		showScanning(board)(progress(1000));
		t.is(board.state().phase, phase);
		showScanned(board);
		t.is(board.state().phase, phase);
	});
}
