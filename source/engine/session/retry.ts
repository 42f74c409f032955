import type {Clock} from '../clock.js';

const firstMilliseconds = 5000;
const lastMilliseconds = 5 * 60 * 1000;

/** Tries again what a disk has refused: soon at first, then less and less often as long as it goes on. */
export class Retry {
	readonly #clock: Clock;
	readonly #onTime: () => void;
	#count = 0;
	#cancel: (() => void) | undefined;

	constructor(clock: Clock, onTime: () => void) {
		this.#clock = clock;
		this.#onTime = onTime;
	}

	/** An attempt is over. */
	settled(hasFailed: boolean): void {
		this.#cancel?.();
		this.#cancel = undefined;
		if (!hasFailed) {
			this.#count = 0;
			return;
		}

		this.#cancel = this.#clock.after(Math.min(firstMilliseconds * (2 ** this.#count), lastMilliseconds), this.#onTime);
		this.#count++;
	}
}
