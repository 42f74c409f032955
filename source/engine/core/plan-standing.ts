import {
	childrenOf,
	standOn,
	type Entry,
	type MergeTable,
	type Place,
} from './merge-table.js';
import type {TreeNode} from './node.js';
import type {Side} from './operation.js';
import {joinPath, type Path} from './path.js';

/** Where everything stands on one side after the steps so far. */
export class Standing {
	readonly #side: Side;
	readonly #places: Array<Place | undefined>;
	/** What stands in each folder in which something has changed. */
	readonly #edited = new Map<Entry, Map<string, Entry>>();

	constructor({entries}: MergeTable, side: Side) {
		this.#side = side;
		this.#places = entries.map(entry => standOn(entry, side));
	}

	place(entry: Entry): Place | undefined {
		return this.#places[entry.order];
	}

	/** Who stands at a place, as far as it has an entry. */
	at({parent, name}: Place): Entry | undefined {
		return this.#inside(parent).get(name);
	}

	pathTo({parent, name}: Place): Path {
		const place = this.place(parent);
		return place ? joinPath(this.pathTo(place), name) : name;
	}

	leave(entry: Entry): void {
		const {parent, name} = this.place(entry)!;
		this.#edit(parent).delete(name);
		this.#places[entry.order] = undefined;
	}

	enter(entry: Entry, place: Place): void {
		this.#edit(place.parent).set(place.name, entry);
		this.#places[entry.order] = place;
	}

	/** What is left of an entry out of which some went; the very same node when nothing did. */
	remains(entry: Entry): TreeNode {
		const {node} = entry[this.#side]!;
		const children = new Map<string, TreeNode>();
		let isWhole = true;
		for (const [name, child] of childrenOf(entry[this.#side]) ?? []) {
			const known = entry.inside![this.#side].get(name);
			const hasLeft = known !== undefined && this.#inside(entry).get(name) !== known;
			const rest = known && !hasLeft ? this.remains(known) : child;
			isWhole &&= !hasLeft && rest === child;
			if (!hasLeft) {
				children.set(name, rest);
			}
		}

		return isWhole ? node : {kind: 'folder', children};
	}

	#inside(folder: Entry): ReadonlyMap<string, Entry> {
		return this.#edited.get(folder) ?? folder.inside![this.#side];
	}

	#edit(folder: Entry): Map<string, Entry> {
		const known = this.#edited.get(folder);
		const names = known ?? new Map(folder.inside![this.#side]);
		if (!known) {
			this.#edited.set(folder, names);
		}

		return names;
	}
}
