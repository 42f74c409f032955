import {spawnSync} from 'node:child_process';
import fs from 'node:fs';
import {resolve} from 'node:path';
import type {Path} from '../core/path.js';
import {confine, type Confinement} from './confinement.js';
import {diskErrorCode} from './disk-error.js';
import type {FileStat, FileSystem, FolderEntry} from './file-system.js';
import {listNames, readTarget} from './name-bytes.js';
import {
	createLeaf,
	fileStat,
	openFileCalls,
	openLeaf,
	type Leaf,
} from './open-file.js';

const {
	O_DIRECTORY, O_RDONLY, O_RDWR,
} = fs.constants;

function lookAt(location: string): FileStat | undefined {
	const stats = fs.lstatSync(location, {throwIfNoEntry: false});
	return stats && fileStat(stats);
}

/** The cheap way covers what is missing itself; a missing parent, or a file in its place, still throws. */
function unlessAbsent(look: () => FileStat | undefined): FileStat | undefined {
	try {
		return look();
	} catch (error) {
		if (['ENOENT', 'ENOTDIR'].includes(diskErrorCode(error))) {
			return undefined;
		}

		throw error;
	}
}

/** Whatever name the kernel was asked for, an error names the path that people know. */
function rename(error: unknown, location: string, place: string): unknown {
	if (error instanceof Error && 'path' in error) {
		error.message = error.message.replace(location === '' ? String(error.path) : location, () => place);
		error.path = place;
	}

	return error;
}

/** The part of the port that works on paths; the part that works on handles is `openFileCalls`. */
class FolderCalls {
	readonly root: string;
	readonly #confinement: Confinement;
	#leaf: Leaf | undefined;

	constructor(root: string, confinement: Confinement) {
		this.root = root;
		this.#confinement = confinement;
	}

	stat(path: Path): FileStat {
		return this.#at(path, location => fileStat(path === '' ? fs.statSync(location) : fs.lstatSync(location)));
	}

	find(path: Path): FileStat | undefined {
		return unlessAbsent(() => this.#at(path, location => lookAt(location)));
	}

	peek(path: Path): FileStat | undefined {
		return unlessAbsent(() => lookAt(this.#place(path)));
	}

	list(path: Path): FolderEntry[] {
		return this.#in(path, location => listNames(location));
	}

	readLink(path: Path): string {
		return this.#at(path, location => readTarget(location));
	}

	makeFolder(path: Path, mode = 0o777): void {
		this.#at(path, location => {
			fs.mkdirSync(location, {mode});
		});
	}

	removeFolder(path: Path): void {
		this.#at(path, location => {
			fs.rmdirSync(location);
		});
		this.#confinement.drop(path);
	}

	makeLink(path: Path, target: string): void {
		this.#at(path, location => {
			fs.symlinkSync(target, location);
		});
	}

	link(from: Path, to: Path): void {
		this.#between(from, to, fs.linkSync);
	}

	rename(from: Path, to: Path): void {
		this.#between(from, to, fs.renameSync);
		this.#confinement.drop(from);
		this.#confinement.drop(to);
	}

	unlink(path: Path): void {
		this.#at(path, location => {
			fs.unlinkSync(location);
		});
	}

	openRead(path: Path): number {
		this.#leaf = this.#at(path, location => openLeaf(location, O_RDONLY));
		return this.#leaf.handle;
	}

	openWrite(path: Path, {existing = false, mode = 0o666}: {existing?: boolean; mode?: number} = {}): number {
		this.#leaf = undefined;
		return this.#at(path, location => existing ? openLeaf(location, O_RDWR).handle : createLeaf(location, mode));
	}

	setMode(handle: number, mode: number): void {
		this.#leaf = undefined;
		openFileCalls.setMode(handle, mode);
	}

	setModified(handle: number, microseconds: number): void {
		this.#leaf = undefined;
		openFileCalls.setModified(handle, microseconds);
	}

	/** The first question about a file just opened for reading is answered by what opening it has found out. */
	statOpen(handle: number): FileStat {
		const leaf = this.#leaf;
		this.#leaf = undefined;
		return leaf?.handle === handle ? leaf.stat : fileStat(fs.fstatSync(handle));
	}

	syncFolder(path: Path): void {
		this.#in(path, location => {
			const handle = fs.openSync(location, O_RDONLY | O_DIRECTORY);
			try {
				fs.fsyncSync(handle);
			} finally {
				fs.closeSync(handle);
			}
		});
	}

	/** `syncfs` by way of coreutils, for Node has no such call: one flush instead of one for each of many small files. */
	syncAll(): boolean {
		return process.platform === 'linux' && spawnSync('sync', ['-f', this.root], {stdio: 'ignore'}).status === 0;
	}

	freeBytes(): number {
		return this.#in('', location => {
			const {bavail, bsize} = fs.statfsSync(location);
			return bavail * bsize;
		});
	}

	diskBytes(): number {
		return this.#in('', location => {
			const {blocks, bsize} = fs.statfsSync(location);
			return blocks * bsize;
		});
	}

	forget(): void {
		this.#confinement.forget();
	}

	#at<T>(path: Path, action: (location: string) => T): T {
		return this.#run(path, () => this.#confinement.locate(path), action);
	}

	#in<T>(path: Path, action: (location: string) => T): T {
		return this.#run(path, () => this.#confinement.enter(path), action);
	}

	/** When no more handles are to be had (fault F07) those that are only held to be quick are let go, and it is tried once more. */
	#run<T>(path: Path, locate: () => string, action: (location: string) => T): T {
		this.#confinement.trim();
		try {
			return this.#attempt(path, locate, action);
		} catch (error) {
			if (!['EMFILE', 'ENFILE'].includes(diskErrorCode(error))) {
				throw error;
			}

			this.#confinement.forget();
			return this.#attempt(path, locate, action);
		}
	}

	#attempt<T>(path: Path, locate: () => string, action: (location: string) => T): T {
		let location = '';
		try {
			location = locate();
			return action(location);
		} catch (error) {
			throw rename(error, location, this.#place(path));
		}
	}

	#between(from: Path, to: Path, action: (from: string, to: string) => void): void {
		this.#at(from, source => {
			let target = '';
			try {
				target = this.#confinement.locate(to);
				action(source, target);
			} catch (error) {
				throw rename(error, target, this.#place(to));
			}
		});
	}

	#place(path: Path): string {
		return path === '' ? this.root : `${this.root}/${path}`;
	}
}

/** The real disk below `root`, which must be a folder (or a symlink to one) by the time of the first call. */
export function openFileSystem(root: string, confineTo: (root: string) => Confinement = confine): FileSystem {
	const place = resolve(root);
	const {setMode, setModified, ...calls} = openFileCalls;
	return Object.assign(new FolderCalls(place, confineTo(place)), calls);
}
