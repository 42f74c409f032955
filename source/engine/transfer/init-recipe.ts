import {digestOf, validateRecipe} from '../content/recipe.js';
import {applySplice} from '../content/splice.js';
import type {Digest} from '../core/node.js';
import {malformed} from '../protocol/malformed.js';
import type {Init} from '../protocol/messages.js';

/**
The recipe that an init tells, checked against its size and digest; undefined when it is told as an edit of a file that is not here. Throws
`FsyncError` (protocol) when it cannot be true.
*/
export function recipeOfInit(init: Init, recipeOf: (digest: Digest) => Uint8Array | undefined): Uint8Array | undefined {
	const recipe = init.base === undefined ? wholeRecipe(init) : splicedRecipe(init, recipeOf(init.base));
	if (recipe && digestOf(recipe) !== init.digest) {
		throw malformed('a file whose recipe has another digest');
	}

	return recipe;
}

function wholeRecipe({recipe, size}: Init): Uint8Array {
	const fault = validateRecipe(recipe, size);
	if (fault !== undefined) {
		throw malformed(`a recipe that cannot be true (${fault})`);
	}

	return recipe;
}

function splicedRecipe({recipe: splice, size}: Init, base: Uint8Array | undefined): Uint8Array | undefined {
	if (!base) {
		return undefined;
	}

	const recipe = applySplice(base, splice, size);
	if (typeof recipe === 'string') {
		throw malformed(`an edit of a recipe that cannot be true (${recipe})`);
	}

	return recipe;
}
