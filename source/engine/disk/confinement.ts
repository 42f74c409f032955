import fs from 'node:fs';
import {
	isWithin,
	nameOf,
	parentOf,
	type Path,
} from '../core/path.js';

/**
Turns paths of the share into names that the kernel can be asked for without following a symlink on the way. Folders that it
has been in are remembered until `forget`. Errors are the kernel's (ENOENT, ENOTDIR for a symlink or file in the way, EXDEV for a mount).
*/
export type Confinement = {
	/** A name for what stands at `path`, reached through parents that are real folders of the root's own device. */
	locate(path: Path): string;
	/** A name for the folder at `path` itself, which must be a real folder of the root's own device. */
	enter(path: Path): string;
	/** To be called before each operation: names given out earlier are no longer needed. */
	trim(): void;
	/** What stands at `path` and below has been moved or removed. */
	drop(path: Path): void;
	forget(): void;
};

/** Folders held open at the same time, apart from those that the operation under way needs. */
const heldLimit = 64;
/** Linux's `O_PATH`, which Node does not name: asks for no more than the search permission that any path lookup needs. */
const pathOnly = 0o1000_0000;

/** An error as the kernel would have given it. */
export function errnoError(code: string, description: string, path: string): NodeJS.ErrnoException {
	return Object.assign(new Error(`${code}: ${description}, '${path}'`), {code, path});
}

const otherDevice = (path: Path) => errnoError('EXDEV', 'another file system is mounted here', path);

type Held = {readonly path: Path; readonly handle: number; readonly prefix: string};

/**
Linux: each parent is opened once with `O_DIRECTORY | O_NOFOLLOW` through the handle of its own parent and is then addressed as
`/proc/self/fd/N/name`, the equivalent of `openat` that Node can express (fact M6). A parent that is swapped for a symlink
meanwhile leads nowhere.
*/
class HeldFolders implements Confinement {
	readonly #root: string;
	/** In order of use: the first is the one that was not needed for longest. */
	readonly #held = new Map<Path, Held>();
	#last: Held | undefined;
	#device: number | undefined;

	constructor(root: string) {
		this.#root = root;
	}

	locate(path: Path): string {
		return path === '' ? this.enter('') : this.enter(parentOf(path)) + nameOf(path);
	}

	enter(path: Path): string {
		if (this.#last?.path === path) {
			return this.#last.prefix;
		}

		const folder = this.#held.get(path) ?? this.#open(path);
		this.#held.delete(path);
		this.#held.set(path, folder);
		this.#last = folder;
		return folder.prefix;
	}

	trim(): void {
		for (const folder of this.#held.values()) {
			if (this.#held.size <= heldLimit) {
				return;
			}

			this.#close(folder);
		}
	}

	drop(path: Path): void {
		for (const folder of this.#held.values()) {
			if (isWithin(path, folder.path)) {
				this.#close(folder);
			}
		}
	}

	forget(): void {
		this.drop('');
		this.#device = undefined;
	}

	#open(path: Path): Held {
		const flags = pathOnly | fs.constants.O_DIRECTORY | (path === '' ? 0 : fs.constants.O_NOFOLLOW);
		const handle = fs.openSync(path === '' ? this.#root : this.locate(path), flags);
		const device = fs.fstatSync(handle).dev;
		this.#device ??= device;
		if (device !== this.#device) {
			fs.closeSync(handle);
			throw otherDevice(path);
		}

		return {path, handle, prefix: `/proc/self/fd/${handle}/`};
	}

	#close(folder: Held): void {
		this.#held.delete(folder.path);
		fs.closeSync(folder.handle);
		this.#last = undefined;
	}
}

/**
Elsewhere there is no such name: parents are looked at by `lstat` before each operation. What remains is the instant between the
look and the operation, in which somebody who may write in the share could swap a parent for a symlink.
*/
class CheckedFolders implements Confinement {
	readonly #root: string;
	readonly #known = new Set<Path>();
	#device: number | undefined;

	constructor(root: string) {
		this.#root = root;
	}

	locate(path: Path): string {
		this.#check(path === '' ? '' : parentOf(path));
		return this.#place(path);
	}

	enter(path: Path): string {
		this.#check(path);
		return this.#place(path);
	}

	trim(): void {
		this.#known.clear();
	}

	drop(): void {
		this.#known.clear();
	}

	forget(): void {
		this.#known.clear();
		this.#device = undefined;
	}

	#place(path: Path): string {
		return path === '' ? this.#root : `${this.#root}/${path}`;
	}

	#check(path: Path): void {
		if (this.#known.has(path)) {
			return;
		}

		if (path !== '') {
			this.#check(parentOf(path));
		}

		// Only the root may be reached by way of a symlink: it is the user's choice.
		const stats = path === '' ? fs.statSync(this.#root) : fs.lstatSync(this.#place(path));
		if (!stats.isDirectory()) {
			throw errnoError('ENOTDIR', 'not a folder', path);
		}

		this.#device ??= stats.dev;
		if (stats.dev !== this.#device) {
			throw otherDevice(path);
		}

		this.#known.add(path);
	}
}

export const checkFolders = (root: string): Confinement => new CheckedFolders(root);

/** The strongest confinement that this platform offers. */
export function confine(root: string): Confinement {
	return process.platform === 'linux' && fs.existsSync('/proc/self/fd') ? new HeldFolders(root) : checkFolders(root);
}
