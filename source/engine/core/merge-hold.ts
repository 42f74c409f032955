import {otherSide, type Side} from './operation.js';
import type {Merge} from './merge.js';
import {
	isSamePlace, placeOn, type Entry, type Place,
} from './merge-table.js';

/** Where a side is to have an entry once its part of the plan is done; undefined: not at all. */
export function goalOn(entry: Entry, side: Side): Place | undefined {
	if (entry.isHeld) {
		return placeOn(entry, side);
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
				entry.isHeld = true;
				hasChanged = true;
			}
		}
	}
}

function * misfits(holding: Holding, side: Side): Generator<Entry> {
	const {entries, root} = holding.merge.table;
	const names = new Map<Entry, Map<string, Entry>>();
	for (const isHeld of [true, false]) {
		for (const entry of entries) {
			const goal = entry !== root && entry.isHeld === isHeld ? goalOn(entry, side) : undefined;
			if (!goal) {
				continue;
			}

			if (goal.parent !== root && !goalOn(goal.parent, side)) {
				yield isHeld ? goal.parent : entry;
			}

			const rival = take(names, goal, entry);
			if (rival) {
				tellBlocked(holding, entry, rival);
				yield entry;
			}
		}
	}

	yield * ringed(entries, root, side);
}

/** Returns who has the place already. */
function take(names: Map<Entry, Map<string, Entry>>, {parent, name}: Place, entry: Entry): Entry | undefined {
	const taken = names.get(parent) ?? new Map<string, Entry>();
	names.set(parent, taken);
	const holder = taken.get(name);
	taken.set(name, holder ?? entry);
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
