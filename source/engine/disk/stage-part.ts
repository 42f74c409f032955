import {areZeros} from '../content/zero-chunk.js';
import type {Path} from '../core/path.js';
import {diskErrorCode} from './disk-error.js';
import type {FileSystem} from './file-system.js';

/** A file in the stage that is being written. Its handle can be let go at any time: the next call opens it again. */
export class PartFile {
	readonly path: Path;
	readonly #files: FileSystem;
	#handle: number | undefined;
	#isThere: boolean;
	/** Nothing stands in it but what was told to be complete: elsewhere it reads as zeros, and a hole may stay one (fault F42). */
	#isBlank = true;

	/** Opens what an earlier attempt has left. Nothing is written. */
	constructor(files: FileSystem, path: Path) {
		this.path = path;
		this.#files = files;
		this.#isThere = this.#find();
		this.#isBlank = !this.#isThere;
	}

	get isThere(): boolean {
		return this.#isThere;
	}

	get isBlank(): boolean {
		return this.#isBlank;
	}

	/** Makes the file if it is not there, and gives it its size. */
	make(size: number): void {
		if (!this.#isThere) {
			this.#handle = this.#files.openWrite(this.path);
			this.#isThere = true;
		}

		this.#files.truncate(this.#open(), size);
	}

	size(): number {
		return this.#files.statOpen(this.#open()).size;
	}

	/** False when it does not reach so far. */
	read(bytes: Uint8Array, offset: number): boolean {
		return this.#files.read(this.#open(), bytes, offset) === bytes.length;
	}

	write(bytes: Uint8Array, offset: number): void {
		if (this.#isBlank && areZeros(bytes)) {
			return;
		}

		try {
			this.#files.write(this.#open(), bytes, offset);
		} catch (error) {
			// A part of it may stand there.
			this.#isBlank = false;
			throw error;
		}
	}

	/** Something stands in it that will be written over. */
	smudge(): void {
		this.#isBlank = false;
	}

	rest(): void {
		if (this.#handle === undefined) {
			return;
		}

		this.#files.close(this.#handle);
		this.#handle = undefined;
	}

	#find(): boolean {
		try {
			this.#handle = this.#files.openWrite(this.path, {existing: true});
		} catch (error) {
			if (diskErrorCode(error) === 'ENOENT') {
				return false;
			}

			throw error;
		}

		// Through a second name we would write into a file that is not ours (attack A12).
		if (this.#files.statOpen(this.#handle).links !== 1) {
			this.rest();
			this.#files.unlink(this.path);
			return false;
		}

		return true;
	}

	#open(): number {
		this.#handle ??= this.#files.openWrite(this.path, {existing: true});
		return this.#handle;
	}
}
