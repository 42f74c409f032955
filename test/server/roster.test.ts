import test from 'ava';
import {Board} from '../../source/engine/session/board.js';
import type {ServerState} from '../../source/engine/session/state.js';
import type {Connection} from '../../source/engine/protocol/connection.js';
import {Roster} from '../../source/server/roster.js';
import {ManualClock} from '../engine/transfer/manual-clock.js';

function rosterWithGuest() {
	const board = new Board({clients: [], log: [], transfers: []} as unknown as ServerState, new ManualClock());
	const roster = new Roster(board);
	const wire = {sentBytes: 0, receivedBytes: 0, latency: 30};
	roster.arrive(Symbol('guest'), {wire: () => ({...wire}), latencyMilliseconds: () => wire.latency} as unknown as Connection, {
		device: 'd', name: 'laptop', address: 'a:1', share: 'site', access: 'read-write', activity: 'idle',
	});
	return {
		board,
		second(sentBytes: number, receivedBytes: number, latency = wire.latency) {
			wire.sentBytes += sentBytes;
			wire.receivedBytes += receivedBytes;
			wire.latency = latency;
			return roster.measure();
		},
	};
}

test('rates and bytes of a client follow what its connection carries', t => {
	const {board, second} = rosterWithGuest();
	t.deepEqual(second(30_000, 6000), {sentBytes: 30_000, receivedBytes: 6000});
	t.like(board.state().clients[0], {
		outRate: 30_000, inRate: 6000, sentBytes: 30_000, receivedBytes: 6000,
	});
});

test('a client that only says that it is there changes nothing on a screen', t => {
	const {board, second} = rosterWithGuest();
	second(0, 0);
	const still = board.state();
	for (let count = 0; count < 200; count++) {
		// Each measurement differs, as they do, and now and then one comes late.
		t.deepEqual(second(240, 250, count % 10 === 0 ? 90 : 30 + ((count % 3) / 10)), {sentBytes: 0, receivedBytes: 0});
	}

	t.is(board.state(), still);
});
