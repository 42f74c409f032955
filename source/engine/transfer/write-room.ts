import {release} from '../memory.js';
import {Budget} from './budget.js';
import type {Limiter} from './limiter.js';

/** Messages whose contents are being written, and their bytes: disk and wire overlap, and nothing piles up in between. */
const writesAtOnce = 4;
const writeBytes = 8 * 1024 * 1024;

/** Back-pressure of a receiver: who wants to write waits here, and with him the connection. */
export class WriteRoom {
	readonly #limiter: Limiter | undefined;
	readonly #writes = new Budget(writesAtOnce);
	readonly #bytes = new Budget(writeBytes);

	constructor(limiter: Limiter | undefined) {
		this.#limiter = limiter;
	}

	/** Resolves when the disk may be given this message. */
	async enter({lengths, payload}: {readonly lengths: readonly number[]; readonly payload: Uint8Array}): Promise<void> {
		await this.#limiter?.take(payload.length);
		await this.#writes.take(1);
		await this.#bytes.take(sum(lengths));
	}

	/** Leaves when the work for the message is done: nobody needs its payload then. */
	async leaveAfter({lengths, payload}: {readonly lengths: readonly number[]; readonly payload: Uint8Array}, work: Promise<void>): Promise<void> {
		try {
			await work;
		} finally {
			release(payload);
			this.#writes.give(1);
			this.#bytes.give(sum(lengths));
		}
	}

	close(reason: Error): void {
		this.#writes.close(reason);
		this.#bytes.close(reason);
	}
}

function sum(lengths: readonly number[]): number {
	let total = 0;
	for (const length of lengths) {
		total += length;
	}

	return total;
}
