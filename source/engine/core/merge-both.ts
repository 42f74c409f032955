import {conflictName, versionMark} from './conflict-name.js';
import type {Claims} from './merge-claims.js';
import {isLeaf} from './merge-node.js';
import {isAt, type Merge} from './merge.js';
import {isSamePlace, type Entry, type Place} from './merge-table.js';
import {sameContent, type TreeNode} from './node.js';
import {otherSide, type Side} from './operation.js';

export type Loss = {readonly merge: Merge; readonly claims: Claims; readonly loser: Entry};

/** The loser of a place stays beside the winner, under a name that says whose it is. */
export function keepBoth({merge, claims, loser}: Loss): void {
	const other = otherSide(merge.winner);
	const from = isAt(loser, other) || loser[merge.winner] === undefined ? other : merge.winner;
	const stand = (loser.base ?? loser[from])!;
	loser.place = placeForLoser({
		claims, place: loser.place!, node: loser.node, device: merge.devices[from], mark: versionMark(loser.node, stand.path),
	});
	loser.isCombined = false;
	claims.claim(loser);
}

/** Of two versions of one node the losing side's becomes a node of its own beside it, unless a copy of it is there already. */
export function splitVersions({merge, claims, loser: entry}: Loss): void {
	const side: Side = otherSide(merge.winner);
	const stand = entry[side]!;
	const place = placeForLoser({
		claims, place: entry.place!, node: stand.node, device: merge.devices[side], mark: versionMark(stand.node, stand.path),
	});
	entry.clash = undefined;
	if (claims.at(place)) {
		return;
	}

	const copy = merge.table.add({[side]: stand});
	copy.place = place;
	claims.claim(copy);
	stand.parent!.inside![side].set(stand.name, copy);
	entry[side] = undefined;
}

type LoserPlace = {
	readonly claims: Claims;
	readonly place: Place;
	readonly node: TreeNode;
	readonly device: string;
	readonly mark: string;
};

/**
The first such name that is free, or that an equal copy has which a plan like this one has just made; never the one that was lost, which may be that of a conflict itself. An equal file that
both sides know already is somebody's own: it may have been renamed to what is being lost here a moment ago, and not have been looked for since.
*/
function placeForLoser({claims, place, node, device, mark}: LoserPlace): Place {
	for (let attempt = 1; ; attempt++) {
		const candidate = {
			parent: place.parent, name: conflictName({
				name: place.name, device, mark, attempt,
			}),
		};
		if (isSamePlace(candidate, place)) {
			continue;
		}

		const holder = claims.at(candidate);
		if (!holder || (!holder.base && isLeaf(node) && sameContent(holder.node, node))) {
			return candidate;
		}
	}
}
