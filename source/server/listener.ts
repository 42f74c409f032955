import {createServer as createTcpServer, type AddressInfo, type Socket} from 'node:net';
import {createSecureContext, TLSSocket} from 'node:tls';
import type {Clock} from '../engine/clock.js';
import {FsyncError} from '../engine/fault.js';
import type {ConnectionTiming} from '../engine/protocol/heartbeat.js';
import type {Identity} from '../engine/protocol/identity.js';
import {tlsOptions} from '../engine/protocol/tls-connection.js';
import type {AccessControl} from './access.js';
import {Gate, type GateLimits, type Place} from './gate.js';
import {
	deadline,
	defaultPatience,
	Reception,
	type Arrival,
	type Patience,
	type Visit,
} from './reception.js';
import {TurnedAwayReport, type TurnedAway} from './turned-away.js';

export {type Visit} from './reception.js';

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
	/** Called at most once a second. */
	readonly onTurnedAway?: (event: TurnedAway) => void;
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

class Door implements Listener {
	readonly #options: ListenerOptions;
	readonly #patience: Patience;
	readonly #gate: Gate;
	readonly #tcp = createTcpServer();
	readonly #secureContext;
	readonly #arrivals = new Set<Arrival>();
	readonly #reception: Reception;
	readonly #report: TurnedAwayReport;
	#bound: Pick<AddressInfo, 'address' | 'port'> = {address: '', port: 0};

	constructor(options: ListenerOptions) {
		this.#options = options;
		this.#patience = {...defaultPatience, ...options.patience};
		this.#gate = new Gate(options.clock, options.gate);
		this.#report = new TurnedAwayReport(options.clock, options.onTurnedAway);
		this.#reception = new Reception({...options, patience: this.#patience, report: this.#report});
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
		await this.#reception.close();
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
			this.#report.add(address, 'too many connections');
			raw.destroy();
		}
	}

	/** Starts the handshake. Whatever fails in it destroys the socket, and so does dawdling (fact M1). */
	#secure(raw: Socket, place: Place): void {
		const socket = new TLSSocket(raw, {
			...tlsOptions(this.#options.identity), secureContext: this.#secureContext, isServer: true, requestCert: true,
		});
		const arrival: Arrival = {
			raw, socket, place, address: addressOf(raw), isSecure: false, cancelDeadline: deadline(this.#options.clock, socket, this.#patience.handshakeMilliseconds),
		};
		this.#arrivals.add(arrival);
		place.onEvicted(() => {
			socket.destroy();
		});
		socket.on('error', (error: Error) => {
			// After the handshake errors are the connection's business.
			if (!arrival.isSecure) {
				this.#report.add(arrival.address, error.message);
			}
		});
		socket.once('secure', () => {
			arrival.isSecure = true;
			void this.#reception.meet(arrival);
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
}

function addressOf({remoteAddress = '', remotePort = 0}: Socket): string {
	return remoteAddress.includes(':') ? `[${remoteAddress}]:${remotePort}` : `${remoteAddress}:${remotePort}`;
}
