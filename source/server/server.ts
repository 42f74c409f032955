import {formatInvite} from '../engine/protocol/pairing.js';
import {Board} from '../engine/session/board.js';
import {zeroRate} from '../engine/session/empty-state.js';
import {Meter} from '../engine/session/meter.js';
import type {ServerState} from '../engine/session/state.js';
import type {Access, InviteRecord} from '../store/access-store.js';
import {AccessControl} from './access.js';
import {advertisedHost} from './advertised-host.js';
import {listen, type Listener} from './listener.js';
import type {Server, ServerOptions} from './options.js';
import {Visits} from './visits.js';
import {Roster} from './roster.js';
import {ServedShare} from './served-share.js';

const secondMilliseconds = 1000;

/** Opens the shares, then the door. Throws `FsyncError` when a share's folder or the address cannot be had. */
export async function startServer(options: ServerOptions): Promise<Server> {
	const server = new RunningServer(options);
	try {
		await server.open();
		return server;
	} catch (error) {
		await server.close();
		throw error;
	}
}

class RunningServer implements Server {
	readonly #options: ServerOptions;
	readonly #board: Board<ServerState>;
	readonly #roster: Roster;
	readonly #access: AccessControl;
	readonly #shares = new Map<string, ServedShare>();
	readonly #visits: Visits;
	readonly #in = new Meter();
	readonly #out = new Meter();
	#listener: Listener | undefined;
	/** What is listened on has been told. */
	#isAnnounced = false;
	/** The invite that stands open because nobody is paired yet. */
	#openInvite: InviteRecord | undefined;
	#counted = {receivedBytes: 0, sentBytes: 0};
	#stopWatching: (() => void) | undefined;
	#cancelTick: (() => void) | undefined;

	constructor(options: ServerOptions) {
		const {clock, identity, deviceName, host, port, access} = options;
		this.#options = options;
		this.#board = new Board<ServerState>({
			host,
			port,
			device: identity.id,
			name: deviceName,
			clients: [],
			shares: [],
			transfers: [],
			log: [],
			in: zeroRate,
			out: zeroRate,
			startedMilliseconds: clock.monotonicMilliseconds(),
		}, clock);
		this.#roster = new Roster(this.#board);
		this.#access = new AccessControl({store: access, clock});
		this.#visits = new Visits({
			options, board: this.#board, roster: this.#roster, shareOf: name => this.#shares.get(name), noteSeen: async device => access.noteSeen(device, clock.wallMilliseconds()),
		});
	}

	get host(): string {
		return this.#listener?.host ?? this.#options.host;
	}

	get port(): number {
		return this.#listener?.port ?? this.#options.port;
	}

	state(): ServerState {
		return this.#board.state();
	}

	subscribe(listener: () => void): () => void {
		return this.#board.subscribe(listener);
	}

	async open(): Promise<void> {
		const {access, onEvent, identity} = this.#options;
		await this.#openShares();
		await this.#openDoor();
		this.#stopWatching = access.watch(() => {
			void this.#refreshDevices();
		});
		await this.#refreshDevices();
		const {invite} = this.#board.state();
		this.#isAnnounced = true;
		onEvent({
			type: 'listening', host: advertisedHost(this.host), port: this.port, device: identity.id, ...(invite !== undefined && {invite}),
		});
		this.#board.log({level: 'info', topic: 'server', message: `listening on ${this.host}:${this.port}`});
		this.#tick();
	}

	async invite(share: string, access: Access): Promise<string> {
		return this.#line(await this.#access.createInvite(share, access));
	}

	async close(): Promise<void> {
		this.#cancelTick?.();
		this.#stopWatching?.();
		await this.#listener?.close();
		await this.#visits.idle();
		this.#access.close();
		await Promise.all([...this.#shares.values()].map(async served => served.close()));
	}

	async #openShares(): Promise<void> {
		const {shares, identity, clock, onEvent, chunking, retention, quietMilliseconds, ceilingMilliseconds} = this.#options;
		for (const share of shares) {
			const served = await ServedShare.open({
				share,
				device: identity.id,
				clock,
				chunking,
				...(retention && {retention}),
				quietMilliseconds,
				ceilingMilliseconds,
				onChange: () => {
					this.#showShares();
				},
				onTrouble: message => {
					this.#board.log({level: 'error', topic: share.name, message});
				},
				onHalt: message => {
					onEvent({
						type: 'halted', code: 'root', message: `Share ${share.name}: ${message}`, paths: [],
					});
					this.#board.log({level: 'error', topic: share.name, message});
				},
			});
			this.#shares.set(share.name, served);
		}

		this.#showShares();
	}

	async #openDoor(): Promise<void> {
		const {host, port, identity, clock} = this.#options;
		this.#listener = await listen({
			host,
			port,
			identity,
			access: this.#access,
			clock,
			onVisit: visit => {
				this.#visits.receive(visit);
			},
			onTurnedAway: ({address, reason, count}) => {
				this.#board.log({level: 'warn', topic: 'door', message: `turned ${count === 1 ? 'somebody' : `${count} connections`} away at ${address}: ${reason}`});
			},
		});
		this.#board.patch({host: this.host, port: this.port});
	}

	/** While nobody is paired an invite stands open, so that the first machine can come in without another command. */
	async #refreshDevices(): Promise<void> {
		const {access} = this.#options;
		const devices = await access.devices();
		this.#roster.know(devices);
		if (devices.length > 0) {
			await this.#withdrawInvite();
		} else if (!await this.#isInviteOpen()) {
			const [share] = this.#shares.keys();
			if (share !== undefined) {
				this.#openInvite = await this.#access.createInvite(share, this.#shares.get(share)!.share.isReadOnly ? 'read-only' : 'read-write');
				const invite = this.#line(this.#openInvite);
				this.#board.patch({invite});
				if (this.#isAnnounced) {
					this.#options.onEvent({type: 'invite', invite});
				}
			}
		}
	}

	async #withdrawInvite(): Promise<void> {
		const invite = this.#openInvite;
		this.#openInvite = undefined;
		this.#board.clear('invite');
		if (invite) {
			await this.#options.access.takeInvite(invite.id);
		}
	}

	async #isInviteOpen(): Promise<boolean> {
		const {access, clock} = this.#options;
		const invite = this.#openInvite && await access.invite(this.#openInvite.id);
		return invite !== undefined && clock.wallMilliseconds() < invite.expiresMilliseconds;
	}

	#line({share, id, secret}: InviteRecord): string {
		return formatInvite({
			host: advertisedHost(this.host), port: this.port, share, server: this.#options.identity.id, id, secret,
		});
	}

	#showShares(): void {
		this.#board.patch({shares: [...this.#shares.values()].map(served => served.state())});
	}

	#tick(): void {
		this.#cancelTick = this.#options.clock.after(secondMilliseconds, () => {
			const now = this.#roster.measure();
			// Connections that are gone take their counts along; a smaller sum is a new beginning.
			this.#in.add(Math.max(0, now.receivedBytes - this.#counted.receivedBytes));
			this.#out.add(Math.max(0, now.sentBytes - this.#counted.sentBytes));
			this.#counted = now;
			const hasIn = this.#in.tick();
			const hasOut = this.#out.tick();
			if (hasIn || hasOut) {
				this.#board.patch({in: this.#in.rate(), out: this.#out.rate()});
			}

			this.#renewInvite();
			this.#tick();
		});
	}

	#renewInvite(): void {
		if (this.#openInvite && this.#options.clock.wallMilliseconds() >= this.#openInvite.expiresMilliseconds) {
			void this.#refreshDevices();
		}
	}
}

