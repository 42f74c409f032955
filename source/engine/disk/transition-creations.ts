import type {NodeKind} from '../core/node.js';
import {parentOf, type Path} from '../core/path.js';

/**
So many new nodes of a batch are noted, at most. A first sync and everything of its size makes no notes at all, so that it costs nothing:
whoever restores has the birth times of the files to go by then, and leaves what is not certain.
*/
const limit = 256;

type Creation = {readonly path: Path; readonly order: number};

/** The uppermost nodes that a batch makes where nothing stood; what is in a new folder goes without saying. */
export class Creations {
	readonly #folders = new Set<Path>();
	readonly #takeOrder: () => number;
	#creations: Creation[] = [];
	#hasTooMany = false;

	/** `takeOrder`: the place of each in the order of what is done. */
	constructor(takeOrder: () => number) {
		this.#takeOrder = takeOrder;
	}

	add(path: Path, kind: NodeKind): void {
		const isInside = this.#folders.has(parentOf(path));
		if (kind === 'folder') {
			this.#folders.add(path);
		}

		if (isInside || this.#hasTooMany) {
			return;
		}

		this.#creations.push({path, order: this.#takeOrder()});
		if (this.#creations.length <= limit) {
			return;
		}

		this.#hasTooMany = true;
		this.#creations = [];
	}

	list(): readonly Creation[] {
		return this.#creations;
	}
}
