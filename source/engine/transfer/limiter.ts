import type {Clock} from '../clock.js';

/** Paces what one side sends or takes. */
export type Limiter = {
	/** How many bytes one message carries at most, so that the pace is smooth. */
	readonly pieceBytes: number;
	/** Resolves when so many bytes may go. */
	take(bytes: number): Promise<void>;
};

const largestPieceBytes = 1024 * 1024;
const smallestPieceBytes = 64 * 1024;
/** Less than this is what is lost in adding fractions up. */
const negligibleBytes = 0.01;

/**
Paces messages: each starts when the ones before it have had their time. The rate can be changed while messages wait; without one
nothing does.
*/
export class Pace implements Limiter {
	readonly #clock: Clock;
	readonly #waiting = new Set<() => void>();
	#bytesPerSecond: number | undefined;
	/** Bytes that were asked for so far, and those that have had their time at `#sinceMilliseconds`. */
	#taken = 0;
	#passed = 0;
	#sinceMilliseconds = 0;

	constructor(clock: Clock, bytesPerSecond?: number) {
		this.#clock = clock;
		this.#bytesPerSecond = bytesPerSecond;
	}

	get pieceBytes(): number {
		return this.#bytesPerSecond === undefined ? largestPieceBytes : Math.min(largestPieceBytes, Math.max(smallestPieceBytes, Math.floor(this.#bytesPerSecond / 4)));
	}

	/** Undefined: no limit. */
	set(bytesPerSecond: number | undefined): void {
		this.#settle();
		this.#bytesPerSecond = bytesPerSecond;
		for (const wake of this.#waiting) {
			wake();
		}
	}

	async take(bytes: number): Promise<void> {
		this.#settle();
		const start = this.#taken;
		this.#taken += bytes;
		for (let missing = this.#missing(start); missing > 0; missing = this.#missing(start)) {
			await this.#sleep(missing);
		}
	}

	/** Milliseconds until everything before a place has had its time. */
	#missing(start: number): number {
		this.#settle();
		const bytes = start - this.#passed;
		return this.#bytesPerSecond === undefined || bytes < negligibleBytes ? 0 : bytes / this.#bytesPerSecond * 1000;
	}

	/** What has had its time by now; time in which nothing was asked for is not saved up. */
	#settle(): void {
		const now = this.#clock.monotonicMilliseconds();
		const bytes = this.#bytesPerSecond === undefined ? Infinity : (now - this.#sinceMilliseconds) / 1000 * this.#bytesPerSecond;
		this.#passed = Math.min(this.#taken, this.#passed + bytes);
		this.#sinceMilliseconds = now;
	}

	async #sleep(milliseconds: number): Promise<void> {
		const {promise, resolve} = Promise.withResolvers<void>();
		const cancel = this.#clock.after(milliseconds, resolve);
		this.#waiting.add(resolve);
		await promise;
		this.#waiting.delete(resolve);
		cancel();
	}
}
