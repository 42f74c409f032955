import type {Digest} from '../core/node.js';

/**
One receiver at a time for each content: two clients that send the same file into one share's stage would write into the same place. All
receivers of a stage share one of these; the later one waits and then finds everything there.
*/
export class DigestLocks {
	readonly #tails = new Map<Digest, Promise<void>>();

	/** Resolves with the function that lets the next one in; call it once. */
	async take(digest: Digest): Promise<() => void> {
		const {promise, resolve} = Promise.withResolvers<void>();
		const before = this.#tails.get(digest);
		this.#tails.set(digest, promise);
		await before;
		return () => {
			if (this.#tails.get(digest) === promise) {
				this.#tails.delete(digest);
			}

			resolve();
		};
	}
}
