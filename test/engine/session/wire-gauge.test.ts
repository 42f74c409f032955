import test from 'ava';
import {Board} from '../../../source/engine/session/board.js';
import {emptySessionState} from '../../../source/engine/session/empty-state.js';
import {Reporter} from '../../../source/engine/session/reporter.js';
import {WireGauge} from '../../../source/engine/session/wire-gauge.js';
import type {Connection} from '../../../source/engine/protocol/connection.js';
import {ManualClock} from '../transfer/manual-clock.js';
import {file, folder} from './trees.js';

function gaugeOver() {
	const clock = new ManualClock();
	const board = new Board(emptySessionState({
		id: 'a', folder: '/a', remote: 'b', createdMilliseconds: 0,
	}, 'two-way', clock), clock);
	const reporter = new Reporter({
		clock, board, onEvent() {
			// Nobody listens.
		},
	});
	const wire = {
		sentBytes: 0, receivedBytes: 0, latency: 30, skew: 5,
	};
	const connection = {
		wire: () => ({...wire}), latencyMilliseconds: () => wire.latency, skewMilliseconds: () => wire.skew,
	} as unknown as Connection;
	const gauge = new WireGauge({clock, board, reporter});
	board.patch({
		peer: {
			name: 'b', address: 'b:1', device: 'B', protocol: 1, generation: 1, latencyHistory: [],
		},
	});
	gauge.attach(connection);
	gauge.start();
	return {
		clock, board, gauge, wire, reporter,
		second(sentBytes: number, receivedBytes = 0) {
			wire.sentBytes += sentBytes;
			wire.receivedBytes += receivedBytes;
			clock.advance(1000);
			return board.state();
		},
	};
}

test('rates and totals follow what is carried', t => {
	const {second} = gaugeOver();
	const state = second(30_000, 6000);
	t.like(state, {up: {now: 30_000, peak: 30_000}, down: {now: 6000}, totals: {wireSentBytes: 30_000, wireReceivedBytes: 6000}});
	t.like(second(0), {up: {now: 15_000, peak: 30_000}});
});

test('a connection that only says that it is there changes nothing on a screen', t => {
	const {second, board} = gaugeOver();
	second(30_000);
	for (let count = 0; count < 61; count++) {
		second(0);
	}

	const still = board.state();
	// An hour of it: what was silent never adds up to a second that was not.
	for (let count = 0; count < 3600; count++) {
		second(count % 15 === 0 ? 120 : 0, count % 15 === 0 ? 130 : 0);
	}

	t.is(board.state(), still);
});

test('what was silent is in the totals as soon as they are asked for', t => {
	const {second, gauge, board} = gaugeOver();
	second(100, 50);
	t.is(board.state().totals.wireSentBytes, 0);
	gauge.stop();
	t.like(board.state().totals, {wireSentBytes: 100, wireReceivedBytes: 50});
});

test('round trips that differ noticeably and go on doing so are kept, sixty of them', t => {
	const {second, wire} = gaugeOver();
	t.deepEqual(second(0).peer?.latencyHistory, [30]);
	wire.latency = 60;
	t.deepEqual(second(0).peer?.latencyHistory, [30]);
	wire.latency = 61;
	t.like(second(0).peer, {latencyMilliseconds: 61, skewMilliseconds: 5, latencyHistory: [30, 61]});
	for (let count = 0; count < 140; count++) {
		wire.latency += Math.floor(count / 2) % 2 === 0 ? 50 : -49;
		second(0);
	}

	t.is(second(0).peer?.latencyHistory.length, 60);
});

test('what a small change has done is counted as soon as its pass is over, however little traffic it was', t => {
	const {board, reporter, second} = gaugeOver();
	second(5000);
	reporter.result('local', {
		kind: 'put', path: 'a', node: file('a'), expected: undefined,
	}, {status: 'applied', node: file('a')});
	second(300);
	t.is(board.state().totals.created, 0);
	reporter.passed(folder({a: file('a')}));
	t.is(board.state().totals.created, 1);
	t.is(board.state().tree.files, 1);
});
