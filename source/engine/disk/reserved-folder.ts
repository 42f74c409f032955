import {parentOf, reservedName, type Path} from '../core/path.js';
import {diskErrorCode} from './disk-error.js';
import type {FileSystem} from './file-system.js';

/** What lies where in the reserved folder. */
export const reservedPaths = {
	marker: `${reservedName}/id`,
	lock: `${reservedName}/lock`,
	cut: `${reservedName}/power-cut`,
	stage: `${reservedName}/stage`,
	trash: `${reservedName}/trash`,
	bases: `${reservedName}/bases`,
} as const;

/** Nobody but the owner: staged and trashed contents may be more private than the folders they come from. */
const privateMode = 0o700;

/** Makes a folder of the reserved folder, with its parents; false when it is there already. */
export function ensureFolder(files: FileSystem, path: Path): boolean {
	try {
		files.makeFolder(path, privateMode);
		return true;
	} catch (error) {
		const code = diskErrorCode(error);
		if (code === 'EEXIST') {
			return false;
		}

		if (code !== 'ENOENT' || path === reservedName) {
			throw error;
		}

		ensureFolder(files, parentOf(path));
		files.makeFolder(path, privateMode);
		return true;
	}
}

const smallBytes = 4096;

/** The text of a small file of our own (what is beyond 4 KiB is cut off); undefined when there is none. */
export function readSmallFile(files: FileSystem, path: Path): string | undefined {
	let handle: number;
	try {
		handle = files.openRead(path);
	} catch (error) {
		if (diskErrorCode(error) === 'ENOENT') {
			return undefined;
		}

		throw error;
	}

	try {
		const bytes = Buffer.allocUnsafe(smallBytes);
		return bytes.toString('utf8', 0, files.read(handle, bytes, 0));
	} finally {
		files.close(handle);
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

/** Removes a file of our own that nobody wants any more; one that the disk does not let go of is swept later. */
export function discard(files: FileSystem, path: Path): void {
	try {
		files.unlink(path);
	} catch (error) {
		diskErrorCode(error);
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
