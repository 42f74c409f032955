import {otherSide} from './operation.js';
import type {Merge} from './merge.js';
import {placeOn, type Entry} from './merge-table.js';

/**
Takes back moves that would put folders into each other (rule 18): the winner's move stays, the other folder returns to where the
winner has it, under its merged name.
*/
export function breakRings(merge: Merge): void {
	const safe = new Set<Entry>([merge.table.root]);
	for (const entry of merge.table.entries) {
		if (entry.kind !== 'folder') {
			continue;
		}

		let ring = findRing(entry, safe);
		while (ring) {
			breakRing(ring, merge);
			ring = findRing(entry, safe);
		}
	}
}

/** The entries that hold each other, if the way up from `entry` never reaches what is known to be safe. */
function findRing(entry: Entry, safe: Set<Entry>): readonly Entry[] | undefined {
	const way: Entry[] = [];
	const seen = new Set<Entry>();
	for (let at = entry; !safe.has(at); at = at.place!.parent) {
		if (seen.has(at)) {
			return way.slice(way.indexOf(at));
		}

		way.push(at);
		seen.add(at);
		if (at.isHeld) {
			break;
		}
	}

	for (const one of way) {
		safe.add(one);
	}

	return undefined;
}

/** Each side's own tree has no rings, so that one of these came from the other side alone. */
function breakRing(ring: readonly Entry[], merge: Merge): void {
	const {winner, notices} = merge;
	const [moved] = ring
		.filter(entry => entry[winner] && entry[otherSide(winner)] && entry.place!.parent !== placeOn(entry, winner)!.parent)
		.toSorted((a, b) => a.order - b.order);
	if (!moved) {
		throw new Error('A ring of folders that no side made.');
	}

	const place = placeOn(moved, winner)!;
	moved.place = {parent: place.parent, name: moved.place!.name};
	moved.isCombined = moved.place.name !== place.name;
	notices.push({path: moved[winner]!.path, message: 'Both sides moved folders into each other; this one stays where it was.'});
}

/** A deleted folder comes back, empty, for what has to live in it (rule 10). */
export function raiseFolders({table}: Merge): void {
	for (const entry of table.entries) {
		entry.isAlive = entry.survives;
	}

	for (const entry of table.entries) {
		if (entry.survives && !entry.isHeld) {
			for (let folder = entry.place?.parent; folder && !folder.isAlive && !folder.isHeld; folder = folder.place?.parent) {
				folder.isAlive = true;
			}
		}
	}
}
