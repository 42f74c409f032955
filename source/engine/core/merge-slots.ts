import {isLeaf} from './merge-node.js';
import {
	isAt,
	mergeContent,
	type Merge,
} from './merge.js';
import {Claims} from './merge-claims.js';
import {keepBoth, splitVersions} from './merge-both.js';
import {breakRings, raiseFolders} from './merge-places.js';
import {preferSide} from './merge-prefer.js';
import {
	placeOn,
	unionOf,
	type Entry,
} from './merge-table.js';
import {sameContent} from './node.js';
import {otherSide, sides, type Side} from './operation.js';
import type {ConflictReason} from './plan.js';

const mostPasses = 10_000;

/**
Gives every node a place of its own in the merged tree (rules 16-24). Each pass settles what it finds and may uncover more; it ends
because every step takes something away that could be argued about.
*/
export function grantPlaces(merge: Merge): void {
	for (let pass = 0; pass < mostPasses; pass++) {
		followUnions(merge);
		breakRings(merge);
		raiseFolders(merge);
		if (!settleClaims(merge)) {
			return;
		}
	}

	throw new Error('Places in the merged tree could not be settled.');
}

function followUnions({table}: Merge): void {
	for (const entry of table.entries) {
		if (entry.place?.parent.unitedWith) {
			entry.place = {parent: unionOf(entry.place.parent), name: entry.place.name};
		}
	}
}

/** Returns whether anything had to give way, so that another look is needed. */
function settleClaims(merge: Merge): boolean {
	const claims = new Claims(merge.table);
	const contests = contest(merge, claims);
	if (giveWay(merge, claims)) {
		return true;
	}

	for (const [holder, rival] of contests) {
		const isOpen = [holder, rival].every(entry => isClaiming(entry)) && isContested(holder, rival);
		if (isOpen) {
			settle(merge, claims, [holder, rival]);
		}
	}

	return settleVersions(merge, claims) || contests.length > 0;
}

function isClaiming(entry: Entry): boolean {
	return entry.isAlive && !entry.isHeld && entry.place !== undefined && !entry.unitedWith;
}

function isContested(a: Entry, b: Entry): boolean {
	return a.place!.parent === b.place!.parent && a.place!.name === b.place!.name;
}

function contest({table}: Merge, claims: Claims): Array<[Entry, Entry]> {
	const contests: Array<[Entry, Entry]> = [];
	for (const entry of table.entries) {
		if (!isClaiming(entry) || entry.isCombined) {
			continue;
		}

		const holder = claims.claim(entry);
		if (holder) {
			contests.push([holder, entry]);
		}
	}

	return contests;
}

/** A combination of both sides' wishes is only for a free place (rule 17). */
function giveWay({table, winner}: Merge, claims: Claims): boolean {
	let hasChanged = false;
	for (const entry of table.entries) {
		if (!(isClaiming(entry) && entry.isCombined && claims.claim(entry))) {
			continue;
		}

		entry.place = placeOn(entry, winner);
		entry.isCombined = false;
		hasChanged = true;
	}

	return hasChanged;
}

function settle(merge: Merge, claims: Claims, [a, b]: readonly [Entry, Entry]): void {
	if (a.kind === 'folder' && b.kind === 'folder' && !(a.base && b.base)) {
		unite(merge, byBase(a, b));
	} else if (isLeaf(a.node) && sameContent(a.node, b.node) && a.clash === undefined && b.clash === undefined) {
		const [kept, other] = byBase(a, b);
		unite(merge, [kept, other]);
		mergeContent(merge, kept);
	} else {
		contend(merge, claims, [a, b]);
	}
}

/** Two different nodes want one place. */
function contend(merge: Merge, claims: Claims, [a, b]: readonly [Entry, Entry]): void {
	const claimants = {local: claimant(a, b, 'local'), remote: claimant(a, b, 'remote')};
	const preference = merge.decisions.about(claimants.local?.local, claimants.remote?.remote) ?? merge.prefer;
	if (preference === 'hold') {
		a.isHeld = true;
		b.isHeld = true;
		merge.clashes.push({place: a.place!, reason: reasonFor(a, b), ...claimants});
		return;
	}

	const pair = byRank(merge, a, b);
	if (preference === 'both') {
		keepBoth({merge, claims, loser: pair[1]});
	} else {
		preferSide({
			merge, claims, pair, side: preference,
		});
	}
}

/** Makes two nodes one: where only the other stands, it stands for both from now on. */
function unite({table}: Merge, [kept, other]: readonly [Entry, Entry]): void {
	if (other.kind === 'folder') {
		table.open(kept);
		table.open(other);
	}

	for (const side of sides) {
		const stand = other[side];
		if (!stand || kept[side] !== undefined) {
			continue;
		}

		kept[side] = stand;
		other[side] = undefined;
		stand.parent!.inside![side].set(stand.name, kept);
		for (const [name, child] of other.inside?.[side] ?? []) {
			child[side]!.parent = kept;
			kept.inside![side].set(name, child);
		}

		other.inside?.[side].clear();
	}

	other.survives = false;
	other.isAlive = false;
	other.unitedWith = kept;
}

function byBase(a: Entry, b: Entry): readonly [Entry, Entry] {
	return !a.base && b.base ? [b, a] : [a, b];
}

/** Who keeps the name (rule 24): a folder, then who was always there, then the winner's. */
function byRank({winner}: Merge, a: Entry, b: Entry): readonly [Entry, Entry] {
	const rank = (entry: Entry) => entry.kind === 'folder' ? 0 : 3;
	const isUnmoved = ({base, place}: Entry) => base?.parent === place!.parent && base?.name === place!.name;
	const score = (entry: Entry) => rank(entry) + (isUnmoved(entry) ? 0 : (isAt(entry, winner) ? 1 : 2));
	return score(b) < score(a) ? [b, a] : [a, b];
}

/** Which of the two a side has in this place, or has at all. */
function claimant(a: Entry, b: Entry, side: Side): Entry | undefined {
	return [a, b].find(entry => isAt(entry, side)) ?? [a, b].find(entry => entry[side] && !isAt(entry, otherSide(side)));
}

function reasonFor(a: Entry, b: Entry): ConflictReason {
	if (a.kind !== b.kind) {
		return 'kind';
	}

	if (a.base ?? b.base) {
		return 'slot';
	}

	return a.kind === 'symlink' ? 'link-target' : 'both-created';
}

/** Two versions of one node: held, kept under two names, or the preferred side's, which it has already. */
function settleVersions(merge: Merge, claims: Claims): boolean {
	let hasChanged = false;
	for (const entry of merge.table.entries) {
		if (entry.clash !== undefined && isClaiming(entry)) {
			hasChanged = settleVersion(merge, claims, entry) || hasChanged;
		}
	}

	return hasChanged;
}

function settleVersion(merge: Merge, claims: Claims, entry: Entry): boolean {
	const preference = merge.decisions.about(entry.local, entry.remote) ?? merge.prefer;
	if (preference === 'both') {
		splitVersions({merge, claims, loser: entry});
		return true;
	}

	if (preference === 'hold') {
		merge.clashes.push({
			place: entry.place!, reason: entry.clash!, local: entry, remote: entry,
		});
		entry.isContentHeld = true;
	} else {
		entry.node = entry[preference]!.node;
	}

	entry.clash = undefined;
	return false;
}
