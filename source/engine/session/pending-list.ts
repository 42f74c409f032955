import type {LongList, PendingChange} from './state.js';

const same = (changes: readonly PendingChange[]) => changes;

export type PendingListOptions = {
	/** The first ones, soonest first; all when there are no more than these. */
	readonly head: readonly PendingChange[];
	/** How many there are. */
	readonly count: number;
	/** Puts all of them together, as they are when somebody asks. */
	readonly all: () => readonly PendingChange[];
	/** Looks at those that somebody is about to see. */
	readonly look?: (changes: readonly PendingChange[]) => readonly PendingChange[];
};

/**
What waits, for a screen that shows some rows of it: the first ones are at hand, and all of them are put together only when somebody looks further. That
may be a moment after the list was made, and then it is as long as what waits at that moment.
*/
export class PendingList implements LongList<PendingChange> {
	readonly #options: PendingListOptions;
	#head: readonly PendingChange[] | undefined;
	#all: readonly PendingChange[] | undefined;

	constructor(options: PendingListOptions) {
		this.#options = options;
	}

	get length(): number {
		return this.#all?.length ?? this.#options.count;
	}

	at(index: number): PendingChange | undefined {
		return this.#upTo(index + 1)[index];
	}

	slice(start = 0, end = this.length): PendingChange[] {
		return this.#upTo(end).slice(start, end);
	}

	#upTo(end: number): readonly PendingChange[] {
		const {head, count, all, look = same} = this.#options;
		if (this.#all === undefined && end > head.length && head.length < count) {
			this.#all = look(all());
		}

		this.#head ??= look(head);
		return this.#all ?? this.#head;
	}
}
