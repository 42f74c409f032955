import type {Socket} from 'node:net';
import type {TLSSocket} from 'node:tls';
import type {Clock} from '../engine/clock.js';
import {FsyncError} from '../engine/fault.js';
import {encodeBytes} from '../engine/protocol/codec.js';
import type {Connection} from '../engine/protocol/connection.js';
import type {ConnectionTiming} from '../engine/protocol/heartbeat.js';
import type {Identity} from '../engine/protocol/identity.js';
import {limits} from '../engine/protocol/limits.js';
import type {Hello} from '../engine/protocol/messages.js';
import {notPaired, toFault, toRefusal} from '../engine/protocol/refusals.js';
import {openChannel, peerId} from '../engine/protocol/tls-connection.js';
import type {Access, DeviceRecord} from '../store/access-store.js';
import type {AccessControl} from './access.js';
import type {Place} from './gate.js';
import type {TurnedAwayReport} from './turned-away.js';

/** A device that has proved who it is and may open the share it asked for. The welcome is the receiver's business. */
export type Visit = {readonly connection: Connection; readonly hello: Hello; readonly device: DeviceRecord; readonly access: Access};

/** Patience with strangers, in milliseconds. */
export type Patience = {readonly handshakeMilliseconds: number; readonly helloMilliseconds: number; readonly farewellMilliseconds: number};

export const defaultPatience: Patience = {handshakeMilliseconds: 5000, helloMilliseconds: 10_000, farewellMilliseconds: 1000};

/** One socket on its way in, its place, and what has to be cancelled when it ends. Only the TLS socket may be destroyed (see socketTransport). */
export type Arrival = {
	readonly raw: Socket;
	readonly socket: TLSSocket;
	readonly address: string;
	readonly place: Place;
	isSecure: boolean;
	cancelDeadline: () => void;
};

export type ReceptionOptions = {
	readonly identity: Identity;
	readonly access: AccessControl;
	readonly clock: Clock;
	readonly patience: Patience;
	readonly timing?: Partial<ConnectionTiming>;
	readonly report: TurnedAwayReport;
	readonly onVisit: (visit: Visit) => void;
};

/** Meets whoever has come through the TLS handshake, hears the hello of those who are expected, and sends the others away. */
export class Reception {
	readonly #options: ReceptionOptions;
	readonly #connections = new Set<Connection>();

	constructor(options: ReceptionOptions) {
		this.#options = options;
	}

	/** Ends every connection in order. */
	async close(): Promise<void> {
		const connections = [...this.#connections];
		for (const connection of connections) {
			connection.close();
		}

		await Promise.all(connections.map(async connection => connection.closed));
	}

	/** Only who has a certificate and a right, or may be about to earn one, is listened to at all. */
	async meet(arrival: Arrival): Promise<void> {
		const {socket} = arrival;
		const id = peerId(socket);
		if (id === undefined) {
			this.#options.report.add(arrival.address, 'no certificate, or another protocol');
			socket.destroy();
			return;
		}

		const isExpected = await this.#isExpected(id);
		if (socket.destroyed) {
			return;
		}

		if (isExpected) {
			await this.#hear(arrival, id);
		} else {
			this.#refuseUnheard(arrival);
		}
	}

	async #isExpected(id: string): Promise<boolean> {
		try {
			return await this.#options.access.isExpected(id);
		} catch {
			return false;
		}
	}

	/** The answer to a stranger is the same as to a revoked device, and nothing of theirs is read for it. */
	#refuseUnheard(arrival: Arrival): void {
		this.#options.report.add(arrival.address, 'not paired');
		arrival.place.failed();
		arrival.cancelDeadline();
		arrival.cancelDeadline = deadline(this.#options.clock, arrival.socket, this.#options.patience.farewellMilliseconds);
		const answer = encodeBytes(toRefusal(notPaired));
		arrival.socket.end(Buffer.concat(answer));
	}

	async #hear(arrival: Arrival, id: string): Promise<void> {
		const {identity, clock, timing, access} = this.#options;
		const {connection, binding} = openChannel({
			...arrival, identity, peer: id, isServer: true, clock, firstFrameBytes: limits.helloBytes, ...timing && {timing},
		});
		this.#connections.add(connection);
		void connection.closed.then(() => this.#connections.delete(connection));
		arrival.cancelDeadline();
		arrival.cancelDeadline = clock.after(this.#options.patience.helloMilliseconds, () => {
			connection.close(new FsyncError('timeout', 'No hello came in time.'));
		});
		try {
			const hello = await connection.first();
			if (hello.type !== 'hello') {
				throw new FsyncError('protocol', `The first message was '${hello.type}', expected was 'hello'.`);
			}

			const admission = await access.admit({device: id, hello, binding});
			if (!admission.isAdmitted) {
				throw admission.reason;
			}

			arrival.cancelDeadline();
			arrival.place.identified();
			connection.accept();
			this.#receive({connection, hello, ...admission});
		} catch (error) {
			this.#dismiss(arrival, connection, error);
		}
	}

	#receive({connection, hello, device, access}: Visit): void {
		const leave = this.#options.access.track({
			device: device.id, share: hello.share, access, close(reason) {
				connection.close(reason);
			},
		});
		void connection.closed.then(leave);
		this.#options.onVisit({
			connection, hello, device, access,
		});
	}

	#dismiss(arrival: Arrival, connection: Connection, error: unknown): void {
		arrival.cancelDeadline();
		const reason = toFault(error);
		if (reason.code === 'not-paired' || reason.code === 'protocol') {
			arrival.place.failed();
		}

		this.#options.report.add(arrival.address, reason.message);
		connection.close(reason);
	}
}

/** Destroys a socket after a while, unless the returned function is called before. */
export function deadline(clock: Clock, socket: TLSSocket, milliseconds: number): () => void {
	return clock.after(milliseconds, () => {
		socket.destroy(new Error('took too long'));
	});
}
