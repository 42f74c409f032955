import type {Board} from '../engine/session/board.js';
import {Meter} from '../engine/session/meter.js';
import {SteadyLatency} from '../engine/session/steady-latency.js';
import type {ClientState, ServerState} from '../engine/session/state.js';
import type {Connection} from '../engine/protocol/connection.js';
import type {DeviceRecord, Sighting} from '../store/access-store.js';
import {describeGrants} from './grants.js';

type Guest = {
	readonly connection: Connection;
	readonly in: Meter;
	readonly out: Meter;
	readonly latency: SteadyLatency;
	/** The connection's counters at the end of the last second; what is shown leaves silent seconds out. */
	wire: ReturnType<Connection['wire']>;
	state: ClientState;
};

/** What is known of a client when it comes; the rest is counted from here on. */
export type Arrival = Omit<ClientState, 'id' | 'isConnected' | 'receivedBytes' | 'sentBytes' | 'inRate' | 'outRate' | 'activeTransfers' | 'changesBehind'>;

/** How many changes a share has seen after a generation, where that is known. */
export type ChangesSince = (share: string, generation: number) => number | undefined;

/** Who is connected and who was: what the server's screen shows of its clients. */
export class Roster {
	readonly #board: Board<ServerState>;
	readonly #changesSince: ChangesSince;
	readonly #guests = new Map<symbol, Guest>();
	#absent: readonly DeviceRecord[] = [];
	#nextId = 1;

	constructor(board: Board<ServerState>, changesSince: ChangesSince = () => undefined) {
		this.#board = board;
		this.#changesSince = changesSince;
	}

	/** Paired devices, so that those that are away are shown too. */
	know(devices: readonly DeviceRecord[]): void {
		this.#absent = devices;
		this.#publish();
	}

	arrive(key: symbol, connection: Connection, arrival: Arrival): void {
		const state: ClientState = {
			...arrival, id: `${arrival.device} ${this.#nextId++}`, isConnected: true, receivedBytes: 0, sentBytes: 0, inRate: 0, outRate: 0, activeTransfers: 0,
		};
		this.#guests.set(key, {
			connection, in: new Meter(), out: new Meter(), latency: new SteadyLatency(), wire: {sentBytes: 0, receivedBytes: 0}, state,
		});
		this.#publish();
	}

	update(key: symbol, change: Partial<ClientState>): void {
		const guest = this.#guests.get(key);
		if (!guest) {
			return;
		}

		guest.state = {...guest.state, ...change};
		this.#publish();
	}

	/** `wallMilliseconds`: when its device was seen last. Returns what is to be remembered of it. */
	leave(key: symbol, wallMilliseconds: number): Sighting | undefined {
		const guest = this.#guests.get(key);
		if (!guest) {
			return undefined;
		}

		const {device, address, share, acknowledged} = guest.state;
		const sighting: Sighting = {
			milliseconds: wallMilliseconds, address, share, ...(acknowledged !== undefined && {generation: acknowledged}),
		};
		this.#guests.delete(key);
		this.#absent = this.#absent.map(record => record.id === device ? {...record, lastSeen: sighting} : record);
		this.#publish();
		return sighting;
	}

	/** Ends a second: reads every connection's counters. Bytes of that second, but for connections that only said that they are there. */
	measure(): {readonly receivedBytes: number; readonly sentBytes: number} {
		const total = {receivedBytes: 0, sentBytes: 0};
		let isChanged = false;
		for (const guest of this.#guests.values()) {
			const before = guest.state;
			guest.state = measured(guest);
			total.receivedBytes += guest.in.lastSecondBytes;
			total.sentBytes += guest.out.lastSecondBytes;
			isChanged ||= !isSame(before, guest.state);
		}

		// Who is behind falls behind without doing anything.
		if (isChanged || this.#board.state().clients.some(client => client.changesBehind !== this.#behind(client))) {
			this.#publish();
		}

		return total;
	}

	#behind({share, acknowledged}: Pick<ClientState, 'share' | 'acknowledged'>): number | undefined {
		return acknowledged === undefined ? undefined : this.#changesSince(share, acknowledged);
	}

	#publish(): void {
		const present = [...this.#guests.values()].map(guest => guest.state);
		const connected = new Set(present.map(client => client.device));
		const absent = this.#absent.filter(device => !connected.has(device.id)).map(device => absentClient(device));
		this.#board.patch({
			clients: [...present, ...absent].map(client => {
				const changesBehind = this.#behind(client);
				return changesBehind === undefined ? client : {...client, changesBehind};
			}),
		});
	}
}

function measured(guest: Guest): ClientState {
	const {connection, in: received, out: sent, latency, wire: before, state} = guest;
	const wire = connection.wire();
	guest.wire = wire;
	received.add(wire.receivedBytes - before.receivedBytes);
	sent.add(wire.sentBytes - before.sentBytes);
	received.tick();
	sent.tick();
	latency.take(connection.latencyMilliseconds());
	return {
		...state,
		...(received.lastSecondBytes + sent.lastSecondBytes > 0 && {receivedBytes: wire.receivedBytes, sentBytes: wire.sentBytes}),
		inRate: received.rate().now,
		outRate: sent.rate().now,
		...(latency.shown !== undefined && {latencyMilliseconds: latency.shown}),
	};
}

const counted = ['receivedBytes', 'sentBytes', 'inRate', 'outRate', 'latencyMilliseconds'] as const;
const isSame = (one: ClientState, other: ClientState): boolean => counted.every(key => one[key] === other[key]);

function absentClient({id, name, share, access, lastSeen}: DeviceRecord): ClientState {
	return {
		id,
		device: id,
		name,
		address: lastSeen?.address ?? '',
		share: lastSeen?.share ?? describeGrants({share}),
		isConnected: false,
		receivedBytes: 0,
		sentBytes: 0,
		inRate: 0,
		outRate: 0,
		activeTransfers: 0,
		access,
		activity: 'away',
		...(lastSeen && {lastSeenMilliseconds: lastSeen.milliseconds}),
		...(lastSeen?.generation !== undefined && {acknowledged: lastSeen.generation}),
	};
}
