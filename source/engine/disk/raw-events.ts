import {
	isWithin,
	joinPath,
	nameOf,
	reservedName,
	type Path,
} from '../core/path.js';
import {isSameFolder, type FolderIdentity} from './watched-folders.js';

/** What an event seems to say; the scan finds out. */
export type WatchHint = 'created' | 'modified' | 'deleted' | 'unknown';

/** Something that the operating system told about a watched folder. The kind of change that it names says nothing: for a folder, other attributes are a `rename`. */
export type RawEvent = {
	readonly folder: Path;
	/** Of the folder's child, or of the folder itself: the system does not say which. */
	readonly name: string | undefined;
};

/** What an event is understood by. */
export type Surroundings = {
	/** The root's own name. */
	readonly rootName: string;
	look(path: Path): (FolderIdentity & {readonly isFolder: boolean}) | undefined;
	/** Which folder is watched at a path. */
	watched(folder: Path): FolderIdentity | undefined;
	/** Whether the last scan had something there. */
	knows(path: Path): boolean;
	ignores(path: Path, isFolder: boolean): boolean;
	/** Names of the files that say what is ignored. */
	readonly ruleFiles: readonly string[];
};

export type Meaning = 'root' | {readonly path: Path; readonly hint: WatchHint} | undefined;

/** The path that an event makes dirty; `root` when the root itself may have changed place; undefined when nothing needs to be looked at. */
export function meaningOf({folder, name}: RawEvent, around: Surroundings): Meaning {
	if (name === undefined) {
		return {path: folder, hint: 'unknown'};
	}

	const path = joinPath(folder, name);
	const found = around.look(path);
	const isKnown = around.knows(path);
	if (!found && !isKnown && name === (folder === '' ? around.rootName : nameOf(folder))) {
		// About the folder itself, of which the parent's watch tells too; only the root has no parent.
		return folder === '' ? 'root' : undefined;
	}

	if (isWithin(reservedName, path) || isOnlyAttributes(path, found, around)) {
		return undefined;
	}

	if (!isKnown && isIgnored(path, found, around)) {
		// Rules count also where they leave their own file out, and then no scan has said whether it was there before.
		return around.ruleFiles.includes(name) ? {path, hint: 'unknown'} : undefined;
	}

	return {path, hint: hintOf(found !== undefined, isKnown)};
}

type Found = ReturnType<Surroundings['look']>;

/** A watched folder that is still the same one got other attributes, which are not synced. */
function isOnlyAttributes(path: Path, found: Found, around: Surroundings): boolean {
	const watched = around.watched(path);
	return found?.isFolder === true && watched !== undefined && isSameFolder(watched, found);
}

/** Nobody can say what it was when it is gone. */
function isIgnored(path: Path, found: Found, around: Surroundings): boolean {
	return found ? around.ignores(path, found.isFolder) : around.ignores(path, false) || around.ignores(path, true);
}

function hintOf(isThere: boolean, isKnown: boolean): WatchHint {
	if (!isThere) {
		return 'deleted';
	}

	return isKnown ? 'modified' : 'created';
}
