import {createServer as createTcpServer, type AddressInfo, type Socket} from 'node:net';
import {createSecureContext, TLSSocket} from 'node:tls';
import type {Clock} from '../engine/clock.js';
import {FsyncError} from '../engine/fault.js';
import {encodeBytes} from '../engine/protocol/codec.js';
import type {Connection} from '../engine/protocol/connection.js';
import type {ConnectionTiming} from '../engine/protocol/heartbeat.js';
import type {Identity} from '../engine/protocol/identity.js';
import {limits} from '../engine/protocol/limits.js';
import type {Hello} from '../engine/protocol/messages.js';
import {notPaired, toRefusal} from '../engine/protocol/refusals.js';
import {openChannel, peerId, tlsOptions} from '../engine/protocol/tls-connection.js';
import type {Access, DeviceRecord} from '../store/access-store.js';
import type {AccessControl} from './access.js';
import {Gate, type GateLimits, type Place} from './gate.js';

/** A device that has proved who it is and may open the share it asked for. The welcome is the receiver's business. */
export type Visit = {readonly connection: Connection; readonly hello: Hello; readonly device: DeviceRecord; readonly access: Access};

/** Patience with strangers, in milliseconds. */
export type Patience = {readonly handshakeMilliseconds: number; readonly helloMilliseconds: number; readonly farewellMilliseconds: number};

export const defaultPatience: Patience = {handshakeMilliseconds: 5000, helloMilliseconds: 10_000, farewellMilliseconds: 1000};

export type ListenerOptions = {
	readonly host: string;
	/** 0: any free port. */
	readonly port: number;
	readonly identity: Identity;
	readonly access: AccessControl;
	readonly clock: Clock;
	readonly gate?: Partial<GateLimits>;
	readonly patience?: Partial<Patience>;
	readonly timing?: Partial<ConnectionTiming>;
	readonly onVisit: (visit: Visit) => void;
	/** Somebody was sent away; called at most once a second, with how many there were since the last call. */
	readonly onTurnedAway?: (event: {readonly address: string; readonly reason: string; readonly count: number}) => void;
};

export type Listener = {
	readonly host: string;
	readonly port: number;
	/** Takes nobody in any more and ends what is open. */
	close(): Promise<void>;
};

/** Opens the door. Throws `FsyncError` (usage) when the address cannot be listened on. */
export async function listen(options: ListenerOptions): Promise<Listener> {
	const door = new Door(options);
	await door.open();
	return door;
}

/** One socket on its way in, its place, and what has to be cancelled when it ends. Only the TLS socket may be destroyed (see socketTransport). */
type Arrival = {readonly raw: Socket; readonly socket: TLSSocket; readonly address: string; readonly place: Place; isSecure: boolean; cancelDeadline: () => void};

class Door implements Listener {
	readonly #options: ListenerOptions;
	readonly #patience: Patience;
	readonly #gate: Gate;
	readonly #tcp = createTcpServer();
	readonly #secureContext;
	readonly #arrivals = new Set<Arrival>();
	readonly #connections = new Set<Connection>();
	#bound: Pick<AddressInfo, 'address' | 'port'> = {address: '', port: 0};
	#turnedAway = 0;
	#lastReport = -Infinity;

	constructor(options: ListenerOptions) {
		this.#options = options;
		this.#patience = {...defaultPatience, ...options.patience};
		this.#gate = new Gate(options.clock, options.gate);
		this.#secureContext = createSecureContext(tlsOptions(options.identity));
		this.#tcp.on('connection', raw => {
			this.#arrived(raw);
		});
	}

	get host(): string {
		return this.#bound.address;
	}

	get port(): number {
		return this.#bound.port;
	}

	async open(): Promise<void> {
		const {host, port} = this.#options;
		const {promise, resolve, reject} = Promise.withResolvers<void>();
		this.#tcp.once('error', reject);
		this.#tcp.listen({host, port}, resolve);
		try {
			await promise;
		} catch (error) {
			throw new FsyncError('usage', `Cannot listen on ${host}, port ${port} (${(error as NodeJS.ErrnoException).code ?? String(error)}): choose another address with --listen.`, {cause: error});
		}

		this.#bound = this.#tcp.address() as AddressInfo;
		this.#tcp.off('error', reject);
		// An accept that fails (no file descriptors left, say) concerns that visitor only.
		this.#tcp.on('error', () => undefined);
	}

	async close(): Promise<void> {
		const {promise, resolve} = Promise.withResolvers<void>();
		this.#tcp.close(() => {
			resolve();
		});
		for (const connection of this.#connections) {
			connection.close();
		}

		await Promise.all([...this.#connections].map(async connection => connection.closed));
		for (const {socket} of this.#arrivals) {
			socket.destroy();
		}

		return promise;
	}

	#arrived(raw: Socket): void {
		const address = raw.remoteAddress ?? '';
		raw.on('error', () => undefined);
		const place = this.#gate.enter(address);
		if (place) {
			this.#secure(raw, place);
		} else {
			this.#turnAway(address, 'too many connections');
			raw.destroy();
		}
	}

	/** Starts the handshake. Whatever fails in it destroys the socket, and so does dawdling (fact M1). */
	#secure(raw: Socket, place: Place): void {
		const socket = new TLSSocket(raw, {
			...tlsOptions(this.#options.identity), secureContext: this.#secureContext, isServer: true, requestCert: true,
		});
		const arrival: Arrival = {
			raw, socket, place, address: addressOf(raw), isSecure: false, cancelDeadline: this.#deadline(socket, this.#patience.handshakeMilliseconds),
		};
		this.#arrivals.add(arrival);
		place.onEvicted(() => {
			socket.destroy();
		});
		socket.on('error', (error: Error) => {
			// After the handshake errors are the connection's business.
			if (!arrival.isSecure) {
				this.#turnAway(arrival.address, error.message);
			}
		});
		socket.once('secure', () => {
			arrival.isSecure = true;
			void this.#meet(arrival);
		});
		socket.once('close', () => {
			this.#left(arrival);
		});
	}

	#left(arrival: Arrival): void {
		this.#arrivals.delete(arrival);
		arrival.cancelDeadline();
		arrival.place.release();
	}

	/** Only who has a certificate and a right, or may be about to earn one, is listened to at all. */
	async #meet(arrival: Arrival): Promise<void> {
		const {socket} = arrival;
		const id = peerId(socket);
		if (id === undefined) {
			this.#turnAway(arrival.address, 'no certificate, or another protocol');
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
		this.#turnAway(arrival.address, 'not paired');
		arrival.place.failed();
		arrival.cancelDeadline();
		arrival.cancelDeadline = this.#deadline(arrival.socket, this.#patience.farewellMilliseconds);
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
		arrival.cancelDeadline = clock.after(this.#patience.helloMilliseconds, () => {
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
		const reason = error instanceof FsyncError ? error : new FsyncError('internal', 'Admitting a device failed.', {cause: error});
		if (reason.code === 'not-paired' || reason.code === 'protocol') {
			arrival.place.failed();
		}

		this.#turnAway(arrival.address, reason.message);
		connection.close(reason);
	}

	#deadline(socket: TLSSocket, milliseconds: number): () => void {
		return this.#options.clock.after(milliseconds, () => {
			socket.destroy(new Error('took too long'));
		});
	}

	/** No stranger can make more than one report a second. */
	#turnAway(address: string, reason: string): void {
		this.#turnedAway++;
		const now = this.#options.clock.monotonicMilliseconds();
		if (!(now - this.#lastReport >= 1000)) {
			return;
		}

		this.#lastReport = now;
		this.#options.onTurnedAway?.({address, reason, count: this.#turnedAway});
		this.#turnedAway = 0;
	}
}

function addressOf({remoteAddress = '', remotePort = 0}: Socket): string {
	return remoteAddress.includes(':') ? `[${remoteAddress}]:${remotePort}` : `${remoteAddress}:${remotePort}`;
}
