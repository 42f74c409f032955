import type {Rate} from './state.js';

const secondsKept = 60;
const secondsSmoothed = 3;
/** A second with less than this is no traffic: a connection that has nothing to carry says now and then that it is there. */
const silentBytes = 512;

/**
Bytes per second from a growing counter: one sample each second, the mean of the last three shown, sixty kept for the sparkline. A silent second
counts as none, and what little it carried counts for no other one: however many of them there are, they never add up to traffic.
*/
export class Meter {
	#history: number[] = [];
	#peak = 0;
	#second = 0;
	/** Seconds since the last one with traffic. */
	#silentSeconds = Infinity;

	/** What the last second carried; 0 when it was silent. */
	get lastSecondBytes(): number {
		return this.#history.at(-1) ?? 0;
	}

	add(bytes: number): void {
		this.#second += bytes;
	}

	/** Ends a second. Says whether what `rate` gives has changed, so that an idle session publishes nothing. */
	tick(): boolean {
		const bytes = this.#second < silentBytes ? 0 : this.#second;
		this.#second = 0;
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
