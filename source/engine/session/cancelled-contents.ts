import type {Clock} from '../clock.js';
import type {Digest} from '../core/node.js';

/** Whoever cancels a transfer wants the line for something else, and has it for this long. */
const patienceMilliseconds = 5 * 60 * 1000;

/** Contents that are not transferred for a while, because somebody has said so. */
export class CancelledContents {
	readonly #clock: Clock;
	readonly #until = new Map<Digest, number>();

	constructor(clock: Clock) {
		this.#clock = clock;
	}

	add(digest: Digest): void {
		this.#until.set(digest, this.#clock.monotonicMilliseconds() + patienceMilliseconds);
	}

	has(digest: Digest): boolean {
		const until = this.#until.get(digest) ?? 0;
		if (until > this.#clock.monotonicMilliseconds()) {
			return true;
		}

		this.#until.delete(digest);
		return false;
	}

	/** Everything may travel again. */
	clear(): void {
		this.#until.clear();
	}
}
