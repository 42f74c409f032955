import {chunkingParameters, type ChunkingAlgorithm} from './chunker.js';
import {chunkCount, chunkDigestHex, chunkLength} from './recipe.js';

/** Whether a recipe may come from this way of cutting: one whose chunks all have the one length of fixed cutting comes from no other. */
export function isCutBy(algorithm: ChunkingAlgorithm, recipe: Uint8Array): boolean {
	const {maximumBytes} = chunkingParameters.fixed;
	let isFixed = true;
	for (let index = chunkCount(recipe) - 2; index >= 0 && isFixed; index--) {
		isFixed = chunkLength(recipe, index) === maximumBytes;
	}

	return isFixed === (algorithm === 'fixed');
}

/**
Follows the recipe of a file's former version while the file is cut anew. Where a chunk ends depends on nothing but the chunk's own bytes: one that is as it was
need not be searched for its end, which is as much work as its digest. The last chunk is never expected, for the file's end ended it and not a cut.
*/
export class Guide {
	readonly #recipe: Uint8Array;
	/** Chunks that ended with a cut. */
	readonly #count: number;
	/** The chunk that comes next if nothing has changed; -1 when the way is lost. */
	#next = 0;
	#places: ReadonlyMap<string, number> | undefined;

	constructor(recipe: Uint8Array) {
		this.#recipe = recipe;
		this.#count = chunkCount(recipe) - 1;
	}

	/** Length of the chunk that comes next if nothing has changed; 0 when nothing can be said. */
	get expectedBytes(): number {
		return this.#next === -1 || this.#next >= this.#count ? 0 : chunkLength(this.#recipe, this.#next);
	}

	/** Whether the expected chunk has this digest. If not, the way is lost until a chunk is met that the recipe has. */
	expects(digest: string): boolean {
		const isExpected = chunkDigestHex(this.#recipe, this.#next) === digest;
		if (!isExpected) {
			this.#next = -1;
		}

		return isExpected;
	}

	/** To be told of every chunk. */
	passed(digest: string): void {
		if (this.#next !== -1 && this.#next < this.#count && chunkDigestHex(this.#recipe, this.#next) === digest) {
			this.#next++;
			return;
		}

		this.#places ??= this.#index();
		this.#next = (this.#places.get(digest) ?? -2) + 1;
	}

	#index(): ReadonlyMap<string, number> {
		const places = new Map<string, number>();
		for (let index = this.#count - 1; index >= 0; index--) {
			places.set(chunkDigestHex(this.#recipe, index), index);
		}

		return places;
	}
}
