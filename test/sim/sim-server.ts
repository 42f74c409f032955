import {FsyncError} from '../../source/engine/fault.js';
import {PeerConnection} from '../../source/engine/protocol/peer-connection.js';
import {toFault} from '../../source/engine/protocol/refusals.js';
import type {Transport} from '../../source/engine/protocol/transport.js';
import {Board} from '../../source/engine/session/board.js';
import {zeroRate} from '../../source/engine/session/empty-state.js';
import type {EngineEvent, ServerState} from '../../source/engine/session/state.js';
import {Roster} from '../../source/server/roster.js';
import {ServedShare} from '../../source/server/served-share.js';
import {Visits} from '../../source/server/visits.js';
import {openShareStore} from '../../source/store/share-store.js';
import {root, stateFolder, type Machine} from './machine.js';
import type {SimProcess} from './sim-process.js';

export const serverDevice = '5'.repeat(64);
export const shareName = 'work';
export const timing = {pingMilliseconds: 15_000, deadMilliseconds: 45_000, stalledMilliseconds: 60_000};

export type SimServerOptions = {
	readonly machine: Machine;
	readonly onEvent: (event: EngineEvent) => void;
	/** The program has come to an end by itself. */
	readonly onEnd: (reason: unknown) => void;
};

/** The server's program, without its door: who comes in has been let in already, for TLS and pairing are not simulated. */
export class SimServer {
	readonly process: SimProcess;
	served: ServedShare | undefined;
	readonly #options: SimServerOptions;
	#visits: Visits | undefined;
	readonly #connections = new Set<PeerConnection>();

	constructor(options: SimServerOptions, process: SimProcess) {
		this.#options = options;
		this.process = process;
		this.#open().catch((error: unknown) => {
			options.onEnd(error);
		});
	}

	get isListening(): boolean {
		return this.#visits !== undefined;
	}

	/** Somebody has come through the handshake. */
	meet(transport: Transport, device: {readonly id: string; readonly name: string}): void {
		const connection = new PeerConnection({
			transport, peer: device.id, address: device.name, clock: this.process.clock, timing,
		});
		this.#connections.add(connection);
		void connection.closed.then(() => this.#connections.delete(connection));
		this.#hear(connection, device).catch((error: unknown) => {
			connection.close(toFault(error));
		});
	}

	/** An orderly end. */
	async stop(): Promise<void> {
		for (const connection of this.#connections) {
			connection.close();
		}

		await this.#visits?.idle();
		await this.served?.close();
	}

	async #hear(connection: PeerConnection, device: {readonly id: string; readonly name: string}): Promise<void> {
		const hello = await connection.first();
		if (hello.type !== 'hello') {
			throw new FsyncError('protocol', 'Expected a hello.');
		}

		connection.accept();
		this.#visits!.receive({
			connection, hello, access: 'read-write', device: {
				...device, share: shareName, access: 'read-write', addedMilliseconds: 0,
			},
		});
	}

	async #open(): Promise<void> {
		const {machine, onEvent} = this.#options;
		const {process} = this;
		const {clock} = process;
		const store = await openShareStore(`${stateFolder}/share`, machine.storeDisk(process));
		const served = await ServedShare.open({
			share: {
				name: shareName, root, isReadOnly: false, store,
			},
			device: serverDevice,
			clock,
			chunking: 'fastcdc',
			quietMilliseconds: 300,
			ceilingMilliseconds: 3000,
			onChange() {
				// Nobody looks.
			},
			onHalt() {
				// Nobody is told.
			},
			onTrouble() {
				// Nobody reads.
			},
			ground: {
				openReplica: (place, options) => machine.openReplica(process, place, options),
				openObserver: options => machine.openObserver(process, options),
			},
		});
		const board = new Board<ServerState>({
			host: 'sim', port: 1, device: serverDevice, name: machine.name, clients: [], shares: [], transfers: [], log: [], in: zeroRate, out: zeroRate,
			startedMilliseconds: clock.monotonicMilliseconds(),
		}, clock);
		this.served = served;
		this.#visits = new Visits({
			options: {
				clock, deviceName: machine.name, chunking: 'fastcdc', onEvent,
			},
			board,
			roster: new Roster(board),
			shareOf: name => name === shareName ? served : undefined,
			async noteSeen() {/* Nobody asks. */},
		});
	}
}
