import {otherSide, sides, type Side} from './operation.js';
import type {Merge} from './merge.js';
import {
	isSamePlace, placeOn, standOn, type Entry, type Place,
} from './merge-table.js';

/** Where a side is to have an entry once its part of the plan is done; undefined: not at all. */
export function goalOn(entry: Entry, side: Side): Place | undefined {
	if (entry.isHeld) {
		return standOn(entry, side);
	}

	return entry.isAlive && !entry.unitedWith ? entry.place : undefined;
}

/** What each side that may change has to bear: `kept` are nodes that a mode forbids to delete. */
export type Holding = {readonly merge: Merge; readonly changing: readonly Side[]; readonly kept: ReadonlySet<Entry>};

/**
Holds whatever cannot be done because something else is held: a node whose folder will not be there, whose place stays taken, or that
would end up inside itself; and a folder that a held node stands in. In the limit everything is held and both sides stay as they are,
which is a valid tree: so it ends.
*/
export function holdDependents(holding: Holding): void {
	const {merge, changing} = holding;
	if (merge.table.entries.every(entry => !entry.isHeld)) {
		return;
	}

	let hasChanged = true;
	while (hasChanged) {
		hasChanged = false;
		for (const side of changing) {
			for (const entry of [...misfits(holding, side)]) {
				hasChanged ||= !entry.isHeld;
				entry.isHeld = true;
			}
		}
	}
}

function * misfits(holding: Holding, side: Side): Generator<Entry> {
	const {entries, root} = holding.merge.table;
	const taken: Taken = new Map();
	for (const entry of entries) {
		const goal = entry.isHeld ? goalOn(entry, side) : undefined;
		if (goal) {
			take(taken, goal, entry);
			if (!isThere(goal.parent, side, root)) {
				yield goal.parent;
			}
		}
	}

	reserveBases(entries, taken);
	const contested = contestedFolders(holding);
	for (const entry of entries) {
		const goal = entry !== root && !entry.isHeld ? goalOn(entry, side) : undefined;
		if (!goal && !entry.isHeld && contested.has(entry[side]?.parent)) {
			yield entry;
		}

		const holder = goal && take(taken, goal, entry);
		if (holder) {
			tellBlocked(holding, entry, holder);
		}

		if (holder || (goal && !isThere(goal.parent, side, root))) {
			yield entry;
		}
	}

	yield * ringed(entries, root, side);
}

/** Folders in an open conflict, with those held in them: as long as it is open nothing in them is deleted. */
function contestedFolders({merge: {clashes, table}}: Holding): ReadonlySet<Entry | undefined> {
	const contested = new Set<Entry | undefined>(clashes.flatMap(({local, remote}) => [local, remote]).filter(entry => entry?.isHeld));
	for (const entry of contested.size === 0 ? [] : table.entries) {
		if (entry.isHeld && sides.some(side => contested.has(entry[side]?.parent))) {
			contested.add(entry);
		}
	}

	return contested;
}

function isThere(folder: Entry, side: Side, root: Entry): boolean {
	return folder === root || goalOn(folder, side) !== undefined;
}

type Taken = Map<Entry, Map<string, Entry>>;

/**
The place where the ancestor has a held node is kept free: another node there would take over its base, and with it all that is known
about where it came from.
*/
function reserveBases(entries: readonly Entry[], taken: Taken): void {
	for (const entry of entries) {
		const place = entry.isHeld ? placeOn(entry, 'base') : undefined;
		if (place) {
			take(taken, place, entry);
		}
	}
}

/** Returns who has the place already. */
function take(taken: Taken, {parent, name}: Place, entry: Entry): Entry | undefined {
	const names = taken.get(parent) ?? new Map<string, Entry>();
	taken.set(parent, names);
	const holder = names.get(name);
	names.set(name, holder ?? entry);
	return holder;
}

function * ringed(entries: readonly Entry[], root: Entry, side: Side): Generator<Entry> {
	const safe = new Set<Entry>([root]);
	for (const start of entries) {
		const way = new Set<Entry>();
		let at: Entry | undefined = start.kind === 'folder' ? start : undefined;
		while (at && !safe.has(at) && !way.has(at)) {
			way.add(at);
			at = goalOn(at, side)?.parent;
		}

		if (at && way.has(at)) {
			yield * [...way].filter(entry => !entry.isHeld);
		}

		for (const entry of way) {
			safe.add(entry);
		}
	}
}

function tellBlocked({merge, kept}: Holding, entry: Entry, rival: Entry): void {
	const place = entry.place!;
	if (kept.has(rival)) {
		merge.clashes.push({
			place, reason: 'mode-forbids', local: entry.local ? entry : rival, remote: entry.remote && isSamePlace(placeOn(entry, 'remote'), place) ? entry : rival,
		});
		return;
	}

	const side = entry.local ? 'local' : 'remote';
	const stand = entry[side] ?? entry[otherSide(side)]!;
	merge.notices.push({path: stand.path, message: 'Waits, because its new place is part of something that is held.'});
}
