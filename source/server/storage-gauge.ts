import type {Clock} from '../engine/clock.js';
import type {StorageUse} from '../engine/disk/disk-jobs.js';
import type {Retention} from '../engine/disk/trash-tidy.js';
import type {StorageState} from '../engine/session/state.js';

/** A change may be large and come with others: the disk is asked once things are quiet, and this seldom while they are not. */
const quietMilliseconds = 2000;
const leastMilliseconds = 30_000;
/** Others fill the same disk, and old versions go by themselves. */
const usualMilliseconds = 10 * 60_000;

export type StorageGaugeOptions = {
	readonly clock: Clock;
	readonly retention: Retention;
	/** Asks the disk; off the main thread. */
	readonly measure: () => Promise<StorageUse>;
	readonly onChange: (storage: StorageState) => void;
};

/** Keeps an eye on what a share's disk holds: now and then, and a while after changes. */
export class StorageGauge {
	readonly #options: StorageGaugeOptions;
	#lastMilliseconds = -Infinity;
	#cancel: (() => void) | undefined;
	/** The next look is one that a change has asked for. */
	#isSoon = false;
	#work: Promise<void> = Promise.resolve();
	#isStopped = false;

	constructor(options: StorageGaugeOptions) {
		this.#options = options;
	}

	start(): void {
		this.#later(0);
	}

	/** Something was stored or removed. */
	changed(): void {
		if (this.#isSoon || this.#isStopped) {
			return;
		}

		this.#isSoon = true;
		const due = this.#lastMilliseconds + leastMilliseconds - this.#options.clock.monotonicMilliseconds();
		this.#later(Math.max(quietMilliseconds, due));
	}

	/** Resolves when the disk is not asked any more. */
	async stop(): Promise<void> {
		this.#isStopped = true;
		this.#cancel?.();
		await this.#work;
	}

	#later(milliseconds: number): void {
		this.#cancel?.();
		this.#cancel = this.#options.clock.after(milliseconds, () => {
			this.#work = this.#look();
		});
	}

	/** What the disk refuses to tell is not shown; that is told where it matters. */
	async #look(): Promise<void> {
		const {clock, measure, retention, onChange} = this.#options;
		this.#lastMilliseconds = clock.monotonicMilliseconds();
		this.#isSoon = false;
		const use = await measure().catch(() => undefined);
		if (this.#isStopped) {
			return;
		}

		if (use) {
			const {diskBytes, trash: {versions, bytes: versionBytes, oldestMilliseconds}} = use;
			onChange({
				diskBytes, versions, versionBytes, ...(oldestMilliseconds !== undefined && {oldestMilliseconds}), keepDays: retention.keepDays, keepBytes: retention.limitBytes,
			});
		}

		if (!this.#isSoon) {
			this.#later(usualMilliseconds);
		}
	}
}
