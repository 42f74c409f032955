import type {Clock} from '../../../source/engine/clock.js';

/** A clock that stands still until a test moves it. */
export class ManualClock implements Clock {
	#now = 1000;
	#timers: Array<{readonly at: number; readonly callback: () => void}> = [];

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
			this.#timers = this.#timers.filter(other => other !== timer);
		};
	}

	/** Moves on and calls what is due, in order. */
	advance(milliseconds: number): void {
		this.#now += milliseconds;
		const due = this.#timers.filter(timer => timer.at <= this.#now).toSorted((a, b) => a.at - b.at);
		this.#timers = this.#timers.filter(timer => timer.at > this.#now);
		for (const {callback} of due) {
			callback();
		}
	}
}
