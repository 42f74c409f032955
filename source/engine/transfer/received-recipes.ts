import {chunkLimits} from '../content/chunker.js';
import type {Digest} from '../core/node.js';
import type {Operation} from '../core/operation.js';
import type {Stage} from '../disk/replica.js';

/**
Keeps the recipes that came with contents until the operations that publish them are carried out: an operation from a peer names a
content by its digest only, and a file's node must not lose how it is cut.
*/
export class ReceivedRecipes {
	readonly #recipes = new Map<Digest, Uint8Array>();

	/** The stage, seen through: what is begun in it is remembered. */
	watch(stage: Stage): Stage {
		return {
			has: async digests => stage.has(digests),
			putPack: async pack => stage.putPack(pack),
			putChunks: async (digest, indexes, pack) => stage.putChunks(digest, indexes, pack),
			sign: async olds => stage.sign(olds),
			patchChunks: async (digest, patches, pack) => stage.patchChunks(digest, patches, pack),
			finish: async digest => stage.finish(digest),
			abandon: async digest => stage.abandon(digest),
			sweep: async keep => stage.sweep(keep),
			begin: async request => {
				if (request.recipe) {
					this.#recipes.set(request.digest, request.recipe);
				}

				return stage.begin(request);
			},
		};
	}

	has(digest: Digest): boolean {
		return this.#recipes.has(digest);
	}

	/** The same operations with the recipes of what they publish, from here or (content that is copied on the spot) from elsewhere. */
	complete(operations: readonly Operation[], elsewhere: (digest: Digest) => Uint8Array | undefined): readonly Operation[] {
		return operations.map(operation => {
			if (operation.kind !== 'put' || operation.node.kind !== 'file' || operation.node.recipe !== undefined || operation.node.size <= chunkLimits.minimumBytes) {
				return operation;
			}

			const recipe = this.#recipes.get(operation.node.digest) ?? elsewhere(operation.node.digest);
			return recipe ? {...operation, node: {...operation.node, recipe}} : operation;
		});
	}

	/** What these published is in a tree now. */
	forget(operations: readonly Operation[]): void {
		for (const operation of operations) {
			if (operation.kind === 'put' && operation.node.kind === 'file') {
				this.#recipes.delete(operation.node.digest);
			}
		}
	}
}
