import {reservedName} from '../core/path.js';
import {diskErrorCode} from './disk-error.js';
import type {FileSystem} from './file-system.js';
import {ensureFolder, removeFile, reservedPaths} from './reserved-folder.js';

/** The machine went down while this folder was being synced: its disk may have lost what was written last. */
export type PowerCut = {
	/** When the machine was started again, in milliseconds since 1970; absent where the system does not tell. */
	readonly bootMilliseconds?: number;
};

/** Notes a power cut, so that it is still known when this process, too, ends before all losses are found. Throws errors of the disk. */
export function notePowerCut(files: FileSystem): void {
	ensureFolder(files, reservedName);
	try {
		const handle = files.openWrite(reservedPaths.cut, {mode: 0o600});
		try {
			files.sync(handle);
		} finally {
			files.close(handle);
		}
	} catch (error) {
		if (diskErrorCode(error) !== 'EEXIST') {
			throw error;
		}
	}

	files.syncFolder(reservedName);
}

export function isPowerCutNoted(files: FileSystem): boolean {
	return files.find(reservedPaths.cut) !== undefined;
}

/** All losses are found, and what is known of the folder has been saved without them. */
export function forgetPowerCut(files: FileSystem): void {
	removeFile(files, reservedPaths.cut);
}
