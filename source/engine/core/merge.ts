import type {Decisions} from './decision.js';
import {otherSide, sides, type Side} from './operation.js';
import {
	isSamePlace,
	placeOn,
	type Entry,
	type MergeTable,
	type Place,
} from './merge-table.js';
import {mergeNode} from './merge-node.js';
import {sameContent} from './node.js';
import type {ConflictReason, Notice, Preference} from './plan.js';

/** Two claims that cannot both be granted; `held` lists what stays as it is because of it. */
export type Clash = {
	readonly place: Place;
	readonly reason: ConflictReason;
	readonly local: Entry | undefined;
	readonly remote: Entry | undefined;
};

/** A merge on its way from three trees to one. */
export type Merge = {
	readonly table: MergeTable;
	readonly prefer: Preference;
	/** What a person has said about single conflicts; there it counts instead of `prefer`. */
	readonly decisions: Decisions;
	/** Decides where no data is at stake, and which version keeps its name where both are kept. */
	readonly winner: Side;
	readonly devices: Record<Side, string>;
	/** Conflicts that stay open. */
	readonly clashes: Clash[];
	readonly notices: Notice[];
};

/**
Whether each node exists in the merged tree for a reason of its own: it does if nobody deleted it, or if one side did while the other
changed its content, moved it, or moved a folder around it that the first side deleted (rules 6-12).
*/
export function decideExistence({table}: Merge): void {
	for (const entry of table.entries) {
		if (entry.base && !(entry.local && entry.remote)) {
			decideDeleted(entry);
		}
	}
}

function decideDeleted(entry: Entry): void {
	const side = sides.find(one => entry[one]);
	if (side === undefined) {
		entry.survives = false;
		return;
	}

	entry.deletedOn = otherSide(side);
	const base = entry.base!;
	const stand = entry[side]!;
	const isMoved = stand.parent !== base.parent || stand.name !== base.name;
	const ridesAlong = !isMoved && base.parent!.isWhole && base.parent![entry.deletedOn] === undefined;
	entry.isWhole = entry.kind === 'folder' && (isMoved || ridesAlong);
	entry.survives = isMoved || ridesAlong || !sameContent(stand.node, base.node);
}

/** Content and place of each node that exists, each attribute on its own. */
export function mergeEntries(merge: Merge): void {
	for (const entry of merge.table.entries) {
		if (entry === merge.table.root) {
			continue;
		}

		entry.place = mergePlaces(entry, merge.winner);
		entry.isCombined = sides.every(side => !isAt(entry, side));
		mergeContent(merge, entry);
	}
}

/** Whether a side has the entry at its merged place already. */
export function isAt(entry: Entry, side: Side): boolean {
	return isSamePlace(placeOn(entry, side), entry.place);
}

/** Folder and name merge apart from each other (rules 15-17). */
function mergePlaces(entry: Entry, winner: Side): Place {
	const mine = placeOn(entry, winner);
	const theirs = placeOn(entry, otherSide(winner));
	if (!mine || !theirs) {
		return (mine ?? theirs ?? placeOn(entry, 'base'))!;
	}

	const base = placeOn(entry, 'base') ?? mine;
	return {
		parent: mine.parent === base.parent ? theirs.parent : mine.parent,
		name: mine.name === base.name ? theirs.name : mine.name,
	};
}

/** Also called again when two entries turn out to be one. */
export function mergeContent(merge: Merge, entry: Entry): void {
	const {base, local, remote} = entry;
	if (!local || !remote) {
		entry.node = (local ?? remote ?? base)!.node;
		entry.clash = undefined;
		return;
	}

	const {node, clash} = mergeNode({
		base: base?.node, local: local.node, remote: remote.node, winner: merge.winner,
	});
	entry.node = node;
	entry.clash = clash;
}
