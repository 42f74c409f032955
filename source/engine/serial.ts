/** Runs tasks one after the other, in the order in which they were given; a failed one does not stop the next. */
export class Serial {
	#tail: Promise<unknown> = Promise.resolve();

	async run<Result>(task: () => Promise<Result>): Promise<Result> {
		const result = this.#tail.then(task);
		this.#tail = result.catch(() => undefined);
		return result;
	}

	/** Resolves when everything given so far has ended. */
	async idle(): Promise<void> {
		await this.#tail;
	}
}
