import {goalOn} from './merge-hold.js';
import {
	isSamePlace,
	placeOn,
	type Entry,
	type Place,
	type Stand,
} from './merge-table.js';
import type {Clash, Merge} from './merge.js';
import {sameContent, type FolderNode} from './node.js';
import {otherSide, sides, type Side} from './operation.js';
import {comparePaths, joinPath, type Path} from './path.js';
import type {Conflict, Notice} from './plan.js';
import {walk} from './tree.js';

/** Open conflicts, by path. */
export function describeConflicts(merge: Merge): Conflict[] {
	return merge.clashes
		.map(clash => describeConflict(clash, merge.winner))
		.toSorted((a, b) => comparePaths(a.path, b.path));
}

function describeConflict({place, reason, local, remote}: Clash, winner: Side): Conflict {
	const path = mergedPath(place, winner);
	const here = local?.local;
	const there = remote?.remote;
	const isBase = (entry: Entry | undefined) => entry !== undefined && (local === remote || isSamePlace(placeOn(entry, 'base'), place));
	return {
		path,
		reason,
		base: [local, remote].find(entry => isBase(entry))?.base?.node,
		local: here?.node,
		remote: there?.node,
		...(here && here.path !== path && {localPath: here.path}),
		...(there && there.path !== path && {remotePath: there.path}),
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
		.filter(entry => entry.base && entry[side] === undefined && entry[other] && !goalOn(entry, other))
		.flatMap(({base, isBulk}) => [base!.path, ...(isBulk ? pathsBelow(base!) : [])]);
}

function pathsBelow({node, path}: Stand): Path[] {
	return [...walk(node as FolderNode, path)].map(entry => entry.path);
}

/** Bases of held nodes: what is not done yet has to be planned from them again. */
export function listHeld({table}: Merge): Path[] {
	return table.entries
		.filter(entry => entry.base && entry.isHeld && entry !== table.root)
		.map(entry => entry.base!.path);
}

/** What was decided although both sides had a say. */
export function describeNotices(merge: Merge): Notice[] {
	const notices = [...merge.notices];
	for (const entry of merge.table.entries) {
		if (!(entry.base && entry.place && !entry.isHeld && entry.isAlive)) {
			continue;
		}

		const message = survivalMessage(entry) ?? renameMessage(entry);
		if (message !== undefined) {
			notices.push({path: mergedPath(entry.place, merge.winner), message});
		}
	}

	return notices;
}

function survivalMessage(entry: Entry): string | undefined {
	const side = entry.deletedOn;
	if (side === undefined || !entry.survives) {
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
