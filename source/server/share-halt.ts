/** Whether a share's folder is the one that is served (rule 34), in words for its clients, and who must hear when it is not any more. */
export class ShareHalt {
	readonly #root: string;
	readonly #onChange: () => void;
	readonly #listeners = new Set<(reason: string) => void>();
	#reason: string | undefined = 'The share is being opened.';

	constructor(root: string, onChange: () => void) {
		this.#root = root;
		this.#onChange = onChange;
	}

	/** Why nothing can be served; undefined when all is well. */
	get reason(): string | undefined {
		return this.#reason;
	}

	/** Calls `listener` whenever nothing can be served any more, or for another reason than before. Returns what ends that. */
	listen(listener: (reason: string) => void): () => void {
		this.#listeners.add(listener);
		return () => {
			this.#listeners.delete(listener);
		};
	}

	is(reason: string | undefined): void {
		// Where the folder lies on this machine is no client's business.
		const told = reason?.replaceAll(this.#root, 'the share\'s place').replace(/^t/v, 'T');
		if (this.#reason === told) {
			return;
		}

		this.#reason = told;
		this.#onChange();
		if (told === undefined) {
			return;
		}

		for (const listener of this.#listeners) {
			listener(told);
		}
	}

	close(): void {
		this.#listeners.clear();
	}
}
