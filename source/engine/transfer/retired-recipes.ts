import type {Digest} from '../core/node.js';

/** Bytes of recipes that are kept: those of replaced files of some 50 GB. */
const keptBytes = 32 * 1024 * 1024;

/** Recipes of files that are no longer in a tree, the latest ones: what another side still has, and a splice can be based on. */
export class RetiredRecipes {
	readonly #recipes = new Map<Digest, Uint8Array>();
	#bytes = 0;

	get(digest: Digest): Uint8Array | undefined {
		return this.#recipes.get(digest);
	}

	add(digest: Digest, recipe: Uint8Array): void {
		this.#drop(digest);
		this.#recipes.set(digest, recipe);
		this.#bytes += recipe.length;
		for (const oldest of this.#recipes.keys()) {
			if (this.#bytes <= keptBytes) {
				break;
			}

			this.#drop(oldest);
		}
	}

	#drop(digest: Digest): void {
		this.#bytes -= this.#recipes.get(digest)?.length ?? 0;
		this.#recipes.delete(digest);
	}
}
