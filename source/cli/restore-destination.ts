import {basename, dirname} from 'node:path';
import {openFileSystem} from '../engine/disk/node-file-system.js';
import type {Destination} from '../engine/disk/restore-elsewhere.js';
import {workshopOf} from '../engine/disk/stage-tidy.js';
import {FsyncError} from '../engine/fault.js';
import {findKept, realPlace} from './kept-path.js';

/**
Where `--to` leads. In a folder that is synced everything is put together in its reserved folder, so that no half of it is ever seen or synced;
anywhere else in a hidden folder beside it.
*/
export function destinationOf(to: string, token: string): Destination {
	const place = realPlace(to);
	const kept = findKept(place);
	if (kept) {
		if (kept.path === '') {
			throw new FsyncError('usage', `${place} is a synced folder itself: leave --to out to restore in place, or give it an empty folder.`);
		}

		return {files: openFileSystem(kept.root), path: kept.path, workshop: workshopOf(token)};
	}

	return {files: openFileSystem(dirname(place)), path: basename(place), workshop: `.${basename(place).slice(0, 100)}.fsync-tui-${token}`};
}
