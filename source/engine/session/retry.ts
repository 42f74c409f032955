import type {Clock} from '../clock.js';

const firstMilliseconds = 5000;
const lastMilliseconds = 5 * 60 * 1000;

/** Tries again what a disk has refused: soon at first, then less and less often as long as it goes on. */
export class Retry {
	/** Called when another attempt is due. */
	onTime: () => void = () => undefined;
	readonly #clock: Clock;
	#count = 0;
	#cancel: (() => void) | undefined;
	#dueMilliseconds: number | undefined;

	constructor(clock: Clock) {
		this.#clock = clock;
	}

	/** How many attempts in a row the disk has refused, and when the next one is due. */
	get sight(): {readonly attempts: number; readonly inMilliseconds?: number} {
		const due = this.#dueMilliseconds;
		return {attempts: this.#count, ...(due !== undefined && {inMilliseconds: Math.max(0, due - this.#clock.monotonicMilliseconds())})};
	}

	/** An attempt is over. */
	settled(hasFailed: boolean): void {
		this.#cancel?.();
		this.#cancel = undefined;
		this.#dueMilliseconds = undefined;
		if (!hasFailed) {
			this.#count = 0;
			return;
		}

		const milliseconds = Math.min(firstMilliseconds * (2 ** this.#count), lastMilliseconds);
		this.#dueMilliseconds = this.#clock.monotonicMilliseconds() + milliseconds;
		this.#cancel = this.#clock.after(milliseconds, () => {
			this.onTime();
		});
		this.#count++;
	}
}
