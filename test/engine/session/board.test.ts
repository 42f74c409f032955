import test from 'ava';
import {Board} from '../../../source/engine/session/board.js';
import {emptySessionState} from '../../../source/engine/session/empty-state.js';
import type {OpenConflict} from '../../../source/engine/session/open-conflicts.js';
import type {SessionState} from '../../../source/engine/session/state.js';
import {ManualClock} from '../transfer/manual-clock.js';

function boardWithListener() {
	const clock = new ManualClock();
	const board = new Board(emptySessionState({
		id: 'a', folder: '/a', remote: 'b', createdMilliseconds: 0,
	}, 'two-way', clock), clock);
	let heard = 0;
	board.subscribe(() => {
		heard++;
	});
	return {
		board,
		heard() {
			clock.advance(1000);
			return heard;
		},
	};
}

const conflict = {path: 'a'} as unknown as OpenConflict;
const first: Partial<SessionState> = {
	phase: 'live', tree: {files: 1, folders: 2, bytes: 3}, up: {now: 1, peak: 2, history: [1, 2]}, conflicts: [conflict],
};

const same = test.macro((t, change: Partial<SessionState>) => {
	const {board, heard} = boardWithListener();
	board.patch(first);
	t.is(heard(), 1);
	const state = board.state();
	board.patch(change);
	t.is(board.state(), state);
	t.is(heard(), 1);
});

const other = test.macro((t, change: Partial<SessionState>) => {
	const {board, heard} = boardWithListener();
	board.patch(first);
	t.is(heard(), 1);
	board.patch(change);
	t.like(board.state(), change);
	t.is(heard(), 2);
});

test('no news: the same value', same, {phase: 'live'});
test('no news: counts with the same figures', same, {tree: {files: 1, folders: 2, bytes: 3}});
test('no news: lists of the same items', same, {up: {now: 1, peak: 2, history: [1, 2]}, conflicts: [conflict], problems: []});
test('news: another value', other, {phase: 'syncing'});
test('news: one figure of several', other, {tree: {files: 1, folders: 2, bytes: 4}});
test('news: one more item', other, {up: {now: 1, peak: 2, history: [1, 2, 0]}});
test('news: another item', other, {conflicts: [{path: 'b'} as unknown as OpenConflict]});
test('news: a field that was not there', other, {detail: '12 entries'});

test('what is not there needs no taking away', t => {
	const {board, heard} = boardWithListener();
	board.clear('detail');
	t.is(heard(), 0);
	board.patch({detail: '1 entries'});
	t.is(heard(), 1);
	board.clear('detail');
	t.is(heard(), 2);
	t.false('detail' in board.state());
});
