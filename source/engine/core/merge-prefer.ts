import type {Merge} from './merge.js';
import {
	isSamePlace, placeOn, type Entry,
} from './merge-table.js';
import type {Side} from './operation.js';

/**
One side's wishes win a place. The other node goes back to where the preferred side has it; if that side does not have it, it goes to the
trash with what is in it.
*/
export function preferSide(merge: Merge, [first, second]: readonly [Entry, Entry], side: Side): void {
	const stands = (entry: Entry) => isSamePlace(placeOn(entry, side), entry.place);
	const loser = stands(second) && !stands(first) ? first : second;
	merge.notices.push({path: (loser.local ?? loser.remote)!.path, message: `Gave way to the ${side} side's node of that name.`});
	giveBack(merge, loser, side);
}

function giveBack(merge: Merge, entry: Entry, side: Side): void {
	const place = placeOn(entry, side);
	if (place && !isSamePlace(place, entry.place)) {
		entry.place = place;
		entry.isCombined = false;
		return;
	}

	entry.isGivenUp = true;
	entry.survives = false;
	entry.isAlive = false;
	if (entry.kind === 'folder') {
		merge.table.materialiseAll(entry);
		for (const child of merge.table.entries.filter(one => one.place?.parent === entry && (one.survives || one.isAlive))) {
			giveBack(merge, child, side);
		}
	}
}
