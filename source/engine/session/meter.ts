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

	add(bytes: number): void {
		this.#total += bytes;
	}

	/** Ends a second. Says whether what `rate` gives has changed, so that an idle session publishes nothing. */
	tick(): boolean {
		const before = this.#history;
		const bytes = this.#total - this.#counted;
		this.#counted = this.#total;
		this.#history = [...before.slice(1 - secondsKept), bytes];
		this.#peak = Math.max(this.#peak, this.#mean());
		return bytes > 0 || before.some(value => value > 0);
	}

	rate(): Rate {
		return {now: this.#mean(), peak: this.#peak, history: this.#history};
	}

	#mean(): number {
		const recent = this.#history.slice(-secondsSmoothed);
		return recent.length === 0 ? 0 : recent.reduce((sum, value) => sum + value, 0) / recent.length;
	}
}
