import type {Path} from '../core/path.js';

/** What `lstat` says, reduced to what the engine uses. Times in milliseconds, unrounded. */
export type FileStat = {
	readonly kind: 'file' | 'folder' | 'symlink' | 'other';
	readonly inode: number;
	readonly device: number;
	readonly size: number;
	/** Permission bits (07777). */
	readonly mode: number;
	readonly links: number;
	readonly modifiedMilliseconds: number;
	readonly changedMilliseconds: number;
	readonly bornMilliseconds: number;
};

/** A directory entry. `name` is undefined when its bytes are not valid UTF-8; `shown` is then a printable form of them. */
export type FolderEntry = {readonly name: string | undefined; readonly shown: string};

/**
A disk as the engine sees it: synchronous calls (they run in a worker), paths relative to one root, no call follows a symlink in
any component. Errors are thrown as Node's `ErrnoException`s (`code` ENOENT, ENOTDIR, ELOOP, EACCES, ENOSPC, …). The simulation
implements the same port. The reserved folder is reached by the same paths (`.fsync-tui/stage/…`).
*/
export type FileSystem = {
	/** Absolute path of the root, for messages only. */
	readonly root: string;
	stat(path: Path): FileStat;
	/** Like `stat`, but undefined when nothing stands there (ENOENT, ENOTDIR): cheaper than an error. */
	find(path: Path): FileStat | undefined;
	/**
	Like `find`, quicker, but only a hint: when somebody swaps a parent for a symlink at this very moment the answer may be about
	another place. Good enough to decide whether a file must be read (reading goes by `openRead` and looks again), never to decide a step.
	*/
	peek(path: Path): FileStat | undefined;
	list(path: Path): FolderEntry[];
	readLink(path: Path): string;
	makeFolder(path: Path, mode?: number): void;
	removeFolder(path: Path): void;
	makeLink(path: Path, target: string): void;
	/** Gives an existing file a second name; EEXIST when something stands there. */
	link(from: Path, to: Path): void;
	/** Replaces what stands at `to` if it is a file and `from` is one. */
	rename(from: Path, to: Path): void;
	unlink(path: Path): void;
	/** A regular file for reading (ELOOP for a symlink; never blocks on a FIFO). */
	openRead(path: Path): number;
	/** A new file (EEXIST) or, with `existing`, one that must exist, for writing and reading. */
	openWrite(path: Path, options?: {existing?: boolean; mode?: number}): number;
	statOpen(handle: number): FileStat;
	/** Reads until the buffer is full or the file ends; returns the bytes read. `offset` is a checked safe integer. */
	read(handle: number, buffer: Uint8Array, offset: number): number;
	/** Writes all of it (loops over short writes) at a checked offset, or throws. */
	write(handle: number, bytes: Uint8Array, offset: number): void;
	truncate(handle: number, size: number): void;
	/** Sets permission bits and modification time through the open file. */
	setMode(handle: number, mode: number): void;
	setModified(handle: number, microseconds: number): void;
	sync(handle: number): void;
	close(handle: number): void;
	syncFolder(path: Path): void;
	/** Makes everything written on this file system so far durable; returns false where there is no such call. */
	syncAll(): boolean;
	freeBytes(): number;
	/** The size of the whole disk. */
	diskBytes(): number;
	/**
	Lets go of the folders that are held open to make the next calls quick. To be called at the end of each job and now and then in a
	long one: a folder that was renamed or replaced by somebody else is only noticed after it.
	*/
	forget(): void;
};

/** The calls that change something, or say that it shall be durable. */
export const changingCalls = [
	'makeFolder', 'removeFolder', 'makeLink', 'link', 'rename', 'unlink', 'openWrite', 'write', 'truncate', 'setMode', 'setModified', 'sync', 'syncFolder', 'syncAll',
] as const satisfies ReadonlyArray<keyof FileSystem>;
