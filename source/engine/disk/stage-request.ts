import {chunkLimits} from '../content/chunker.js';
import {fromHex} from '../content/digest.js';
import {digestOf, packRecipe, validateRecipe} from '../content/recipe.js';
import {FsyncError} from '../fault.js';
import type {StageRequest} from './replica.js';

/** A checked recipe, also for a file of one chunk. Throws `FsyncError` (protocol) for one that cannot be true (attacks A31, A32, A34). */
export function usableRecipe({digest, size, recipe}: StageRequest): Uint8Array {
	if (recipe) {
		const fault = validateRecipe(recipe, size);
		if (fault !== undefined || digestOf(recipe) !== digest) {
			throw new FsyncError('protocol', `The other side described a file by a recipe that cannot be true (${fault ?? 'digest'}).`);
		}

		return recipe;
	}

	if (!Number.isSafeInteger(size) || size < 0 || size > chunkLimits.maximumBytes) {
		throw new FsyncError('protocol', `The other side described a file of ${size} bytes without a recipe.`);
	}

	return packRecipe([{digest: fromHex(digest), length: size}], new Uint8Array(16));
}
