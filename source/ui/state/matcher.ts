import type {LongList} from '../contract.js';

/** What a filter has found so far. */
export type Found<Item> = {
	readonly items: LongList<Item>;
	/** Of how many. */
	readonly total: number;
	/** Everything has been looked at. */
	readonly isComplete: boolean;
};

type Search = {
	readonly filter: string;
	/** What is being looked through. */
	readonly source: LongList<unknown>;
	readonly found: unknown[];
	next: number;
	shown: Found<unknown>;
	/** A run of chunks is under way. */
	isRunning: boolean;
};

export type MatcherOptions = {
	/** More has been found. */
	readonly onProgress: () => void;
	/** Puts the next chunk behind whatever waits, keys above all. */
	readonly defer: (step: () => void) => void;
};

/** As many are looked at in one go: a millisecond or two. */
const chunkItems = 5000;

/**
Finds the items of long lists that have a text, a chunk at a time, so that no key waits for it. A list that changes while it is looked
through is looked through again afterwards; until then, what was found before is shown.
*/
export class Matcher {
	readonly #options: MatcherOptions;
	readonly #searches = new Map<string, Search>();

	constructor(options: MatcherOptions) {
		this.#options = options;
	}

	/** What is found in a list; `name` tells one list from another. */
	find<Item>(name: string, items: LongList<Item>, {filter, textOf}: {readonly filter: string; readonly textOf: (item: Item) => string}): Found<Item> {
		const before = this.#searches.get(name);
		const isSame = before?.filter === filter;
		if (isSame && (before.source === items || before.isRunning)) {
			return before.shown as Found<Item>;
		}

		const search: Search = {
			filter, source: items, found: [], next: 0, isRunning: false, shown: before && isSame ? before.shown : {items: [], total: items.length, isComplete: false},
		};
		this.#searches.set(name, search);
		this.#step(name, search, textOf as (item: unknown) => string);
		return search.shown as Found<Item>;
	}

	#step(name: string, search: Search, textOf: (item: unknown) => string): void {
		const wanted = search.filter.toLowerCase();
		const {source, found} = search;
		const end = Math.min(source.length, search.next + chunkItems);
		found.push(...source.slice(search.next, end).filter(item => textOf(item).toLowerCase().includes(wanted)));
		search.next = end;
		search.isRunning = end < source.length;
		// A list that is looked through again keeps its old picture until the new one is whole: nothing jumps.
		if (!search.isRunning || !search.shown.isComplete) {
			search.shown = {items: [...found], total: source.length, isComplete: !search.isRunning};
		}

		if (search.isRunning) {
			this.#options.defer(() => {
				if (this.#searches.get(name) !== search) {
					return;
				}

				this.#step(name, search, textOf);
				this.#options.onProgress();
			});
		}
	}
}
