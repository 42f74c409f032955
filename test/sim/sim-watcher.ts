import {basename} from 'node:path';
import {joinPath, type Path} from '../../source/engine/core/path.js';
import {BurstDetector} from '../../source/engine/disk/burst.js';
import {meaningOf, type RawEvent} from '../../source/engine/disk/raw-events.js';
import type {FolderIdentity} from '../../source/engine/disk/watched-folders.js';
import type {Watcher, WatchHandlers, WatcherOptions} from '../../source/engine/disk/watcher.js';
import type {Disk, DiskEvent} from './disk.js';
import type {Inode} from './inode.js';
import type {Random} from './random.js';
import type {SimProcess} from './sim-process.js';
import {locate} from './sim-store-disk.js';

/** What becomes of the events of a machine's disk on their way to whoever watches. */
export type WatchWeather = {
	/** This many events are lost without a word. */
	drop: number;
	/** This many are told twice. */
	duplicate: number;
	/** All take so much longer, in milliseconds. */
	delayMilliseconds: number;
};

export type SimWatcherOptions = Pick<WatcherOptions, 'rules' | 'knows' | 'keepBack'> & {
	readonly root: string;
	readonly disk: Disk;
	readonly process: SimProcess;
	readonly random: Random;
	readonly weather: WatchWeather;
	/** Attaches to the disk's events; returns what detaches. */
	readonly listen: (listener: (event: DiskEvent) => void) => () => void;
};

/**
A watcher as inotify would have it: it watches inodes under the names that they had when it was told to; a name that came later is not
heard of in a folder that is not watched; what is told comes late, in order. What an event means is found out by the engine's own rules.
*/
export class SimWatcher implements Watcher {
	readonly isIncomplete = false;
	readonly #options: SimWatcherOptions;
	readonly #folders = new Map<Path, Inode>();
	/** As they were when they were attached. */
	readonly #identities = new Map<Path, FolderIdentity>();
	readonly #paths = new Map<Inode, Path>();
	readonly #burst: BurstDetector;
	#handlers: WatchHandlers | undefined;
	#stop: (() => void) | undefined;
	#lastArrival = 0;

	constructor(options: SimWatcherOptions) {
		this.#options = options;
		this.#burst = new BurstDetector(options.process.clock, () => this.#handlers?.onOverflow());
	}

	async start(folders: readonly Path[], handlers: WatchHandlers): Promise<void> {
		this.#handlers = handlers;
		this.#stop = this.#options.listen(event => {
			this.#hear(event);
		});
		await this.#attach(folders);
	}

	async add(folders: readonly Path[]): Promise<void> {
		await this.#attach(folders);
		for (const folder of folders) {
			this.#handlers?.onDirty(folder, 'unknown');
		}
	}

	remove(folders: readonly Path[]): void {
		for (const folder of folders) {
			const inode = this.#folders.get(folder);
			this.#folders.delete(folder);
			this.#identities.delete(folder);
			if (inode && this.#paths.get(inode) === folder) {
				this.#paths.delete(inode);
			}
		}
	}

	/** The kernel's queue was full, and for once somebody says so. */
	overflow(): void {
		this.#handlers?.onOverflow();
	}

	async close(): Promise<void> {
		this.#stop?.();
		this.#handlers = undefined;
		this.#burst.stop();
	}

	async #attach(folders: readonly Path[]): Promise<void> {
		await this.#options.process.turn();
		for (const folder of folders) {
			const inode = this.#look(folder);
			if (inode?.kind !== 'folder') {
				continue;
			}

			this.#folders.set(folder, inode);
			this.#identities.set(folder, identityOf(inode));
			this.#paths.set(inode, folder);
		}
	}

	#hear({folder, name}: DiskEvent): void {
		const {weather, random, process} = this.#options;
		const path = this.#paths.get(folder);
		if (path === undefined || this.#isLost()) {
			return;
		}

		// In order, however long each takes.
		const {clock} = process;
		const arrival = Math.max(this.#lastArrival, clock.monotonicMilliseconds() + (random.fraction() * 5) + weather.delayMilliseconds);
		this.#lastArrival = arrival;
		const times = weather.duplicate > 0 ? 2 : 1;
		weather.duplicate -= times - 1;
		for (let count = 0; count < times; count++) {
			process.after(arrival - clock.monotonicMilliseconds(), () => {
				this.#raw({folder: path, name});
			});
		}
	}

	#isLost(): boolean {
		const {weather} = this.#options;
		if (weather.drop === 0) {
			return false;
		}

		weather.drop--;
		return true;
	}

	#raw(event: RawEvent): void {
		const {keepBack, rules, knows, root} = this.#options;
		if (!this.#handlers || this.#burst.count() || (event.name !== undefined && keepBack?.(joinPath(event.folder, event.name)) === true)) {
			return;
		}

		const meaning = meaningOf(event, {
			rootName: basename(root),
			look: path => {
				const inode = this.#look(path);
				return inode && {isFolder: inode.kind === 'folder', ...identityOf(inode)};
			},
			watched: folder => this.#identities.get(folder),
			knows,
			ignores: (path, isFolder) => rules.ignores(path, isFolder),
			ruleFiles: rules.fileNames ?? [],
		});
		if (typeof meaning === 'object') {
			this.#handlers.onDirty(meaning.path, meaning.hint);
		}
	}

	#look(path: Path): Inode | undefined {
		const {disk, root} = this.#options;
		return locate(disk, path === '' ? root : `${root}/${path}`);
	}
}

const identityOf = ({number, born}: Inode): FolderIdentity => ({inode: number, bornMilliseconds: born});
