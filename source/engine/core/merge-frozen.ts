import {sides} from './operation.js';
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
