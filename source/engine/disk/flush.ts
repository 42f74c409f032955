import type {Path} from '../core/path.js';
import {FsyncError} from '../fault.js';
import {diskErrorCode, explain} from './disk-error.js';
import type {FileSystem} from './file-system.js';

/** From more than so many files or folders on, one flush of the whole file system is cheaper than one for each. */
const groupLimit = 8;

/** What is gone or another thing by now needs no flush, and some file systems know none for folders. */
const needless = new Set(['ENOENT', 'ENOTDIR', 'EINVAL', 'ENOTSUP', 'EOPNOTSUPP', 'EISDIR', 'EPERM', 'EACCES']);

/**
Makes what a batch writes durable: first the data (before anything is published), then the folders (before anybody is told). Few
files are flushed one by one while they are open, many all at once.
*/
export class Flush {
	/** Whether each file has to be flushed by whoever writes it, while it is open. */
	readonly isEach: boolean;
	readonly #files: FileSystem;
	#written: Path[] = [];
	#made: Path[] = [];
	readonly #folders: Set<Path>;
	#adjusted: Path[] = [];

	/**
	`fileCount`: how many files the batch is going to write or to adjust, at most. `owed`: folders whose entries have changed and are not durable, also those
	of batches before this one whose flush has failed.
	*/
	constructor(files: FileSystem, fileCount: number, owed = new Set<Path>()) {
		this.#files = files;
		this.#folders = owed;
		this.isEach = fileCount <= groupLimit;
	}

	/** A file has been written and closed without a flush of its own. */
	wrote(path: Path): void {
		if (!this.isEach) {
			this.#written.push(path);
		}
	}

	/** A folder has been made that is published as a whole. */
	made(folder: Path): void {
		this.#made.push(folder);
	}

	/** Permissions or times of a file in place have been set, through this handle. */
	adjusted(path: Path, handle: number): void {
		if (this.isEach) {
			this.#files.sync(handle);
		} else {
			this.#adjusted.push(path);
		}
	}

	/** Entries of this folder have changed. */
	touched(folder: Path): void {
		this.#folders.add(folder);
	}

	/** Makes all files and folders made so far durable. Returns the files that the disk did not take (rule R6: they are dead). */
	flushData(): Map<Path, string> {
		const faults = new Map<Path, string>();
		const written = this.#written;
		const made = this.#made;
		this.#written = [];
		this.#made = [];
		if (written.length + made.length > groupLimit && this.#files.syncAll()) {
			return faults;
		}

		for (const path of written) {
			try {
				this.#syncFile(path);
			} catch (error) {
				faults.set(path, diskErrorCode(error));
			}
		}

		this.#syncFolders(made);
		return faults;
	}

	/** Makes all changed folders durable, or throws `FsyncError` (root): then nobody may rely on what was published. */
	flushFolders(): void {
		const folders = [...this.#folders];
		const adjusted = this.#adjusted;
		this.#adjusted = [];
		if ((folders.length > groupLimit || adjusted.length > 0) && this.#files.syncAll()) {
			this.#folders.clear();
			return;
		}

		this.#syncFolders(folders);
		for (const path of adjusted) {
			this.require(() => {
				this.#syncFile(path);
			});
		}
	}

	#syncFile(path: Path): void {
		const handle = this.#files.openRead(path);
		try {
			this.#files.sync(handle);
		} finally {
			this.#files.close(handle);
		}
	}

	#syncFolders(folders: readonly Path[]): void {
		for (const folder of folders) {
			this.require(() => {
				this.#files.syncFolder(folder);
			});
			this.#folders.delete(folder);
		}
	}

	/** Does something without which nothing is durable. */
	require(sync: () => void): void {
		try {
			sync();
		} catch (error) {
			const code = diskErrorCode(error);
			if (!needless.has(code)) {
				throw new FsyncError('root', `The changes in ${this.#files.root} could not be made durable. ${explain(code).message}`, {cause: error});
			}
		}
	}
}
