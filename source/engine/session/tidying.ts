import type {Clock} from '../clock.js';
import type {DiskReplica} from '../disk/assemble-replica.js';
import type {Retention} from '../disk/trash-tidy.js';
import {FsyncError} from '../fault.js';

/** How often trash and stage are looked through. */
const hourMilliseconds = 60 * 60 * 1000;
/** The first look, and the next part of a long one, wait for the work that somebody is waiting for. */
const breathMilliseconds = 5000;

export type TidyingParts = {
	readonly replica: Pick<DiskReplica, 'tidy'>;
	readonly clock: Clock;
	readonly retention: Retention;
	readonly onTrouble: (message: string) => void;
};

/** Keeps trash and stage within their limits: a while after the start (or at the end of a short run), after work that ends when the hour is over, and once an hour. */
export class Tidying {
	readonly #parts: TidyingParts;
	#cancel: (() => void) | undefined;
	#dueMilliseconds: number;
	#work: Promise<void> = Promise.resolve();
	#isStopped = false;

	constructor(parts: TidyingParts) {
		this.#parts = parts;
		this.#dueMilliseconds = parts.clock.monotonicMilliseconds();
	}

	start(): void {
		this.#later(breathMilliseconds);
	}

	/** Some work is done; timers may have stood still since the last look, as they do while a machine sleeps. */
	worked(): void {
		if (!this.#isStopped && this.#parts.clock.monotonicMilliseconds() >= this.#dueMilliseconds) {
			this.#later(breathMilliseconds);
		}
	}

	/** Looks through everything now unless that was done within the hour, by whichever run. */
	async once(): Promise<void> {
		while (!await this.#tidy('if-due')) {
			// One part after the other.
		}
	}

	/** A run that was too short for its first look takes a part of it now. Resolves when nothing is being removed any more. */
	async stop(): Promise<void> {
		this.#isStopped = true;
		this.#cancel?.();
		await this.#work;
		await this.#tidy('if-due');
	}

	#later(milliseconds: number): void {
		const {clock} = this.#parts;
		this.#cancel?.();
		this.#dueMilliseconds = clock.monotonicMilliseconds() + milliseconds;
		this.#cancel = clock.after(milliseconds, () => {
			this.#work = this.#part();
		});
	}

	async #part(): Promise<void> {
		const isDone = await this.#tidy('now');
		if (!this.#isStopped) {
			this.#later(isDone ? hourMilliseconds : breathMilliseconds);
		}
	}

	/** True when there is nothing more to remove. What the disk refuses is tried again in an hour; nothing depends on it. */
	async #tidy(when: 'now' | 'if-due'): Promise<boolean> {
		const {replica, clock, retention, onTrouble} = this.#parts;
		try {
			const {isDone} = await replica.tidy({
				...retention, nowMilliseconds: clock.wallMilliseconds(), ...(when === 'if-due' && {everyMilliseconds: hourMilliseconds}),
			});
			return isDone;
		} catch (error) {
			if (!(error instanceof FsyncError) && !(error instanceof Error && 'code' in error)) {
				throw error;
			}

			onTrouble(`The trash could not be tidied: ${error.message}.`);
			return true;
		}
	}
}
