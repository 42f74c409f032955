import {shownId} from '../engine/protocol/identity.js';
import {Serial} from '../engine/serial.js';
import {Board} from '../engine/session/board.js';
import {zeroRate} from '../engine/session/empty-state.js';
import {Meter} from '../engine/session/meter.js';
import type {InviteRequest, ServerState} from '../engine/session/state.js';
import {AccessControl} from './access.js';
import {advertisedHost} from './advertised-host.js';
import {Invites} from './invites.js';
import {listen, type Listener} from './listener.js';
import type {Server, ServerOptions} from './options.js';
import {UsageGauge} from './usage-gauge.js';
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
	readonly #usage: UsageGauge | undefined;
	readonly #refreshing = new Serial();
	#listener: Listener | undefined;
	/** What is listened on has been told. */
	#isAnnounced = false;
	readonly #invites: Invites;
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
		this.#roster = new Roster(this.#board, (share, generation) => this.#shares.get(share)?.changesSince(generation));
		this.#access = new AccessControl({store: access, clock});
		this.#invites = this.#makeInvites();
		this.#usage = options.counters && new UsageGauge(clock, options.counters);
		this.#visits = new Visits({
			options, board: this.#board, roster: this.#roster, shareOf: name => this.#shares.get(name), noteSeen: async (device, sighting) => access.noteSeen(device, sighting),
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
			type: 'listening', host: advertisedHost(this.host), port: this.port, device: identity.id, ...(invite && {invite: invite.line}),
		});
		this.#board.log({level: 'info', topic: 'server', message: `listening on ${this.host}:${this.port}`});
		this.#tick();
	}

	async invite(request?: InviteRequest): Promise<string> {
		return this.#invites.make(request);
	}

	async withdrawInvite(): Promise<void> {
		await this.#invites.withdraw();
	}

	async revoke(device: string): Promise<boolean> {
		const name = this.#board.state().clients.find(client => client.device === device)?.name ?? shownId(device);
		const wasThere = await this.#access.revoke(device);
		if (wasThere) {
			this.#board.log({level: 'warn', topic: 'door', message: `${name} was revoked`});
		}

		await this.#refreshDevices();
		return wasThere;
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
			served.watchStorage();
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

	/** A list that cannot be read now (too many open files, say) is read again when something changes. */
	async #refreshDevices(): Promise<void> {
		try {
			await this.#refreshing.run(async () => {
				const devices = await this.#options.access.devices();
				this.#roster.know(devices);
				await this.#invites.refresh(devices.length > 0);
			});
		} catch (error) {
			this.#board.log({level: 'warn', topic: 'store', message: error instanceof Error ? error.message : String(error)});
		}
	}

	#makeInvites(): Invites {
		const {access, clock, identity, onEvent} = this.#options;
		return new Invites({
			access: this.#access,
			store: access,
			clock,
			address: () => ({host: advertisedHost(this.host), port: this.port, server: identity.id}),
			shares: () => [...this.#shares.values()].map(({share}) => share),
			onChange: (invite, isStanding) => {
				if (!invite) {
					this.#board.clear('invite');
					return;
				}

				this.#board.patch({invite});
				if (isStanding && this.#isAnnounced) {
					onEvent({type: 'invite', invite: invite.line});
				}
			},
		});
	}

	#showShares(): void {
		this.#board.patch({shares: [...this.#shares.values()].map(served => served.state())});
	}

	#tick(): void {
		this.#cancelTick = this.#options.clock.after(secondMilliseconds, () => {
			const {receivedBytes, sentBytes} = this.#roster.measure();
			this.#in.add(receivedBytes);
			this.#out.add(sentBytes);
			const hasIn = this.#in.tick();
			const hasOut = this.#out.tick();
			if (hasIn || hasOut) {
				this.#board.patch({in: this.#in.rate(), out: this.#out.rate(), ...(this.#usage && {usage: this.#usage.measure()})});
			}

			if (this.#invites.isExpired()) {
				void this.#refreshDevices();
			}

			this.#tick();
		});
	}
}
