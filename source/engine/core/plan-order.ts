import {expectation} from './expectation.js';
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
import type {Path} from './path.js';
import {Standing} from './plan-standing.js';
import {walk} from './tree.js';

/** Longer chains of nodes that wait for each other's places are cut by parking one, so that no call stack grows with them. */
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
	readonly #standing: Standing;
	readonly #progress: Progress[];
	#depth = 0;
	#parked = 0;

	constructor(table: MergeTable, side: Side) {
		this.#table = table;
		this.#side = side;
		this.#standing = new Standing(table, side);
		this.#progress = table.entries.map(entry => entry === table.root ? 'done' : 'open');
	}

	arrange(): Operation[] {
		const {entries, root} = this.#table;
		for (const entry of entries) {
			if (this.#goal(entry) && !this.#settle(entry)) {
				throw new Error('A node could not be brought to its place.');
			}
		}

		// Copies of what is about to be replaced have been made by now.
		for (const entry of entries) {
			this.#rewrite(entry);
		}

		for (const entry of entries) {
			const folder = this.#standing.place(entry)?.parent;
			const isTopmost = folder === root || (folder !== undefined && this.#goal(folder) !== undefined);
			if (isTopmost && !this.#goal(entry)) {
				this.#remove(entry);
			}
		}

		return this.#operations;
	}

	#goal(entry: Entry): Place | undefined {
		return goalOn(entry, this.#side);
	}

	/** Brings an entry to its place. False when that has to wait for something further up the call stack. */
	#settle(entry: Entry): boolean {
		const {order} = entry;
		if (this.#progress[order] !== 'open') {
			return this.#progress[order] === 'done';
		}

		const goal = this.#goal(entry)!;
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
		let holder = this.#standing.at(goal);
		while (holder && holder !== entry && !this.#canReplace(holder, entry)) {
			this.#evict(holder, goal);
			holder = this.#standing.at(goal);
		}

		if (holder === entry) {
			return;
		}

		if (this.#standing.place(entry)) {
			this.#move(entry, goal);
		} else {
			this.#create(entry, goal, holder);
		}
	}

	#move(entry: Entry, place: Place): void {
		const from = this.#standing.pathTo(this.#standing.place(entry)!);
		this.#operations.push({
			kind: 'move', from, path: this.#standing.pathTo(place), expected: expectation(entry[this.#side]!.node),
		});
		this.#standing.leave(entry);
		this.#standing.enter(entry, place);
	}

	#create(entry: Entry, place: Place, replaced: Entry | undefined): void {
		const path = this.#standing.pathTo(place);
		this.#put(path, entry.node, replaced?.[this.#side]?.node);
		for (const inner of entry.isBulk ? walk(entry.node as FolderNode, path) : []) {
			this.#put(inner.path, inner.node, undefined);
		}

		if (replaced) {
			this.#drop(replaced);
		}

		this.#standing.enter(entry, place);
	}

	#put(path: Path, node: TreeNode, replaced: TreeNode | undefined): void {
		this.#operations.push({
			kind: 'put',
			path,
			node: node.kind === 'folder' ? emptyFolder : withoutDisk(node),
			expected: replaced && expectation(replaced),
		});
	}

	/** A file or link that goes anyway is replaced by what is created in its place, so that the path is never empty. */
	#canReplace(holder: Entry, entry: Entry): boolean {
		return this.#standing.place(entry) === undefined && holder.kind !== 'folder' && !this.#goal(holder);
	}

	#evict(holder: Entry, place: Place): void {
		if (!this.#goal(holder)) {
			this.#remove(holder);
		} else if (!this.#tryToSettle(holder) && this.#standing.at(place) === holder) {
			this.#park(holder);
		}
	}

	#tryToSettle(entry: Entry): boolean {
		return this.#depth < longestChain && this.#settle(entry);
	}

	#park(entry: Entry): void {
		const {root} = this.#table;
		const isTaken = (name: string) => [root.local, root.remote].some(stand => childrenOf(stand)?.has(name));
		let name: string;
		do {
			this.#parked++;
			name = `.fsync-park-${this.#parked}`;
		} while (isTaken(name));

		this.#move(entry, {parent: root, name});
	}

	/** Deletes an entry with all that is in it, after what survives has left. */
	#remove(entry: Entry): void {
		this.#rescue(entry);
		const expected = entry.kind === 'folder' ? this.#standing.remains(entry) : expectation(entry[this.#side]!.node);
		this.#operations.push({kind: 'delete', path: this.#standing.pathTo(this.#standing.place(entry)!), expected});
		this.#drop(entry);
	}

	#rescue(folder: Entry): void {
		for (const child of folder.inside?.[this.#side].values() ?? []) {
			if (!this.#goal(child)) {
				this.#rescue(child);
			} else if (!this.#tryToSettle(child) && this.#standing.place(child)?.parent === folder) {
				this.#park(child);
			}
		}
	}

	#drop(entry: Entry): void {
		this.#standing.leave(entry);
		this.#progress[entry.order] = 'gone';
	}

	/** Puts the merged content over what an entry that stays had. */
	#rewrite(entry: Entry): void {
		const stand = this.#goal(entry) && entry[this.#side];
		const isFixed = entry.isHeld || entry.isContentHeld || entry.kind === 'folder';
		if (stand && !isFixed && !sameNode(stand.node, entry.node)) {
			this.#put(this.#standing.pathTo(this.#standing.place(entry)!), entry.node, stand.node);
		}
	}
}
