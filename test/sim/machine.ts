import type {OpenReplicaOptions} from '../../source/engine/disk/open-replica.js';
import {assembleReplica} from '../../source/engine/disk/assemble-replica.js';
import {
	openDesk,
	runJob,
	runWalk,
	type DiskHost,
} from '../../source/engine/disk/disk-jobs.js';
import type {EntryBatch} from '../../source/engine/disk/entry-batch.js';
import type {FileSystem} from '../../source/engine/disk/file-system.js';
import type {ProcessTable} from '../../source/engine/disk/lock.js';
import type {Replica} from '../../source/engine/disk/replica.js';
import {lookup} from '../../source/engine/core/tree.js';
import {Observer} from '../../source/engine/session/observer.js';
import type {OpenObserverOptions} from '../../source/engine/session/open-observer.js';
import type {StoreDisk} from '../../source/store/store-disk.js';
import {Disk, type DiskEvent, type DiskOptions} from './disk.js';
import {losePower} from './power-loss.js';
import type {Random} from './random.js';
import type {Scheduler} from './scheduler.js';
import {SimFiles} from './sim-files.js';
import {SimProcess} from './sim-process.js';
import {simStoreDisk} from './sim-store-disk.js';
import {SimWatcher, type WatchWeather} from './sim-watcher.js';

export type MachineOptions = {
	readonly name: string;
	readonly scheduler: Scheduler;
	readonly random: Random;
	readonly disk: Omit<DiskOptions, 'now'>;
	/** How planted bugs get between the engine and its ports; the ports themselves when absent. */
	readonly tamper: Tampering;
};

export type Tampering = {
	readonly files?: (files: FileSystem, disk: Disk) => FileSystem;
	readonly storeDisk?: (store: StoreDisk, disk: Disk) => StoreDisk;
};

/** The calendar at the beginning: 2024-05-06, a Monday. */
const start = Date.UTC(2024, 4, 6, 12);

/** Where the synced folder lies. */
export const root = '/home/work';
/** Where the program keeps its state. */
export const stateFolder = '/state';
/** Where nobody has any business. */
export const outside = '/home/outside';

/** A computer: a disk with the synced folder and the program's state, a calendar, and at most one process of the program at a time. */
export class Machine {
	readonly name: string;
	readonly disk: Disk;
	readonly weather: WatchWeather = {drop: 0, duplicate: 0, delayMilliseconds: 0};
	/** How far the calendar is off, in milliseconds. */
	skew = 0;
	process: SimProcess | undefined;
	watcher: SimWatcher | undefined;
	readonly #options: MachineOptions;
	readonly #listeners = new Set<(event: DiskEvent) => void>();
	#boots = 1;
	#processes = 0;

	constructor(options: MachineOptions) {
		this.#options = options;
		this.name = options.name;
		this.disk = new Disk({...options.disk, now: () => this.wall()});
		this.disk.durably(() => {
			for (const place of [root, stateFolder, outside]) {
				let folder = this.disk.top;
				for (const name of place.slice(1).split('/')) {
					folder = this.disk.entry(folder, name)?.inode ?? this.disk.make(folder, name, 'folder', {mode: 0o755});
				}
			}
		});
		this.disk.durably(() => {
			const sentinel = this.disk.make(this.disk.entry(this.disk.entry(this.disk.top, 'home')!.inode, 'outside')!.inode, 'sentinel', 'file', {mode: 0o644});
			this.disk.setBytes(sentinel, Buffer.from('sentinel'));
		});
		this.disk.onEvent = event => {
			for (const listener of this.#listeners) {
				listener(event);
			}
		};
	}

	wall(): number {
		return start + this.skew + this.#options.scheduler.now;
	}

	/** Starts the program. */
	begin(onDeath: () => void): SimProcess {
		const {scheduler, random} = this.#options;
		this.#processes++;
		this.process = new SimProcess({
			identity: {pid: 100 + this.#processes, boot: `boot-${this.#boots}`, start: String(this.#processes)},
			scheduler,
			random,
			wallMilliseconds: () => this.wall(),
			onDeath: () => {
				this.#listeners.clear();
				this.watcher = undefined;
				onDeath();
			},
		});
		return this.process;
	}

	kill(): void {
		this.process?.kill();
		this.process = undefined;
	}

	/** Everything that was not flushed is at stake, and the machine starts anew. */
	losePower(random: Random): void {
		this.kill();
		this.#boots++;
		losePower(this.disk, random);
	}

	storeDisk(process: SimProcess): StoreDisk {
		const plain = simStoreDisk(this.disk, process);
		return this.#options.tamper.storeDisk?.(plain, this.disk) ?? plain;
	}

	openReplica(process: SimProcess, place: string, options: OpenReplicaOptions): Replica {
		const {random, tamper} = this.#options;
		const plain = new SimFiles(this.disk, place, process);
		const files = tamper.files?.(plain, this.disk) ?? plain;
		return assembleReplica({
			...options, root: place, host: simHost(files, process, this.#table(process)), randomName: () => random.hex(32),
		});
	}

	openObserver(process: SimProcess, {root: place, ...options}: OpenObserverOptions): Observer {
		return new Observer({
			...options,
			files: new SimFiles(this.disk, place, process),
			watch: keepBack => {
				this.watcher = new SimWatcher({
					root: place,
					disk: this.disk,
					process,
					random: this.#options.random,
					weather: this.weather,
					rules: options.rules,
					knows: path => lookup(options.tree(), path) !== undefined,
					keepBack,
					listen: listener => {
						this.#listeners.add(listener);
						return () => {
							this.#listeners.delete(listener);
						};
					},
				});
				return this.watcher;
			},
		});
	}

	#table(process: SimProcess): ProcessTable {
		return {
			self: () => process.identity,
			isAlive: ({pid, boot}) => this.process?.isDead === false && this.process.identity.pid === pid && this.process.identity.boot === boot,
		};
	}
}

/** The worker: jobs in their order, each in one piece, some time after it was asked for. */
function simHost(files: FileSystem, process: SimProcess, table: ProcessTable): DiskHost {
	const desk = openDesk(files, table);
	let tail: Promise<unknown> = Promise.resolve();
	const inTurn = async <Result>(work: () => Result): Promise<Result> => {
		const result = tail.then(async () => process.turn()).then(work);
		tail = result.catch(() => undefined);
		return result;
	};

	return {
		run: async (name, input) => inTurn(() => runJob(desk, name, input)),
		async * walk(input) {
			const batches: EntryBatch[] = [];
			await inTurn(() => {
				runWalk(desk, input, batch => {
					batches.push(batch);
				});
			});
			yield * batches;
		},
		async close() {
			await tail;
		},
	};
}
