import {randomBytes} from 'node:crypto';
import {
	closeSync,
	constants,
	fstatSync,
	fsyncSync,
	linkSync,
	lstatSync,
	mkdirSync,
	openSync,
	readFileSync,
	unlinkSync,
	writeFileSync,
	type Stats,
} from 'node:fs';
import {FsyncError} from '../fault.js';

/*
A private key stays on this machine and in this user's hands: a folder 0700, files 0600, nothing reached through a link. Whoever
finds it otherwise must not go on as if nothing had happened.
*/

/** The file's text, or undefined when there is none. */
export function readPrivate(file: string): string | undefined {
	const handle = openPrivate(file);
	if (handle === undefined) {
		return undefined;
	}

	try {
		checkPrivate(file, fstatSync(handle), stats => stats.isFile());
		return readFileSync(handle, 'utf8');
	} finally {
		closeSync(handle);
	}
}

function openPrivate(file: string): number | undefined {
	try {
		return openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
	} catch (error) {
		const {code} = error as NodeJS.ErrnoException;
		if (code === 'ENOENT') {
			return undefined;
		}

		const reason = code === 'ELOOP' ? 'it is a link' : String(code);
		throw new FsyncError('store', `${file} cannot be used as this device's identity (${reason}): put the file itself there, readable by you alone.`, {cause: error});
	}
}

export function preparePrivateFolder(folder: string): void {
	mkdirSync(folder, {recursive: true, mode: 0o700});
	checkPrivate(folder, lstatSync(folder), stats => stats.isDirectory());
}

function checkPrivate(place: string, stats: Stats, isExpectedKind: (stats: Stats) => boolean): void {
	if (!isExpectedKind(stats)) {
		throw new FsyncError('store', `${place} is a link or something else that cannot hold a private key: move it away.`);
	}

	const user = process.getuid?.();
	if (user === undefined) {
		return;
	}

	if (stats.uid !== user) {
		throw new FsyncError('store', `${place} belongs to another user: change its owner, or set FSYNC_TUI_HOME to a folder of your own.`);
	}

	if ((stats.mode & 0o077) !== 0) {
		throw new FsyncError('store', `${place} can be read or changed by others: run chmod go-rwx on it. If others have seen the key, remove it and pair again.`);
	}
}

/** Publishes a whole, flushed file under a name that is still free; false when it is not. */
export function writeNew(file: string, text: string): boolean {
	const temporary = `${file}.${randomBytes(8).toString('hex')}`;
	const handle = openSync(temporary, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW, 0o600);
	try {
		writeFileSync(handle, text);
		fsyncSync(handle);
	} finally {
		closeSync(handle);
	}

	try {
		linkSync(temporary, file);
		return true;
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'EEXIST') {
			return false;
		}

		throw error;
	} finally {
		unlinkSync(temporary);
	}
}
