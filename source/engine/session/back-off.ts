/**
Waits between attempts to reconnect: doubling from one second to a minute, each with ±50 % jitter so that many clients of a
restarted server do not come back in step (fault F31).
*/
export class BackOff {
	readonly #random: () => number;
	readonly #firstMilliseconds: number;
	readonly #longestMilliseconds: number;
	#attempts = 0;

	constructor(random: () => number, firstMilliseconds = 1000, longestMilliseconds = 60_000) {
		this.#random = random;
		this.#firstMilliseconds = firstMilliseconds;
		this.#longestMilliseconds = longestMilliseconds;
	}

	/** Failed attempts since the last success. */
	get attempts(): number {
		return this.#attempts;
	}

	/** Counts a failed attempt and says how long to wait before the next, in milliseconds. */
	next(): number {
		const base = Math.min(this.#longestMilliseconds, this.#firstMilliseconds * (2 ** this.#attempts));
		this.#attempts++;
		return Math.min(this.#longestMilliseconds, base * (0.5 + this.#random()));
	}

	reset(): void {
		this.#attempts = 0;
	}
}
