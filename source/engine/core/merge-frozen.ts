import {contentName, sameContent} from './node.js';
import {otherSide, sides, type Side} from './operation.js';
import {joinPath, parentOf, type Path} from './path.js';
import {
	placeOn,
	type Entry,
	type MergeTable,
	type Place,
} from './merge-table.js';

/**
Holds everything that stands, stood or would stand at or below a frozen path on either side, and keeps the folders around it where they
are (rules 31-33): nothing reliable is known of what is there, so that even its absence says nothing.
*/
export function holdFrozen(table: MergeTable, frozen: ReadonlySet<Path>): void {
	if (frozen.size === 0) {
		return;
	}

	const above = foldersAbove(frozen);
	for (const entry of table.entries) {
		if (entry === table.root) {
			continue;
		}

		const isFrozen = pathsOf(entry).some(path => isAtOrBelow(frozen, path));
		entry.isContentHeld ||= isFrozen;
		entry.isHeld ||= isFrozen || sides.some(side => entry[side] && above.has(entry[side].path));
	}

	for (const side of sides) {
		holdLeaving(table, side, arrivals(table, otherSide(side), frozen));
	}
}

/** Names of the contents that have come, on one side, into what is frozen: neither the other side nor the last agreement has them there. */
function arrivals(table: MergeTable, side: Side, frozen: ReadonlySet<Path>): ReadonlySet<string | undefined> {
	const names = new Set<string | undefined>();
	for (const entry of table.entries) {
		const stand = entry[side];
		const isNew = stand && stand.node.kind !== 'folder' && [entry.base, entry[otherSide(side)]].every(other => !sameContent(stand.node, other?.node));
		if (isNew && isAtOrBelow(frozen, stand.path)) {
			names.add(contentName(stand.node));
		}
	}

	return names;
}

/**
Holds what would leave a side and has arrived in what is frozen on the other one: perhaps it was moved there, even over something else, and as long as it cannot be
brought there its old place keeps it.
*/
function holdLeaving(table: MergeTable, side: Side, arrived: ReadonlySet<string | undefined>): void {
	for (const entry of arrived.size === 0 ? [] : table.entries) {
		const stand = entry[side];
		const isLeaving = stand && stand.node.kind !== 'folder' && (!entry.survives || !sameContent(stand.node, entry.node));
		if (!isLeaving || !arrived.has(contentName(stand.node))) {
			continue;
		}

		entry.isHeld = true;
		entry.isContentHeld = true;
	}
}

/** Every path that the entry has or could get on either side, in today's names. */
function pathsOf(entry: Entry): Path[] {
	const places = [entry.place, placeOn(entry, 'base'), placeOn(entry, 'local'), placeOn(entry, 'remote')].filter(place => place !== undefined);
	return sides.flatMap(side => places.flatMap(place => pathOn(place, side)));
}

function pathOn({parent, name}: Place, side: 'local' | 'remote'): Path[] {
	const stand = parent[side];
	return stand ? [joinPath(stand.path, name)] : [];
}

function isAtOrBelow(frozen: ReadonlySet<Path>, path: Path): boolean {
	for (let at = path; at !== ''; at = parentOf(at)) {
		if (frozen.has(at)) {
			return true;
		}
	}

	return false;
}

function foldersAbove(frozen: ReadonlySet<Path>): Set<Path> {
	const above = new Set<Path>();
	for (const path of frozen) {
		for (let at = parentOf(path); at !== '' && !above.has(at); at = parentOf(at)) {
			above.add(at);
		}
	}

	return above;
}
