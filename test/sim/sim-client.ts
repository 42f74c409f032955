import type {Preference} from '../../source/engine/core/plan.js';
import type {Channel} from '../../source/engine/protocol/tls-connection.js';
import type {Session} from '../../source/engine/session/options.js';
import type {EngineEvent} from '../../source/engine/session/state.js';
import {createSession as createSessionRun} from '../../source/engine/session/session.js';
import {createSession, openSessionStore} from '../../source/store/session-store.js';
import {root, stateFolder, type Machine} from './machine.js';
import {serverDevice, shareName} from './sim-server.js';
import {locate} from './sim-store-disk.js';
import type {Random} from './random.js';
import type {SimProcess} from './sim-process.js';

export type SimClientOptions = {
	readonly machine: Machine;
	readonly device: {readonly id: string; readonly name: string};
	readonly prefer: Preference;
	readonly random: Random;
	/** Reaches the server, or throws as a network does. */
	readonly connect: (process: SimProcess) => Promise<Channel>;
	readonly onEvent: (event: EngineEvent) => void;
	/** The program has come to an end by itself: why, if it was a fault. */
	readonly onEnd: (reason: unknown) => void;
};

/** Each content is worth being sent before there is a plan: what users write here is small. */
const earlyLimits = {
	worthwhile: 1, message: 1, small: 1000, large: 1_000_000, each: 1, underWay: 500,
};

export const home = {config: stateFolder, data: stateFolder};

/** A client's program: one session, from its store to its end. */
export class SimClient {
	readonly process: SimProcess;
	session: Session | undefined;
	readonly #options: SimClientOptions;
	readonly #ending = new AbortController();
	readonly #ended: Promise<void>;

	constructor(options: SimClientOptions, process: SimProcess) {
		this.#options = options;
		this.process = process;
		this.#ended = this.#run().then(() => {
			options.onEnd(undefined);
		}, (error: unknown) => {
			options.onEnd(error);
		});
	}

	/** An orderly end. */
	async stop(): Promise<void> {
		this.#ending.abort();
		await this.#ended;
	}

	/** The world is over. Node keeps a signal that was made of others for ever, with all that listens to it, until it is aborted. */
	forget(): void {
		this.#ending.abort();
	}

	async #run(): Promise<void> {
		const {machine, device, prefer, random, connect, onEvent} = this.#options;
		const {process} = this;
		const storeDisk = machine.storeDisk(process);
		const id = device.name;
		const hasStore = locate(machine.disk, `${stateFolder}/sessions/${id}/record`) !== undefined;
		const store = hasStore
			? await openSessionStore(home, id, storeDisk)
			: await createSession(home, {
				id, folder: root, remote: `server:1/${shareName}`, createdMilliseconds: process.clock.wallMilliseconds(),
			}, storeDisk);
		this.session = createSessionRun({
			store,
			identity: {id: device.id, key: '', certificate: ''},
			deviceName: device.name,
			remote: {
				host: 'server', port: 1, share: shareName, peer: serverDevice,
			},
			mode: 'two-way',
			prefer,
			run: 'watch',
			quietMilliseconds: 300,
			ceilingMilliseconds: 3000,
			ignorePatterns: [],
			useGitignore: false,
			acceptDeletions: true,
			chunking: 'fastcdc',
			clock: process.clock,
			onEvent,
		}, {
			openReplica: (place, options) => machine.openReplica(process, place, options),
			openObserver: options => machine.openObserver(process, options),
			connect: async () => connect(process),
			random: () => random.fraction(),
			earlyLimits,
		});
		await this.session.start(this.#ending.signal);
	}
}
