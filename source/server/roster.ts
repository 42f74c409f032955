import type {Board} from '../engine/session/board.js';
import type {ClientState, ServerState} from '../engine/session/state.js';
import type {Connection} from '../engine/protocol/connection.js';
import type {DeviceRecord} from '../store/access-store.js';

type Guest = {readonly connection: Connection; state: ClientState};

/** Who is connected and who was: what the server's screen shows of its clients. */
export class Roster {
	readonly #board: Board<ServerState>;
	readonly #guests = new Map<symbol, Guest>();
	#absent: readonly DeviceRecord[] = [];

	constructor(board: Board<ServerState>) {
		this.#board = board;
	}

	/** Paired devices, so that those that are away are shown too. */
	know(devices: readonly DeviceRecord[]): void {
		this.#absent = devices;
		this.#publish();
	}

	arrive(key: symbol, connection: Connection, state: ClientState): void {
		this.#guests.set(key, {connection, state});
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

	/** `wallMilliseconds`: when its device was seen last. */
	leave(key: symbol, wallMilliseconds: number): void {
		const device = this.#guests.get(key)?.state.device;
		this.#guests.delete(key);
		this.#absent = this.#absent.map(record => record.id === device ? {...record, lastSeenMilliseconds: wallMilliseconds} : record);
		this.#publish();
	}

	/** Bytes over all sockets since the last call are the caller's to know; this reads the counters. */
	measure(): {receivedBytes: number; sentBytes: number} {
		const total = {receivedBytes: 0, sentBytes: 0};
		for (const guest of this.#guests.values()) {
			const {receivedBytes, sentBytes} = guest.connection.wire();
			const latencyMilliseconds = guest.connection.latencyMilliseconds();
			total.receivedBytes += receivedBytes;
			total.sentBytes += sentBytes;
			if (receivedBytes === guest.state.receivedBytes && sentBytes === guest.state.sentBytes) {
				continue;
			}

			guest.state = {
				...guest.state, receivedBytes, sentBytes, ...(latencyMilliseconds !== undefined && {latencyMilliseconds}),
			};
			this.#publish();
		}

		return total;
	}

	#publish(): void {
		const present = [...this.#guests.values()].map(guest => guest.state);
		const connected = new Set(present.map(client => client.device));
		const absent = this.#absent.filter(device => !connected.has(device.id)).map((device): ClientState => ({
			device: device.id,
			name: device.name,
			address: '',
			share: device.share,
			isConnected: false,
			receivedBytes: 0,
			sentBytes: 0,
			activity: 'away',
			...(device.lastSeenMilliseconds !== undefined && {lastSeenMilliseconds: device.lastSeenMilliseconds}),
		}));
		this.#board.patch({clients: [...present, ...absent]});
	}
}
