import {withoutDisk} from './merge-node.js';
import {goalOn} from './merge-hold.js';
import {
	childrenOf,
	type Entry,
	type MergeTable,
	type Place,
} from './merge-table.js';
import {
	emptyFolder,
	sameNode,
	type FolderNode,
	type TreeNode,
} from './node.js';
import type {Operation, Side} from './operation.js';
import {joinPath, type Path} from './path.js';
import {walk} from './tree.js';

/** Deeper chains of nodes that wait for each other's places are cut by parking one, so that no call stack grows with them. */
const longestChain = 200;

/**
The steps that bring one side from where its nodes stand to where they are to be, in an order in which each can be taken: folders exist
before what goes into them, places are free before they are taken, nothing moves into itself, what survives leaves a folder before
that goes. Nodes that wait for each other in a ring (a swap) are parked under a temporary name at the root.
*/
export function orderOperations(table: MergeTable, side: Side): Operation[] {
	return new Arrangement(table, side).arrange();
}

type Progress = 'open' | 'busy' | 'done' | 'gone';

class Arrangement {
	readonly #operations: Operation[] = [];
	readonly #table: MergeTable;
	readonly #side: Side;
	readonly #progress: Progress[] = [];
	/** Where each entry stands after the steps so far. */
	readonly #places: Array<Place | undefined> = [];
	/** What stands in each folder in which something has changed. */
	readonly #edited = new Map<Entry, Map<string, Entry>>();
	#depth = 0;
	#parked = 0;

	constructor(table: MergeTable, side: Side) {
		this.#table = table;
		this.#side = side;
		for (const entry of table.entries) {
			const stand = entry[side];
			this.#places.push(stand?.parent && {parent: stand.parent, name: stand.name});
			this.#progress.push(entry === table.root ? 'done' : (stand ?? goalOn(entry, side) ? 'open' : 'gone'));
		}
	}

	arrange(): Operation[] {
		for (const entry of this.#table.entries) {
			if (entry !== this.#table.root && goalOn(entry, this.#side) && !this.#settle(entry)) {
				throw new Error('A node could not be brought to its place.');
			}
		}

		// Copies of what is about to be replaced have been made by now.
		for (const entry of this.#table.entries) {
			this.#rewrite(entry);
		}

		for (const entry of this.#table.entries) {
			const place = this.#places[entry.order];
			if (place && !goalOn(entry, this.#side) && this.#progress[entry.order] === 'open' && this.#stays(place.parent)) {
				this.#remove(entry);
			}
		}

		return this.#operations;
	}

	/** Brings an entry to its place. False when that has to wait for something further up the call stack. */
	#settle(entry: Entry): boolean {
		const {order} = entry;
		if (this.#progress[order] !== 'open') {
			return this.#progress[order] === 'done';
		}

		const goal = goalOn(entry, this.#side)!;
		this.#progress[order] = 'busy';
		this.#depth++;
		const hasFolder = this.#settle(goal.parent);
		if (hasFolder) {
			this.#occupy(entry, goal);
		}

		this.#depth--;
		this.#progress[order] = hasFolder ? 'done' : 'open';
		return hasFolder;
	}

	/** The folder is in its place. */
	#occupy(entry: Entry, goal: Place): void {
		let holder = this.#at(goal);
		while (holder && holder !== entry && !this.#canReplace(holder, entry)) {
			this.#evict(holder, goal);
			holder = this.#at(goal);
		}

		if (holder === entry) {
			return;
		}

		const path = this.#pathTo(goal);
		const place = this.#places[entry.order];
		if (place) {
			this.#operations.push({
				kind: 'move', from: this.#pathTo(place), path, expected: expectation(entry[this.#side]!.node),
			});
			this.#leave(entry);
		} else {
			this.#put(path, entry.node, holder && expectation(holder[this.#side]!.node));
			for (const inner of entry.isBulk ? walk(entry.node as FolderNode, path) : []) {
				this.#put(inner.path, inner.node, undefined);
			}

			if (holder) {
				this.#drop(holder);
			}
		}

		this.#enter(entry, goal);
	}

	#put(path: Path, node: TreeNode, expected: TreeNode | undefined): void {
		this.#operations.push({
			kind: 'put', path, node: node.kind === 'folder' ? emptyFolder : withoutDisk(node), expected,
		});
	}

	/** A file or link that goes anyway is replaced by what is created in its place, so that the path is never empty. */
	#canReplace(holder: Entry, entry: Entry): boolean {
		return this.#places[entry.order] === undefined && holder.kind !== 'folder' && !goalOn(holder, this.#side);
	}

	#evict(holder: Entry, place: Place): void {
		if (!goalOn(holder, this.#side)) {
			this.#remove(holder);
			return;
		}

		const hasSettled = this.#depth < longestChain && this.#settle(holder);
		if (!hasSettled && this.#at(place) === holder) {
			this.#park(holder);
		}
	}

	#park(entry: Entry): void {
		const place = {parent: this.#table.root, name: this.#parkName()};
		this.#operations.push({
			kind: 'move', from: this.#pathTo(this.#places[entry.order]!), path: place.name, expected: expectation(entry[this.#side]!.node),
		});
		this.#leave(entry);
		this.#enter(entry, place);
	}

	#parkName(): string {
		const isTaken = (name: string) => Boolean(childrenOf(this.#table.root.local)?.has(name)) || Boolean(childrenOf(this.#table.root.remote)?.has(name));
		let name: string;
		do {
			this.#parked++;
			name = `.fsync-park-${this.#parked}`;
		} while (isTaken(name));

		return name;
	}

	/** Deletes an entry with all that is in it, after what survives has left. */
	#remove(entry: Entry): void {
		this.#rescue(entry);
		const expected = entry.kind === 'folder' ? this.#remains(entry) : expectation(entry[this.#side]!.node);
		this.#operations.push({kind: 'delete', path: this.#pathTo(this.#places[entry.order]!), expected});
		this.#drop(entry);
	}

	#rescue(folder: Entry): void {
		for (const child of folder.inside?.[this.#side].values() ?? []) {
			if (!goalOn(child, this.#side)) {
				this.#rescue(child);
			} else if (!this.#settle(child) && this.#places[child.order]?.parent === folder) {
				this.#park(child);
			}
		}
	}

	/** What is still in a folder of which nothing survives. */
	#remains(entry: Entry): TreeNode {
		const {node} = entry[this.#side]!;
		const children = new Map<string, TreeNode>();
		let isWhole = true;
		for (const [name, child] of childrenOf(entry[this.#side]) ?? []) {
			const known = entry.inside![this.#side].get(name);
			const hasLeft = known !== undefined && this.#inside(entry).get(name) !== known;
			const rest = known && !hasLeft ? this.#remains(known) : child;
			isWhole &&= !hasLeft && rest === child;
			if (!hasLeft) {
				children.set(name, rest);
			}
		}

		return isWhole ? node : {kind: 'folder', children};
	}

	/** A put over what an earlier step left behind, for an entry that stays. */
	#rewrite(entry: Entry): void {
		const stand = goalOn(entry, this.#side) && entry[this.#side];
		const isFixed = entry.isHeld || entry.isContentHeld || entry.kind === 'folder';
		if (stand && !isFixed && !sameNode(stand.node, entry.node)) {
			this.#put(this.#pathTo(this.#places[entry.order]!), entry.node, expectation(stand.node));
		}
	}

	#leave(entry: Entry): void {
		const {parent, name} = this.#places[entry.order]!;
		this.#edit(parent).delete(name);
		this.#places[entry.order] = undefined;
	}

	#enter(entry: Entry, place: Place): void {
		this.#edit(place.parent).set(place.name, entry);
		this.#places[entry.order] = place;
	}

	#drop(entry: Entry): void {
		this.#leave(entry);
		this.#progress[entry.order] = 'gone';
	}

	#at({parent, name}: Place): Entry | undefined {
		return this.#inside(parent).get(name);
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

	#pathTo({parent, name}: Place): Path {
		const place = this.#places[parent.order];
		return place ? joinPath(this.#pathTo(place), name) : name;
	}

	/** Whether the folder is not itself removed, with all that is in it. */
	#stays(folder: Entry): boolean {
		return folder === this.#table.root || goalOn(folder, this.#side) !== undefined;
	}
}

/** What a step says it expects: enough to recognise the node, and nothing that only this disk knows. */
function expectation(node: TreeNode): TreeNode {
	switch (node.kind) {
		case 'folder': {
			return emptyFolder;
		}

		case 'symlink': {
			return {kind: 'symlink', target: node.target};
		}

		case 'file': {
			const {disk: _disk, recipe: _recipe, ...rest} = node;
			return rest;
		}
	}
}
