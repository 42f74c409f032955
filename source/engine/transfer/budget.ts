type Waiting = {readonly amount: number; readonly resolve: () => void; readonly reject: (reason: Error) => void};

/**
Counts something there is only so much of (bytes in memory, open files) and makes those wait in order who come when it is used up. An
amount above the whole capacity counts as the whole, so that nothing waits for ever.
*/
export class Budget {
	readonly #capacity: number;
	#free: number;
	#waiting: Waiting[] = [];
	#closed: Error | undefined;

	constructor(capacity: number) {
		this.#capacity = capacity;
		this.#free = capacity;
	}

	/** Resolves when the amount is yours; give back the same amount. Rejects once closed. */
	async take(amount: number): Promise<void> {
		if (this.tryTake(amount)) {
			return;
		}

		if (this.#closed) {
			throw this.#closed;
		}

		const {promise, resolve, reject} = Promise.withResolvers<void>();
		this.#waiting.push({amount, resolve, reject});
		return promise;
	}

	/** Takes the amount if nobody has to wait for it. */
	tryTake(amount: number): boolean {
		const share = Math.min(amount, this.#capacity);
		if (this.#closed !== undefined || this.#waiting.length > 0 || share > this.#free) {
			return false;
		}

		this.#free -= share;
		return true;
	}

	give(amount: number): void {
		this.#free += Math.min(amount, this.#capacity);
		let served = 0;
		for (const {amount: wanted, resolve} of this.#waiting) {
			const share = Math.min(wanted, this.#capacity);
			if (share > this.#free) {
				break;
			}

			this.#free -= share;
			served++;
			resolve();
		}

		if (served > 0) {
			this.#waiting = this.#waiting.slice(served);
		}
	}

	/** Nobody gets anything any more; those who wait are refused. */
	close(reason: Error): void {
		this.#closed ??= reason;
		for (const {reject} of this.#waiting) {
			reject(this.#closed);
		}

		this.#waiting = [];
	}
}
