import {realpathSync, statSync} from 'node:fs';
import {
	basename,
	dirname,
	join,
	relative,
	resolve,
} from 'node:path';
import {pathFault, reservedName, type Path} from '../engine/core/path.js';
import {FsyncError} from '../engine/fault.js';

/** A path in a folder that is or was synced or served: the folder, and the path in it (empty: the folder itself). */
export type KeptPath = {readonly root: string; readonly path: Path};

/**
Finds the folder that keeps a path's history by the reserved folder in it; needs neither the path nor a session to exist any more. A link
is itself, not what it points to, unless only that lies in such a folder. Throws `FsyncError` `usage`.
*/
export function locateKept(text: string): KeptPath {
	const found = findKept(realPlace(text)) ?? findKept(realOf(resolve(text)));
	if (!found) {
		throw new FsyncError('usage', `${resolve(text)} lies in no folder that is synced or served on this machine: fsync-tui status lists them.`);
	}

	return found;
}

/** Undefined when no folder above keeps a history. */
export function findKept(place: string): KeptPath | undefined {
	for (let root = place; ; root = dirname(root)) {
		if (statSync(join(root, reservedName), {throwIfNoEntry: false})?.isDirectory()) {
			const path = relative(root, place).replaceAll('\\', '/');
			const fault = path === '' ? undefined : pathFault(path);
			if (fault !== undefined) {
				throw new FsyncError('usage', `${place} ${fault}, so no versions of it are kept.`);
			}

			return {root, path};
		}

		if (root === dirname(root)) {
			return undefined;
		}
	}
}

/** An absolute path without symbolic links on the way to its last name, as far as it exists. */
export function realPlace(text: string): string {
	const absolute = resolve(text);
	const parent = dirname(absolute);
	return parent === absolute ? absolute : join(realOf(parent), basename(absolute));
}

function realOf(absolute: string): string {
	try {
		return realpathSync(absolute);
	} catch {
		const parent = dirname(absolute);
		return parent === absolute ? absolute : join(realOf(parent), basename(absolute));
	}
}
