import type {Clock} from '../engine/clock.js';
import type {DiskReplica} from '../engine/disk/assemble-replica.js';
import {diskErrorCode, explain} from '../engine/disk/disk-error.js';
import {usualRetention, type Retention} from '../engine/disk/trash-tidy.js';
import {FsyncError} from '../engine/fault.js';
import {machineGround, type Ground} from '../engine/session/ground.js';
import type {Observer} from '../engine/session/observer.js';
import {Tidying} from '../engine/session/tidying.js';
import {treeCounts} from '../engine/session/tree-counts.js';
import type {ShareState, StorageState} from '../engine/session/state.js';
import {DigestLocks} from '../engine/transfer/digest-locks.js';
import type {Replica} from '../engine/disk/replica.js';
import type {ShareStore} from '../store/share-store.js';
import {ChangeLedger} from './change-ledger.js';
import {FolderShare} from './folder-share.js';
import {noRules} from './no-rules.js';
import type {ShareOptions} from './options.js';
import {StorageGauge} from './storage-gauge.js';

/** How often a root that has gone is looked for again. */
const rootMilliseconds = 2000;
/** Commits that are further apart than this have paused; a large one may take half as long by itself. */
const pauseMilliseconds = 1000;

export type ServedShareOptions = {
	readonly share: ShareOptions;
	/** The server's own device id. */
	readonly device: string;
	readonly clock: Clock;
	readonly chunking: 'fastcdc' | 'fixed';
	readonly retention?: Partial<Retention>;
	readonly quietMilliseconds: number;
	readonly ceilingMilliseconds: number;
	readonly onChange: () => void;
	readonly onTrouble: (message: string) => void;
	/** Nothing can be served until the folder is what it was. */
	readonly onHalt: (reason: string) => void;
	/** This machine's when absent. */
	readonly ground?: Pick<Ground, 'openReplica' | 'openObserver'>;
};

/** A folder that is served: the share, and the eyes on its disk. Edits made there become commits after their debounce. */
export class ServedShare {
	readonly share: FolderShare;
	/** Shared by all receivers, which write into one stage. */
	readonly locks = new DigestLocks();
	readonly #options: ServedShareOptions;
	readonly #observer: Observer;
	readonly #tidying: Tidying;
	readonly #replica: DiskReplica;
	readonly #ledger: ChangeLedger;
	#gauge: StorageGauge | undefined;
	#freeBytes: number | undefined;
	/** What was measured last. */
	#storage: StorageState | undefined;
	#cancel: (() => void) | undefined;
	#cancelFollow: (() => void) | undefined;
	#isClosed = false;

	private constructor(options: ServedShareOptions, {share, replica, tidying}: {readonly share: FolderShare; readonly replica: DiskReplica; readonly tidying: Tidying}) {
		const {clock, quietMilliseconds, ceilingMilliseconds, onTrouble, ground = machineGround} = options;
		this.#options = options;
		this.share = share;
		this.#tidying = tidying;
		this.#replica = replica;
		this.#ledger = new ChangeLedger(share.head().generation);
		this.#observer = ground.openObserver({
			root: share.reader.root,
			rules: noRules,
			clock,
			quietMilliseconds,
			ceilingMilliseconds,
			tree: () => share.tree(),
			onReady: () => {
				void this.#look();
			},
			onPending() {
				options.onChange();
			},
			onProblem: onTrouble,
		});
	}

	static async open(options: ServedShareOptions): Promise<ServedShare> {
		const {share: {name, root, isReadOnly, store}, device, clock, onChange, onHalt, ground = machineGround} = options;
		const replica = ground.openReplica(root, {clock, chunking: options.chunking});
		try {
			await requireRoot(replica, store);
			const cut = await replica.lock();
			const share = new FolderShare({
				name, isReadOnly, replica, store, device, onChange,
			});
			await share.open(cut);
			const tidying = new Tidying({
				replica, clock, retention: {...usualRetention, ...options.retention}, onTrouble: options.onTrouble,
			});
			const served = new ServedShare(options, {share, replica, tidying});
			share.guard = served.#observer;
			share.takePending = () => {
				served.#observer.flush();
				return served.#observer.take();
			};

			served.#observer.follow();
			share.onCommit(({generation, operations}) => {
				served.#ledger.add(generation, operations.length);
				served.#followSoon();
				served.#gauge?.changed();
				tidying.worked();
			});
			share.onHalt(reason => {
				onHalt(reason);
				served.#again(rootMilliseconds);
			});
			tidying.start();
			await served.#measure();
			return served;
		} catch (error) {
			await replica.close();
			throw error;
		}
	}

	state(): ShareState {
		const {share} = this;
		const {files, bytes} = treeCounts(share.tree());
		const halted = share.halted();
		return {
			name: share.name,
			root: share.reader.root,
			generation: share.head().generation,
			files,
			bytes,
			phase: halted === undefined ? 'ready' : 'halted',
			...(halted !== undefined && {halted}),
			isReadOnly: share.isReadOnly,
			problems: share.problems(),
			...(this.#freeBytes !== undefined && {freeBytes: this.#freeBytes}),
			...(this.#storage && {storage: this.#storage}),
		};
	}

	/** Changes that came after a generation, where that is known. */
	changesSince(generation: number): number | undefined {
		return this.#ledger.since(generation);
	}

	/** From now on the state says how large the disk is and what is kept of earlier versions. */
	watchStorage(): void {
		const {clock, retention, onChange} = this.#options;
		this.#gauge = new StorageGauge({
			clock,
			retention: {...usualRetention, ...retention},
			measure: async () => this.#replica.storage(),
			onChange: storage => {
				this.#storage = storage;
				onChange();
			},
		});
		this.#gauge.start();
	}

	async close(): Promise<void> {
		this.#isClosed = true;
		this.#cancel?.();
		this.#cancelFollow?.();
		await this.#observer.close();
		await this.#tidying.stop();
		await this.#gauge?.stop();
		await this.share.close();
	}

	/**
	New folders are watched once the commits pause: watching them while they are being filled costs more than filling them. What is edited in them
	until then is found by the look that their first watch asks for.
	*/
	#followSoon(): void {
		this.#cancelFollow?.();
		this.#cancelFollow = this.#options.clock.after(pauseMilliseconds, () => {
			this.#observer.follow();
		});
	}

	async #look(): Promise<void> {
		const look = this.#observer.take();
		if (look === undefined || this.#isClosed) {
			return;
		}

		try {
			const scan = await this.share.rescan(look === 'all' ? undefined : look);
			this.#observer.follow();
			if (!scan) {
				this.#again(rootMilliseconds);
			} else if (scan.busy.length > 0) {
				this.#observer.lookAgain(scan.busy);
			}

			await this.#measure();
		} catch (error) {
			this.#options.onTrouble(error instanceof Error ? error.message : String(error));
			this.#again(rootMilliseconds);
		}
	}

	#again(milliseconds: number): void {
		this.#cancel?.();
		this.#cancel = this.#options.clock.after(milliseconds, () => {
			this.#observer.lookAgain('all');
		});
	}

	/** Only shown: a disk that does not say how full it is can be served all the same. */
	async #measure(): Promise<void> {
		try {
			const {freeBytes} = await this.share.room();
			this.#freeBytes = freeBytes;
		} catch (error) {
			this.#options.onTrouble(`How full the disk of '${this.share.name}' is cannot be told. ${explain(diskErrorCode(error)).message}`);
		}

		this.#options.onChange();
	}
}

/** The folder is the one that has been served from here before, or this is the first time (rule 34). */
async function requireRoot(replica: Replica, store: ShareStore): Promise<void> {
	const known = await store.marker();
	const root = await replica.check(known === undefined);
	const isOther = root.state === 'ready' && known !== undefined && root.marker !== known;
	if (root.state !== 'ready' || isOther) {
		const what = root.state === 'ready' ? `${replica.root} is not the folder that was served from here before: its marker is another one.` : root.message;
		const isReplaced = isOther || root.state === 'marker-missing';
		throw new FsyncError('root', isReplaced ? `${what} If it was replaced on purpose, move ${store.folder} away: then it is a new share.` : what);
	}

	if (known === undefined) {
		await store.saveMarker(root.marker);
	}
}
