import test from 'ava';
import type {ScanResult} from '../../../source/engine/disk/replica.js';
import {Board} from '../../../source/engine/session/board.js';
import {emptySessionState} from '../../../source/engine/session/empty-state.js';
import {Reporter} from '../../../source/engine/session/reporter.js';
import type {EngineEvent} from '../../../source/engine/session/state.js';
import {ManualClock} from '../transfer/manual-clock.js';
import {file, folder} from './trees.js';

function reporterOver() {
	const clock = new ManualClock();
	const board = new Board(emptySessionState({
		id: 'a', folder: '/a', remote: 'b', createdMilliseconds: 0,
	}, 'two-way', clock), clock);
	const events: EngineEvent[] = [];
	const reporter = new Reporter({
		clock, board, onEvent(event) {
			events.push(event);
		},
	});
	return {board, reporter, events};
}

const scan = (hashedFiles: number): ScanResult => ({
	tree: folder({a: file('a')}), hashedFiles, hashedBytes: 0, entries: 1, problems: [], frozen: new Set(), busy: [], ignored: [],
});

test('a look at everything that finds what the one before has found is an event, and no news on a screen', t => {
	const {board, reporter, events} = reporterOver();
	reporter.scanned(scan(1), 0.2, true);
	reporter.scanned(scan(0), 0.1, true);
	const before = board.state();
	t.deepEqual(before.log.map(({message}) => message), ['1 files, 1 read, in 0.20 s', '1 files, 0 read, in 0.10 s']);
	reporter.scanned(scan(0), 0.3, true);
	t.is(board.state(), before);
	t.is(events.length, 3);
});

test('a state in which both sides are equal is said once, and once more under other ignore rules', t => {
	const {reporter, events} = reporterOver();
	reporter.inSync(3, 0, false);
	reporter.inSync(3, 0, false);
	t.is(events.length, 1);
	reporter.ignoreChanged({hidden: {count: 1, bytes: 5, paths: ['a.log']}, shown: {count: 0, bytes: 0, paths: []}, sources: ['.fsyncignore']});
	reporter.inSync(3, 0, false);
	t.deepEqual(events.map(({type}) => type), ['in-sync', 'ignore-changed', 'in-sync']);
});
