import type {ChildCursor, Packing} from '../core/packed-children.js';
import {
	entryCode,
	entryWidth,
	isUnchangedAt,
	namesIn,
	type Listing,
} from './entry-batch.js';

/** A folder among the entries of a batch. */
export type ListedFolder = {readonly name: string; readonly place: number};

/**
Compares a whole folder's listing with what was packed at the last scan, in columns. The folders in it when all has the name and, links and files, all that proves the content
(rule R8) that it had; undefined otherwise. The order may be another: a folder that was filled by us has its children in the order in which they came.
*/
export function unchangedFolders(packing: Packing, listing: Listing): readonly ListedFolder[] | undefined {
	const {count, first, numbers, texts} = listing;
	if (packing.size !== count) {
		return undefined;
	}

	const places = packing.names === listing.names ? undefined : placesOf(packing.names, listing);
	if (places?.includes(undefined)) {
		return undefined;
	}

	const folders: ListedFolder[] = [];
	const names = packing.folders.keys();
	const cursor = packing.cursor();
	for (let index = 0; cursor.next(); index++) {
		const place = first + (places?.[index] ?? index);
		if (!isAsListed(cursor, numbers, place * entryWidth) || cursor.target !== texts.get(place)) {
			return undefined;
		}

		if (cursor.kind === 'folder') {
			folders.push({name: names.next().value!, place});
		}
	}

	return folders;
}

/** Where each of the names stands in the listing. */
function placesOf(names: string, listing: Listing): ReadonlyArray<number | undefined> {
	const listed = new Map(namesIn(listing).map((name, place) => [name, place]));
	return names.split('/').map(name => listed.get(name));
}

function isAsListed(child: ChildCursor, numbers: Float64Array, at: number): boolean {
	const code = numbers[at];
	if (child.kind === 'folder') {
		return code === entryCode.folder;
	}

	const expected = child.kind === 'symlink' ? entryCode.symlink : (child.isExecutable ? entryCode.executable : entryCode.file);
	return code === expected && child.isProven && isUnchangedAt(numbers, at, child);
}
