import fs from 'node:fs';
import {errnoError} from './confinement.js';
import type {FileStat, FileSystem} from './file-system.js';
import {setModified} from './file-time.js';

const {
	O_CREAT, O_EXCL, O_NOFOLLOW, O_NONBLOCK, O_RDWR, S_IFDIR, S_IFLNK, S_IFMT, S_IFREG,
} = fs.constants;

function kindOf(mode: number): FileStat['kind'] {
	switch (mode & S_IFMT) {
		case S_IFREG: {
			return 'file';
		}

		case S_IFDIR: {
			return 'folder';
		}

		case S_IFLNK: {
			return 'symlink';
		}

		default: {
			return 'other';
		}
	}
}

export const fileStat = (stats: fs.Stats): FileStat => ({
	kind: kindOf(stats.mode),
	inode: stats.ino,
	device: stats.dev,
	size: stats.size,
	mode: stats.mode & 0o7777,
	links: stats.nlink,
	modifiedMilliseconds: stats.mtimeMs,
	changedMilliseconds: stats.ctimeMs,
	bornMilliseconds: stats.birthtimeMs,
});

/** An open leaf and what the disk said of it when it was opened. */
export type Leaf = {readonly handle: number; readonly stat: FileStat};

/** Makes a new file; nothing but a regular one can come of it. */
export function createLeaf(location: string, mode: number): number {
	return fs.openSync(location, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, mode);
}

/** Opens a leaf and makes sure that it is a regular file: a FIFO must not block, a link must not be followed. */
export function openLeaf(location: string, flags: number): Leaf {
	const handle = fs.openSync(location, flags | O_NOFOLLOW | O_NONBLOCK);
	const stat = fileStat(fs.fstatSync(handle));
	if (stat.kind !== 'file') {
		fs.closeSync(handle);
		throw stat.kind === 'folder' ? errnoError('EISDIR', 'is a folder', location) : errnoError('EINVAL', 'not a regular file', location);
	}

	return {handle, stat};
}

/** Node takes an offset that is fractional, negative or too large for "the current position", without a word (fact M2). */
function checkRange(offset: number, length: number): void {
	if (!Number.isSafeInteger(offset) || offset < 0 || !Number.isSafeInteger(offset + length)) {
		throw new RangeError(`No place in a file: offset ${offset}, length ${length}`);
	}
}

function read(handle: number, buffer: Uint8Array, offset: number): number {
	checkRange(offset, buffer.length);
	let done = 0;
	while (done < buffer.length) {
		const count = fs.readSync(handle, buffer, done, buffer.length - done, offset + done);
		if (count === 0) {
			break;
		}

		done += count;
	}

	return done;
}

/** A full disk makes one write short without an error (fact M3); the next one says ENOSPC. */
function write(handle: number, bytes: Uint8Array, offset: number): void {
	checkRange(offset, bytes.length);
	let done = 0;
	while (done < bytes.length) {
		const count = fs.writeSync(handle, bytes, done, bytes.length - done, offset + done);
		if (count === 0) {
			throw errnoError('EIO', 'the disk takes no more bytes', `handle ${handle}`);
		}

		done += count;
	}
}

function truncate(handle: number, size: number): void {
	checkRange(size, 0);
	fs.ftruncateSync(handle, size);
}

/** Set-user, set-group and sticky bits are never set: they would come from another machine (attack A39). */
function setMode(handle: number, mode: number): void {
	fs.fchmodSync(handle, mode & 0o777);
}

/** The calls of the port that need nothing but the handle of an open file. */
export const openFileCalls = {
	read,
	write,
	truncate,
	setMode,
	setModified,
	sync: fs.fsyncSync,
	close: fs.closeSync,
} satisfies Partial<FileSystem>;
