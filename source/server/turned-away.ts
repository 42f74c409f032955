import type {Clock} from '../engine/clock.js';

/** Somebody was sent away; `count` says how many there were since the last report. */
export type TurnedAway = {readonly address: string; readonly reason: string; readonly count: number};

const reportMilliseconds = 1000;

/** Reports who was sent away, at most once a second: no stranger can fill a log (faults-and-attacks §2.5). */
export class TurnedAwayReport {
	readonly #clock: Clock;
	readonly #onReport: ((event: TurnedAway) => void) | undefined;
	#count = 0;
	#last = -Infinity;

	constructor(clock: Clock, onReport: ((event: TurnedAway) => void) | undefined) {
		this.#clock = clock;
		this.#onReport = onReport;
	}

	add(address: string, reason: string): void {
		this.#count++;
		const now = this.#clock.monotonicMilliseconds();
		if (now - this.#last < reportMilliseconds) {
			return;
		}

		this.#last = now;
		this.#onReport?.({address, reason, count: this.#count});
		this.#count = 0;
	}
}
