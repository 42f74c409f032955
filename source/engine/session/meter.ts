import type {Rate} from './state.js';

const secondsKept = 60;
const secondsSmoothed = 3;

/**
Bytes per second from a growing counter: one sample each second, the mean of the last three shown, sixty kept for the sparkline.
*/
export class Meter {
	#history: number[] = [];
	#peak = 0;
	#total = 0;
	#counted = 0;
	/** Seconds since the last one with a byte. */
	#silentSeconds = Infinity;

	add(bytes: number): void {
		this.#total += bytes;
	}

	/** Ends a second. Says whether what `rate` gives has changed, so that an idle session publishes nothing. */
	tick(): boolean {
		const bytes = this.#total - this.#counted;
		this.#counted = this.#total;
		this.#silentSeconds = bytes > 0 ? 0 : this.#silentSeconds + 1;
		if (this.#silentSeconds > secondsKept && this.#history.length === secondsKept) {
			// Sixty times nothing, and once more.
			return false;
		}

		this.#history = [...this.#history.slice(1 - secondsKept), bytes];
		this.#peak = Math.max(this.#peak, this.#mean());
		return this.#silentSeconds <= secondsKept;
	}

	rate(): Rate {
		return {now: this.#mean(), peak: this.#peak, history: this.#history};
	}

	#mean(): number {
		const recent = this.#history.slice(-secondsSmoothed);
		return recent.length === 0 ? 0 : recent.reduce((sum, value) => sum + value, 0) / recent.length;
	}
}
