import {goalOn} from './merge-hold.js';
import {
	isSamePlace, placeOn, type Entry, type Place, type Stand,
} from './merge-table.js';
import type {Clash, Merge} from './merge.js';
import {sameContent, type FolderNode} from './node.js';
import {otherSide, sides, type Side} from './operation.js';
import {joinPath, type Path} from './path.js';
import type {Conflict, Notice} from './plan.js';
import {walk} from './tree.js';

/** Open conflicts, by path. */
export function describeConflicts(merge: Merge): Conflict[] {
	return merge.clashes
		.map(clash => describeConflict(clash, merge.winner))
		.sort((a, b) => a.path < b.path ? -1 : a.path > b.path ? 1 : 0);
}

function describeConflict({place, reason, local, remote}: Clash, winner: Side): Conflict {
	const path = mergedPath(place, winner);
	const base = [local, remote].find(entry => entry?.base && entry.base.parent === place.parent && entry.base.name === place.name)
		?? (local === remote ? local : undefined);
	return {
		path,
		reason,
		base: base?.base?.node,
		local: local?.local?.node,
		remote: remote?.remote?.node,
		...(local?.local && local.local.path !== path && {localPath: local.local.path}),
		...(remote?.remote && remote.remote.path !== path && {remotePath: remote.remote.path}),
	};
}

/** What the place will be called when the plan is done; in a folder that is held, by the winner's name for it. */
function mergedPath({parent, name}: Place, winner: Side): Path {
	const place = goalOn(parent, winner) ?? goalOn(parent, otherSide(winner)) ?? parent.place;
	return place ? joinPath(mergedPath(place, winner), name) : name;
}

/** What vanished on `side` and is to be deleted on the other, by its path in the ancestor. */
export function listDeletions({table}: Merge, side: Side, changing: readonly Side[]): Path[] {
	const other = otherSide(side);
	if (!changing.includes(other)) {
		return [];
	}

	return table.entries
		.filter(entry => entry.base && !entry[side] && entry[other] && !goalOn(entry, other))
		.flatMap(({base, isBulk}) => [base!.path, ...(isBulk ? pathsBelow(base!) : [])]);
}

function pathsBelow({node, path}: Stand): Path[] {
	return [...walk(node as FolderNode, path)].map(entry => entry.path);
}

/** Bases of nodes that the two sides will go on having in different places. */
export function listHeld({table, isOneWay}: Merge): Path[] {
	const isApart = (entry: Entry) => entry.isHeld || (isOneWay && !isSamePlace(placeOn(entry, 'local'), placeOn(entry, 'remote')));
	return table.entries
		.filter(entry => entry.base && entry !== table.root && isApart(entry))
		.map(entry => entry.base!.path);
}

/** What was decided although both sides had a say. */
export function describeNotices(merge: Merge): Notice[] {
	const notices = [...merge.notices];
	for (const entry of merge.table.entries) {
		if (entry.base && entry.place && !entry.isHeld && entry.isAlive) {
			const message = survivalMessage(entry) ?? renameMessage(entry);
			if (message !== undefined) {
				notices.push({path: mergedPath(entry.place, merge.winner), message});
			}
		}
	}

	return notices;
}

function survivalMessage(entry: Entry): string | undefined {
	const side = entry.deletedOn;
	if (!side || !entry.survives) {
		return undefined;
	}

	const other = otherSide(side);
	const stand = entry[other]!;
	if (!sameContent(stand.node, entry.base!.node)) {
		return `Kept: deleted on the ${side} side, but edited on the ${other} side.`;
	}

	const isMoved = stand.parent !== entry.base!.parent || stand.name !== entry.base!.name;
	return isMoved ? `Kept: deleted on the ${side} side, but moved on the ${other} side.` : undefined;
}

function renameMessage(entry: Entry): string | undefined {
	const base = placeOn(entry, 'base')!;
	const places = sides.flatMap(side => placeOn(entry, side) ?? []);
	const isContested = (key: 'parent' | 'name') => new Set([base[key], ...places.map(place => place[key])]).size === 3;
	return isContested('name') || isContested('parent')
		? `Moved on both sides: '${entry.local!.path}' on the local side, '${entry.remote!.path}' on the remote side.`
		: undefined;
}
