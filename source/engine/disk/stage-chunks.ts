import {chunkCount, chunkLength, chunkOffsets} from '../content/recipe.js';

/** What stands at a chunk's place in a file that is being rebuilt: nothing yet; the chunk; nothing, and it lies in the share; nothing, and that is the chunk. */
export const chunkAt = {
	missing: 0, here: 1, planned: 2, hole: 3,
} as const;

export type ChunkAt = typeof chunkAt[keyof typeof chunkAt];

/** What is known of each chunk of a file that is being rebuilt. */
export class StagedChunks {
	readonly count: number;
	readonly #recipe: Uint8Array;
	readonly #offsets: Float64Array;
	readonly #states: Uint8Array;
	#plannedBytes = 0;

	constructor(recipe: Uint8Array) {
		this.#recipe = recipe;
		this.#offsets = chunkOffsets(recipe);
		this.count = chunkCount(recipe);
		this.#states = new Uint8Array(this.count);
	}

	/** How many bytes are still to be copied from the share. */
	get plannedBytes(): number {
		return this.#plannedBytes;
	}

	/** Undefined for an index that the recipe does not have. */
	state(index: number): ChunkAt | undefined {
		return this.#states[index] as ChunkAt | undefined;
	}

	set(index: number, state: ChunkAt): void {
		this.#plannedBytes += state === chunkAt.planned ? this.length(index) : 0;
		this.#plannedBytes -= this.#states[index] === chunkAt.planned ? this.length(index) : 0;
		this.#states[index] = state;
	}

	/** Where a chunk begins in the file; behind the last one, where the file ends. */
	offset(index: number): number {
		return this.#offsets[index]!;
	}

	/** NaN for an index that the recipe does not have: no length equals it. */
	length(index: number): number {
		return this.#states[index] === undefined ? NaN : chunkLength(this.#recipe, index);
	}

	/** Of all chunks. */
	indexes(): number[] {
		return Array.from({length: this.count}, (_, index) => index);
	}

	/** In order. */
	missing(): number[] {
		const indexes: number[] = [];
		for (const [index, state] of this.#states.entries()) {
			if (state === chunkAt.missing) {
				indexes.push(index);
			}
		}

		return indexes;
	}

	/** Where the chunks end that are, from `first` on, in its state, as long as each `joins` the one before it and they are not longer than this together; one is in any case. */
	endOfRun(first: number, limitBytes: number, joins: (index: number) => boolean): number {
		const state = this.#states[first];
		const limit = this.offset(first) + limitBytes;
		let end = first + 1;
		while (this.#states[end] === state && this.offset(end + 1) <= limit && joins(end)) {
			end++;
		}

		return end;
	}
}
