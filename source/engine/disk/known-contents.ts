import type {FolderNode, TreeNode} from '../core/node.js';
import {packingOf, subfolders} from '../core/packed-children.js';
import type {Tree} from '../core/tree.js';
import type {Likeness} from './digest-files.js';

/** From this length on it is worth going through a tree to find out whether a new file is a copy: naming it takes 30 ms. */
const worthwhileBytes = 16 * 1024 * 1024;

/** Finds files that a new one may be a copy of. */
export class KnownContents {
	readonly #tree: Tree;
	#bySize: ReadonlyMap<number, Uint8Array> | undefined;

	constructor(tree: Tree) {
		this.#tree = tree;
	}

	/** The content of a large file of exactly the same length. */
	asLongAs(size: number): Likeness | undefined {
		if (size < worthwhileBytes) {
			return undefined;
		}

		this.#bySize ??= largeContents(this.#tree);
		const recipe = this.#bySize.get(size);
		return recipe && {recipe, isWhole: true};
	}
}

function largeContents(tree: Tree): ReadonlyMap<number, Uint8Array> {
	const found = new Map<number, Uint8Array>();
	const visit = (folder: FolderNode) => {
		// What is small together is small one by one: such folders stay packed.
		if ((packingOf(folder)?.bytes ?? worthwhileBytes) >= worthwhileBytes) {
			for (const node of folder.children.values()) {
				if (node.kind === 'file' && node.size >= worthwhileBytes && node.recipe) {
					found.set(node.size, node.recipe);
				}
			}
		}

		for (const [, inside] of subfolders(folder)) {
			visit(inside);
		}
	};

	visit(tree);
	return found;
}

/** What a file held when it was last read. It holds all of that when length and time of modification are the same: then its name, links or permissions have changed. */
export function formerContent(numbers: Float64Array, at: number, before: TreeNode | undefined): Likeness | undefined {
	return before?.kind === 'file' && before.recipe
		? {recipe: before.recipe, isWhole: before.size === numbers[at + 2] && before.disk?.modifiedMilliseconds === numbers[at + 3]}
		: undefined;
}
