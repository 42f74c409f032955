import {sides, type Side} from './operation.js';
import type {Merge} from './merge.js';
import {
	isSamePlace,
	placeOn,
	standOn,
	type Entry,
	type Place,
} from './merge-table.js';

/** Where a side is to have an entry once its part of the plan is done; undefined: not at all. */
export function goalOn(entry: Entry, side: Side): Place | undefined {
	if (entry.isHeld) {
		return standOn(entry, side);
	}

	return entry.isAlive && !entry.unitedWith ? entry.place : undefined;
}

export type Holding = {
	readonly merge: Merge;
	/** The sides that may be changed. */
	readonly changing: readonly Side[];
	/** Nodes that the mode forbids to delete. */
	readonly kept: ReadonlySet<Entry>;
};

/**
Holds whatever cannot be done because something else is held: a node whose folder will not be there, whose place stays taken, or that
would end up inside itself; and a folder that a held node stands in. In the limit everything is held and both sides stay as they are,
which is a valid tree: so it ends.
*/
export function holdDependents({merge, changing, kept}: Holding): void {
	if (merge.table.entries.every(entry => !entry.isHeld)) {
		return;
	}

	let hasChanged = true;
	while (hasChanged) {
		hasChanged = false;
		for (const side of changing) {
			if (new Holder(merge, side, kept).run()) {
				hasChanged = true;
			}
		}
	}
}

/** One look at one side. */
class Holder {
	readonly #merge: Merge;
	readonly #side: Side;
	readonly #kept: ReadonlySet<Entry>;
	readonly #taken = new Map<Entry, Map<string, Entry>>();
	#hasChanged = false;

	constructor(merge: Merge, side: Side, kept: ReadonlySet<Entry>) {
		this.#merge = merge;
		this.#side = side;
		this.#kept = kept;
	}

	/** Returns whether anything more is held now. */
	run(): boolean {
		const {entries, root} = this.#merge.table;
		for (const entry of entries) {
			if (entry.isHeld) {
				this.#keep(entry);
			}
		}

		this.#reserveBases();
		const contested = this.#contestedFolders();
		for (const entry of entries) {
			if (entry !== root && !entry.isHeld) {
				this.#fit(entry, contested);
			}
		}

		this.#holdRings();
		return this.#hasChanged;
	}

	#hold(entry: Entry): void {
		entry.isHeld = true;
		this.#hasChanged = true;
	}

	/** What is held keeps its place, and the folder around it with it. */
	#keep(entry: Entry): void {
		const goal = goalOn(entry, this.#side);
		if (!goal) {
			return;
		}

		this.#take(goal, entry);
		if (!this.#isThere(goal.parent)) {
			this.#hold(goal.parent);
		}
	}

	/**
	The place where the ancestor has a held node is kept free: another node there would take over its base, and with it all that is known
	about where it came from.
	*/
	#reserveBases(): void {
		for (const entry of this.#merge.table.entries) {
			const place = entry.isHeld ? placeOn(entry, 'base') : undefined;
			if (place) {
				this.#take(place, entry);
			}
		}
	}

	/** Folders in an open conflict, with those held in them: as long as it is open nothing in them is deleted. */
	#contestedFolders(): ReadonlySet<Entry | undefined> {
		const {clashes, table} = this.#merge;
		const contested = new Set<Entry | undefined>(clashes.flatMap(({local, remote}) => [local, remote]).filter(entry => entry?.isHeld));
		for (const entry of contested.size === 0 ? [] : table.entries) {
			if (entry.isHeld && sides.some(side => contested.has(entry[side]?.parent))) {
				contested.add(entry);
			}
		}

		return contested;
	}

	/** Holds what is not held yet, unless it can have what it is meant to have. */
	#fit(entry: Entry, contested: ReadonlySet<Entry | undefined>): void {
		const goal = goalOn(entry, this.#side);
		if (!goal) {
			if (contested.has(entry[this.#side]?.parent)) {
				this.#hold(entry);
			}

			return;
		}

		const holder = this.#take(goal, entry);
		if (holder) {
			this.#tellBlocked(entry, holder);
		}

		if (holder !== undefined || !this.#isThere(goal.parent)) {
			this.#hold(entry);
		}
	}

	#holdRings(): void {
		const {entries, root} = this.#merge.table;
		const safe = new Set<Entry>([root]);
		for (const start of entries) {
			const way = new Set<Entry>();
			let at: Entry | undefined = start.kind === 'folder' ? start : undefined;
			while (at && !safe.has(at) && !way.has(at)) {
				way.add(at);
				at = goalOn(at, this.#side)?.parent;
			}

			for (const entry of way) {
				safe.add(entry);
				if (at && way.has(at) && !entry.isHeld) {
					this.#hold(entry);
				}
			}
		}
	}

	#isThere(folder: Entry): boolean {
		return folder === this.#merge.table.root || goalOn(folder, this.#side) !== undefined;
	}

	/** Returns who has the place already. */
	#take({parent, name}: Place, entry: Entry): Entry | undefined {
		const names = this.#taken.get(parent) ?? new Map<string, Entry>();
		this.#taken.set(parent, names);
		const holder = names.get(name);
		names.set(name, holder ?? entry);
		return holder;
	}

	#tellBlocked(entry: Entry, holder: Entry): void {
		const place = entry.place!;
		if (this.#kept.has(holder)) {
			const has = (side: Side) => isSamePlace(placeOn(entry, side), place) ? entry : holder;
			this.#merge.clashes.push({
				place, reason: 'mode-forbids', local: has('local'), remote: has('remote'),
			});
			return;
		}

		this.#merge.notices.push({path: (entry.local ?? entry.remote)!.path, message: 'Waits, because its new place is part of something that is held.'});
	}
}
