import {
	closeSync,
	constants,
	fsync,
	lstatSync,
	mkdirSync,
	openSync,
	readdirSync,
	readFileSync,
	renameSync,
	unlinkSync,
	writeSync,
} from 'node:fs';
import {dirname} from 'node:path';
import {promisify} from 'node:util';
import {withCrashPoint} from '../engine/crash-point.js';

export type StoredFileStat = {readonly size: number; readonly inode: number; readonly modifiedMilliseconds: number};

/**
The few calls that state files are made of, so that a test can crash a save after each of them. All but the two syncs are
synchronous: they touch the page cache only, while a sync waits for the disk and must not hold up the screen.
*/
export type StoreDisk = {
	/** Makes a folder for this user only, with its parents, durably. */
	makeFolder(path: string): Promise<void>;
	/** Names in a folder; none when there is no such folder. */
	list(folder: string): string[];
	read(path: string): Uint8Array | undefined;
	stat(path: string): StoredFileStat | undefined;
	/** A new file for this user only; EEXIST when anything stands there. */
	create(path: string): number;
	/** May write less than asked without an error (M3); returns the bytes written. */
	write(handle: number, bytes: Uint8Array): number;
	sync(handle: number): Promise<void>;
	close(handle: number): void;
	rename(from: string, to: string): void;
	/** False when there was nothing to remove. */
	remove(path: string): boolean;
	syncFolder(path: string): Promise<void>;
};

const syncHandle = promisify(fsync);

/** `undefined` instead of an error when the path does not exist. */
function unlessMissing<Result>(call: () => Result): Result | undefined {
	try {
		return call();
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
			return undefined;
		}

		throw error;
	}
}

async function syncFolder(path: string): Promise<void> {
	// Windows cannot open a folder as a file; there a rename is as durable as it gets.
	if (process.platform === 'win32') {
		return;
	}

	const handle = openSync(path, constants.O_RDONLY | constants.O_DIRECTORY);
	try {
		await syncHandle(handle);
	} finally {
		closeSync(handle);
	}
}

function read(path: string): Uint8Array | undefined {
	const handle = unlessMissing(() => openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW));
	if (handle === undefined) {
		return undefined;
	}

	try {
		return readFileSync(handle);
	} finally {
		closeSync(handle);
	}
}

async function makeFolder(path: string): Promise<void> {
	const first = mkdirSync(path, {recursive: true, mode: 0o700});
	if (first === undefined) {
		return;
	}

	for (let made = path; made.length >= first.length; made = dirname(made)) {
		await syncFolder(dirname(made));
	}
}

/** The disk of this machine. */
export const nodeStoreDisk = withCrashPoint<StoreDisk>('store', {
	makeFolder,
	list: folder => unlessMissing(() => readdirSync(folder)) ?? [],
	read,
	stat: path => unlessMissing(() => {
		const {size, ino, mtimeMs} = lstatSync(path);
		return {size, inode: ino, modifiedMilliseconds: mtimeMs};
	}),
	create: path => openSync(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW, 0o600),
	write: (handle, bytes) => writeSync(handle, bytes),
	sync: syncHandle,
	close: closeSync,
	rename: renameSync,
	remove: path => unlessMissing(() => {
		unlinkSync(path);
		return true;
	}) ?? false,
	syncFolder,
}, ['makeFolder', 'create', 'write', 'sync', 'rename', 'remove', 'syncFolder']);
