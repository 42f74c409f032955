import type {Digest} from '../core/node.js';

/** How a content that was asked for ended: in the stage; gone on the other side; wrong or broken off; there was no room for it; somebody here has cancelled it; or all receiving was interrupted. */
export type Settlement = 'staged' | 'unavailable' | 'failed' | 'no-space' | 'cancelled' | 'interrupted';

type Settlements = ReadonlyMap<Digest, Settlement>;

/** One call's contents. */
type Group = {
	missing: number;
	readonly settlements: Map<Digest, Settlement>;
	readonly resolve: (settlements: Settlements) => void;
	readonly reject: (reason: Error) => void;
};

/** Who waits for which contents. */
export class Expectations {
	readonly #groups = new Map<Digest, Group[]>();
	/** How often each content was asked for and has not come: what comes beyond that came unasked. */
	readonly #asked = new Map<Digest, number>();

	/** Resolves when each of these has been settled once. Rejects when the connection ends. */
	async expect(digests: readonly Digest[]): Promise<Settlements> {
		const {promise, resolve, reject} = Promise.withResolvers<Settlements>();
		const unique = new Set(digests);
		const group: Group = {
			missing: unique.size, settlements: new Map(), resolve, reject,
		};
		for (const digest of unique) {
			this.#asked.set(digest, (this.#asked.get(digest) ?? 0) + 1);
			const groups = this.#groups.get(digest);
			if (groups) {
				groups.push(group);
			} else {
				this.#groups.set(digest, [group]);
			}
		}

		if (unique.size === 0) {
			resolve(group.settlements);
		}

		return promise;
	}

	/** Whether a content was asked for more often than it has come. */
	isAsked(digest: Digest): boolean {
		return this.#asked.has(digest);
	}

	/** Whether anybody waits for it still. */
	isWaitedFor(digest: Digest): boolean {
		return this.#groups.has(digest);
	}

	settle(digest: Digest, settlement: Settlement): void {
		const asked = this.#asked.get(digest) ?? 0;
		if (asked > 1) {
			this.#asked.set(digest, asked - 1);
		} else {
			this.#asked.delete(digest);
		}

		this.#release(digest, settlement);
	}

	/** Settles everything that is still waited for, except these; it may come all the same. */
	settleAll(settlement: Settlement, except: ReadonlySet<Digest>): void {
		for (const digest of this.#groups.keys()) {
			if (!except.has(digest)) {
				this.#release(digest, settlement);
			}
		}
	}

	close(reason: Error): void {
		for (const groups of this.#groups.values()) {
			for (const group of groups) {
				group.reject(reason);
			}
		}

		this.#groups.clear();
		this.#asked.clear();
	}

	#release(digest: Digest, settlement: Settlement): void {
		const groups = this.#groups.get(digest) ?? [];
		this.#groups.delete(digest);
		for (const group of groups) {
			group.settlements.set(digest, settlement);
			group.missing--;
			if (group.missing === 0) {
				group.resolve(group.settlements);
			}
		}
	}
}
