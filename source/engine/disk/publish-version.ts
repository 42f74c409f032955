import type {FileNode, LeafNode, SymlinkNode} from '../core/node.js';
import {parentOf, type Path} from '../core/path.js';
import {errnoError} from './confinement.js';
import {diskErrorCode, hasNoLinks} from './disk-error.js';
import {isExecutable} from './entry-batch.js';
import type {FileStat, FileSystem} from './file-system.js';
import {toMicroseconds} from './file-time.js';
import type {Flush} from './flush.js';
import {removeFile} from './reserved-folder.js';
import type {StageShelf} from './stage-shelf.js';
import {isSameVersion} from './transition-check.js';
import type {Creations} from './transition-creations.js';
import {withExecutable, type Prepared, type Preparer} from './transition-prepare.js';
import {stale, type StepFault} from './transition-step.js';
import type {LeafChange, TrashBatch} from './trash.js';

/** Undefined: done, or found done. */
export type Verdict = StepFault | undefined;

export type PublisherOptions = {
	readonly files: FileSystem;
	readonly shelf: StageShelf;
	readonly preparer: Preparer;
	readonly trash: TrashBatch;
	readonly flush: Flush;
	readonly creations: Creations;
};

export const edited = stale('it was changed after the last scan');

/** What stands at a path, as a node and as the disk says. */
export type Version = {readonly path: Path; readonly node: LeafNode; readonly stat: FileStat};
type Keeping = {readonly isRight: () => boolean; readonly undo: () => void};

/**
The few things that are ever done to a file or link of the share. In each of them a version that is not the one that was looked at
(`stat`) is found out and left, or put back, where it was. Errors of the disk are thrown.
*/
export class Versions {
	/** Paths of which the stat at hand does not prove the content: they are to be read again by the next scan. */
	readonly doubtful = new Set<Path>();
	/** Prepared files that have got their place. */
	readonly used = new Set<Prepared>();
	readonly #files: FileSystem;
	readonly #shelf: StageShelf;
	readonly #preparer: Preparer;
	readonly #trash: TrashBatch;
	readonly #flush: Flush;

	constructor(options: PublisherOptions) {
		this.#files = options.files;
		this.#shelf = options.shelf;
		this.#preparer = options.preparer;
		this.#trash = options.trash;
		this.#flush = options.flush;
	}

	/**
	Gives a prepared file its name, or throws EEXIST. RACE on file systems without hard links only: looked, then renamed.
	*/
	place(content: Prepared, path: Path): void {
		try {
			this.#files.link(content.path, path);
			this.used.add(content);
		} catch (error) {
			if (!hasNoLinks(diskErrorCode(error))) {
				throw error;
			}

			if (this.#files.find(path)) {
				throw errnoError('EEXIST', 'something stands there', path);
			}

			this.#files.rename(content.path, path);
			this.#forget(content);
			return;
		}

		this.#unlinkStaged(content);
	}

	/** Moves a version to the trash. */
	discard({path, node, stat}: Version, change: LeafChange): Verdict {
		const kept = this.#trash.enter(path, node, change);
		this.#files.rename(path, kept);
		this.#flush.touched(parentOf(path));
		if (isSameVersion(this.#files.find(kept), stat)) {
			return undefined;
		}

		this.#putBack(kept, path);
		return edited;
	}

	/** Replaces a version by a prepared file. */
	replaceByFile({path, node, stat}: Version, content: Prepared): Verdict {
		return this.#overwrite({path, node, stat}, () => {
			this.#files.rename(content.path, path);
			this.#forget(content);
		});
	}

	/** Replaces a version by a symlink. */
	replaceByLink({path, node, stat}: Version, target: string): Verdict {
		const link = this.#shelf.freshPath();
		this.#files.makeLink(link, target);
		try {
			return this.#overwrite({path, node, stat}, () => {
				this.#files.rename(link, path);
			});
		} finally {
			removeFile(this.#files, link);
		}
	}

	/** The content is right: only time and executable bit may differ. They are set through the open file. */
	adjust(path: Path, node: FileNode, stat: FileStat): Verdict {
		const isModeRight = isExecutable(stat) === node.executable;
		if (isModeRight && toMicroseconds(stat.modifiedMilliseconds) === node.modifiedMicroseconds) {
			return undefined;
		}

		// Other names of this file may lie outside the share: they must not notice (fault F45, attack A12).
		if (stat.links > 1) {
			const copy = this.#preparer.copyOf(path, node, {mode: stat.mode});
			return copy ? this.replaceByFile({path, node, stat}, copy) : edited;
		}

		const handle = this.#files.openRead(path);
		try {
			if (!isSameVersion(this.#files.statOpen(handle), stat)) {
				return edited;
			}

			if (!isModeRight) {
				this.#files.setMode(handle, withExecutable(stat.mode, node.executable));
			}

			this.#files.setModified(handle, node.modifiedMicroseconds);
			this.#flush.adjusted(path, handle);
		} finally {
			this.#files.close(handle);
		}

		// Setting the time would hide an edit of this very moment from everything but a look into the file.
		this.doubtful.add(path);
		return undefined;
	}

	/**
	The old version gets a second name in the trash first, so that the path is never empty; `install` renames the new one over it.
	RACE: what another program renames to this path between the last look and the rename is lost to us; Node offers no exchange of names
	that would close these microseconds. A write through a handle that was open all the time is noticed afterwards.
	*/
	#overwrite({path, node, stat}: Version, install: () => void): Verdict {
		const kept = this.#trash.enter(path, node, 'replaced');
		const {isRight, undo} = node.kind === 'symlink' ? this.#keepLink(node, kept) : this.#keep({path, stat}, kept);
		if (!isRight() || !this.#isStill(path, stat)) {
			undo();
			return edited;
		}

		try {
			install();
		} catch (error) {
			undo();
			throw error;
		}

		this.#flush.touched(parentOf(path));
		if (isRight()) {
			return undefined;
		}

		this.#files.rename(kept, path);
		return edited;
	}

	/** Gives a file its place in the trash; tells how to see whether it is still what it was, and what takes it back. */
	#keep({path, stat}: {path: Path; stat: FileStat}, kept: Path): Keeping {
		const isRight = () => isSameVersion(this.#files.find(kept), stat);
		try {
			this.#files.link(path, kept);
			return {
				isRight,
				undo: () => {
					this.#files.unlink(kept);
				},
			};
		} catch (error) {
			if (!hasNoLinks(diskErrorCode(error))) {
				throw error;
			}

			this.#files.rename(path, kept);
			return {
				isRight,
				undo: () => {
					this.#putBack(kept, path);
				},
			};
		}
	}

	/** A symlink is its text: a second one will do, and not every system can give a symlink another name. */
	#keepLink({target}: SymlinkNode, kept: Path): Keeping {
		this.#files.makeLink(kept, target);
		return {
			isRight: () => true,
			undo: () => {
				this.#files.unlink(kept);
			},
		};
	}

	/** Nothing stands there (it was renamed away), or what was linked still does. */
	#isStill(path: Path, stat: FileStat): boolean {
		const there = this.#files.find(path);
		return there === undefined || isSameVersion(there, stat);
	}

	/** Nobody's newer file is overwritten: then the version stays in the trash. */
	#putBack(kept: Path, path: Path): void {
		if (this.#files.find(path) === undefined) {
			this.#files.rename(kept, path);
		}
	}

	/** Two files of the tree must never be one: the staged name goes at once. If it cannot, the next run's stage removes it. */
	#unlinkStaged(content: Prepared): void {
		try {
			this.#files.unlink(content.path);
			this.#forget(content);
		} catch (error) {
			diskErrorCode(error);
		}
	}

	#forget(content: Prepared): void {
		const {digest} = content;
		this.used.add(content);
		if (digest !== undefined) {
			this.#shelf.release(digest);
		}
	}
}
