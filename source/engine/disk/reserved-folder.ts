import {parentOf, reservedName, type Path} from '../core/path.js';
import {diskErrorCode} from './disk-error.js';
import type {FileSystem} from './file-system.js';

/** What lies where in the reserved folder. */
export const reservedPaths = {
	marker: `${reservedName}/id`,
	lock: `${reservedName}/lock`,
	stage: `${reservedName}/stage`,
	trash: `${reservedName}/trash`,
} as const;

/** Nobody but the owner: staged and trashed contents may be more private than the folders they come from. */
const privateMode = 0o700;

/** Makes a folder of the reserved folder, with its parents, unless it is there. */
export function ensureFolder(files: FileSystem, path: Path): void {
	try {
		files.makeFolder(path, privateMode);
	} catch (error) {
		const code = diskErrorCode(error);
		if (code === 'EEXIST') {
			return;
		}

		if (code !== 'ENOENT' || path === reservedName) {
			throw error;
		}

		ensureFolder(files, parentOf(path));
		files.makeFolder(path, privateMode);
	}
}

/** Removes a file of our own, unless it is gone already. */
export function removeFile(files: FileSystem, path: Path): void {
	try {
		files.unlink(path);
	} catch (error) {
		if (diskErrorCode(error) !== 'ENOENT') {
			throw error;
		}
	}
}

/** Removes a folder of our own with all that is in it. */
export function removeTree(files: FileSystem, path: Path): void {
	for (const {name} of files.list(path)) {
		if (name === undefined) {
			continue;
		}

		const child = `${path}/${name}`;
		if (files.find(child)?.kind === 'folder') {
			removeTree(files, child);
		} else {
			files.unlink(child);
		}
	}

	files.removeFolder(path);
}
