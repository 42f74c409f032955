/** Something to wait for that any number of causes can ring; rings while nobody waits are remembered as one. */
export class Wake {
	#isRung = false;
	#resolve: (() => void) | undefined;

	ring(): void {
		this.#isRung = true;
		this.#resolve?.();
		this.#resolve = undefined;
	}

	/** Resolves at the next ring, at once when one was missed. For one waiter. */
	async wait(): Promise<void> {
		if (!this.#isRung) {
			await new Promise<void>(resolve => {
				this.#resolve = resolve;
			});
		}

		this.#isRung = false;
	}
}
