import type {Clock} from '../clock.js';

/**
Events in one second from which on some may have been lost without a word: Linux keeps 16,384 of them at most and drops the rest
(fact M4). A lost event therefore always comes with a burst of kept ones.
*/
const burstEvents = 4096;
const windowMilliseconds = 1000;

/** Notices bursts: calls back when one is under way, and again when it is over, for what came in between was not passed on. */
export class BurstDetector {
	readonly #clock: Clock;
	readonly #onOverflow: () => void;
	#windowStart = -Infinity;
	#count = 0;
	#cancel: (() => void) | undefined;

	constructor(clock: Clock, onOverflow: () => void) {
		this.#clock = clock;
		this.#onOverflow = onOverflow;
	}

	/** Counts an event; says whether it is part of a burst, and therefore not worth a look of its own. */
	count(): boolean {
		const now = this.#clock.monotonicMilliseconds();
		if (now - this.#windowStart >= windowMilliseconds) {
			this.#windowStart = now;
			this.#count = 0;
		}

		this.#count++;
		if (this.#count < burstEvents) {
			return this.#cancel !== undefined;
		}

		if (!this.#cancel) {
			this.#onOverflow();
			this.#waitForEnd();
		}

		return true;
	}

	stop(): void {
		this.#cancel?.();
		this.#cancel = undefined;
	}

	#waitForEnd(): void {
		this.#cancel = this.#clock.after(windowMilliseconds, () => {
			this.#cancel = undefined;
			this.#onOverflow();
		});
	}
}
