import {joinPath, parentOf, type Path} from './path.js';
import type {Move} from './rename.js';
import {lookup, type Tree} from './tree.js';

/** Which nodes of the ancestor stand elsewhere on one side, looked up from either end. */
export class SideMoves {
	readonly #to = new Map<Path, Path>();
	readonly #arrivals = new Set<Path>();
	/** Folders (in either naming) in or below which something left or arrived. */
	readonly #leftFolders = new Set<Path>();
	readonly #arrivedFolders = new Set<Path>();

	/** Moves that the two trees do not bear out are left aside: they come from detection or from a peer, and are hints. */
	constructor(moves: readonly Move[], ancestor: Tree, tree: Tree) {
		for (const {from, to} of moves) {
			const node = from === '' ? undefined : lookup(ancestor, from);
			const isFree = !this.#to.has(from) && !this.#arrivals.has(to);
			if (!(node && to !== '' && isFree && lookup(tree, to)?.kind === node.kind)) {
				continue;
			}

			this.#to.set(from, to);
			this.#arrivals.add(to);
			addFolders(this.#leftFolders, from);
			addFolders(this.#arrivedFolders, to);
		}
	}

	/** Where the ancestor's node went; undefined when it was not moved itself. */
	destination(folder: Path, name: string): Path | undefined {
		return this.#leftFolders.has(folder) ? this.#to.get(joinPath(folder, name)) : undefined;
	}

	/** Whether what stands here now stood elsewhere in the ancestor. */
	isArrival(folder: Path, name: string): boolean {
		return this.#arrivedFolders.has(folder) && this.#arrivals.has(joinPath(folder, name));
	}

	/** Whether anything in or below this folder moved: by its path in the ancestor, and by its path on this side. */
	touches(basePath: Path | undefined, path: Path | undefined): boolean {
		return (path !== undefined && this.#arrivedFolders.has(path)) || (basePath !== undefined && this.#leftFolders.has(basePath));
	}
}

function addFolders(folders: Set<Path>, path: Path): void {
	let folder = path;
	do {
		folder = parentOf(folder);
		folders.add(folder);
	} while (folder !== '');
}
