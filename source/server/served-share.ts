import type {Clock} from '../engine/clock.js';
import {openReplica} from '../engine/disk/open-replica.js';
import {FsyncError} from '../engine/fault.js';
import type {Observer} from '../engine/session/observer.js';
import {openObserver} from '../engine/session/open-observer.js';
import {treeCounts} from '../engine/session/tree-counts.js';
import type {ShareState} from '../engine/session/state.js';
import {DigestLocks} from '../engine/transfer/digest-locks.js';
import {FolderShare} from './folder-share.js';
import {noRules} from './no-rules.js';
import type {ShareOptions} from './options.js';

/** How often a root that has gone is looked for again. */
const rootMilliseconds = 5000;
const pauseMilliseconds = 250;

export type ServedShareOptions = {
	readonly share: ShareOptions;
	/** The server's own device id. */
	readonly device: string;
	readonly clock: Clock;
	readonly chunking: 'fastcdc' | 'fixed';
	readonly quietMilliseconds: number;
	readonly ceilingMilliseconds: number;
	readonly onChange: () => void;
	readonly onTrouble: (message: string) => void;
};

/** A folder that is served: the share, and the eyes on its disk. Edits made there become commits after their debounce. */
export class ServedShare {
	readonly share: FolderShare;
	/** Shared by all receivers, which write into one stage. */
	readonly locks = new DigestLocks();
	readonly #options: ServedShareOptions;
	readonly #observer: Observer;
	#freeBytes: number | undefined;
	#cancel: (() => void) | undefined;
	#cancelFollow: (() => void) | undefined;
	#isClosed = false;

	private constructor(options: ServedShareOptions, share: FolderShare) {
		const {clock, quietMilliseconds, ceilingMilliseconds, onTrouble} = options;
		this.#options = options;
		this.share = share;
		this.#observer = openObserver({
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
		const {share: {name, root, isReadOnly, store}, device, clock, onChange} = options;
		const replica = openReplica(root, {clock, chunking: options.chunking});
		try {
			const state = await replica.check(true);
			if (state.state !== 'ready') {
				throw new FsyncError('root', state.message);
			}

			const cut = await replica.lock();
			const share = new FolderShare({
				name, isReadOnly, replica, store, device, onChange,
			});
			await share.open(cut);
			const served = new ServedShare(options, share);
			share.guard = served.#observer;
			share.takePending = () => {
				served.#observer.flush();
				return served.#observer.take();
			};

			served.#observer.follow();
			share.onCommit(() => {
				served.#followSoon();
			});
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
		return {
			name: share.name,
			root: share.reader.root,
			generation: share.head().generation,
			files,
			bytes,
			phase: share.halted() === undefined ? 'ready' : 'halted',
			isReadOnly: share.isReadOnly,
			problems: share.problems(),
			...(this.#freeBytes !== undefined && {freeBytes: this.#freeBytes}),
		};
	}

	async close(): Promise<void> {
		this.#isClosed = true;
		this.#cancel?.();
		this.#cancelFollow?.();
		await this.#observer.close();
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

	async #measure(): Promise<void> {
		this.#freeBytes = await this.share.freeBytes();
		this.#options.onChange();
	}
}
