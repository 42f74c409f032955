import type {Clock} from '../../../source/engine/clock.js';

/** A clock that stands still until it is told to go on. */
export class ManualClock implements Clock {
	#now = 1000;
	#timers: Array<{at: number; callback: () => void}> = [];

	/** How many timers are set. */
	get timers(): number {
		return this.#timers.length;
	}

	monotonicMilliseconds(): number {
		return this.#now;
	}

	wallMilliseconds(): number {
		return this.#now;
	}

	after(milliseconds: number, callback: () => void): () => void {
		const timer = {at: this.#now + milliseconds, callback};
		this.#timers.push(timer);
		return () => {
			this.#timers = this.#timers.filter(each => each !== timer);
		};
	}

	/** Lets time pass and calls back what is due, in order. */
	advance(milliseconds: number): void {
		const end = this.#now + milliseconds;
		for (;;) {
			const due = this.#timers.filter(({at}) => at <= end).toSorted((a, b) => a.at - b.at)[0];
			if (!due) {
				break;
			}

			this.#timers = this.#timers.filter(each => each !== due);
			this.#now = Math.max(this.#now, due.at);
			due.callback();
		}

		this.#now = end;
	}
}
