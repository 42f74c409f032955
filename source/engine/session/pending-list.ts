import type {LongList, PendingChange} from './state.js';

export type PendingListOptions = {
	/** The first ones, soonest first; all when there are no more than these. */
	readonly head: readonly PendingChange[];
	/** How many there are. */
	readonly count: number;
	/** Puts all of them together, as they are when somebody asks. */
	readonly all: () => readonly PendingChange[];
};

/**
What waits, for a screen that shows some rows of it: the first ones are at hand, and all of them are put together only when somebody looks further. That
may be a moment after the list was made, and then it is as long as what waits at that moment.
*/
export class PendingList implements LongList<PendingChange> {
	readonly #options: PendingListOptions;
	#items: readonly PendingChange[] | undefined;

	constructor(options: PendingListOptions) {
		this.#options = options;
		this.#items = options.head.length >= options.count ? options.head : undefined;
	}

	get length(): number {
		return this.#items?.length ?? this.#options.count;
	}

	at(index: number): PendingChange | undefined {
		return this.#upTo(index + 1)[index];
	}

	slice(start = 0, end = this.length): PendingChange[] {
		return this.#upTo(end).slice(start, end);
	}

	#upTo(end: number): readonly PendingChange[] {
		const {head, all} = this.#options;
		if (this.#items === undefined && end > head.length) {
			this.#items = all();
		}

		return this.#items ?? head;
	}
}
