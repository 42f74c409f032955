import {keepBoth} from './merge-both.js';
import type {Claims} from './merge-claims.js';
import {isAt, type Merge} from './merge.js';
import {placeOn, type Entry} from './merge-table.js';
import type {Side} from './operation.js';

export type Choice = {
	readonly merge: Merge;
	readonly claims: Claims;
	/** Who would keep the place if nobody were preferred, and who asks for it too. */
	readonly pair: readonly [Entry, Entry];
	readonly side: Side;
};

/**
One side's wishes win a place. The other node goes back to where the preferred side has it; if that side does not have it, it goes to the
trash with what is in it. What the preferred side itself has here, beside the winner, is never given up: it gets another name.
*/
export function preferSide({merge, claims, pair, side}: Choice): void {
	const [first, second] = pair;
	const loser = isAt(second, side) && !isAt(first, side) ? first : second;
	if (isAt(loser, side)) {
		keepBoth({merge, claims, loser});
		return;
	}

	merge.notices.push({path: (loser.local ?? loser.remote)!.path, message: `Gave way to the ${side} side's node of that name.`});
	giveBack(merge, loser, side);
}

function giveBack(merge: Merge, entry: Entry, side: Side): void {
	const place = placeOn(entry, side);
	if (place && !isAt(entry, side)) {
		entry.place = place;
		entry.isCombined = false;
		return;
	}

	entry.isGivenUp = true;
	entry.survives = false;
	entry.isAlive = false;
	if (entry.kind !== 'folder' || entry.isBulk) {
		return;
	}

	merge.table.open(entry);
	const children = merge.table.entries.filter(one => one.place?.parent === entry && (one.survives || one.isAlive));
	for (const child of children) {
		giveBack(merge, child, side);
	}
}
