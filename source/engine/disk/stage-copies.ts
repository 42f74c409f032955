import type {Path} from '../core/path.js';
import type {FileSystem} from './file-system.js';
import type {CopySource} from './replica.js';
import {ShareReader} from './stage-source.js';

/**
Where the chunks of one file that is being rebuilt lie in the share. Each place is looked at when it is noted, but not read: its file stays open where
it is the only one, so that a new name for it, or another file under its name, takes nothing away from what was noted.
*/
export class PlannedCopies {
	readonly #share: ShareReader;
	readonly #paths: Path[] = [];
	/** By path: its number, and how long the file is. */
	readonly #known = new Map<Path, {readonly number: number; readonly size: number}>();
	/** By chunk. */
	readonly #numbers: Uint32Array;
	readonly #offsets: Float64Array;

	constructor(files: FileSystem, chunks: number) {
		this.#share = new ShareReader(files);
		this.#numbers = new Uint32Array(chunks);
		this.#offsets = new Float64Array(chunks);
	}

	/** Notes a place; false when there is no file that reaches so far. */
	note({chunkIndex, path, offset}: CopySource, length: number): boolean {
		const {number, size} = this.#look(path);
		if (!Number.isSafeInteger(offset) || offset < 0 || offset + length > size) {
			return false;
		}

		this.#numbers[chunkIndex] = number;
		this.#offsets[chunkIndex] = offset;
		return true;
	}

	/** Whether the next chunk lies right behind this one, in the same file. */
	goesOn(chunk: number, length: number): boolean {
		return this.#numbers[chunk + 1] === this.#numbers[chunk] && this.#offsets[chunk + 1] === this.#offsets[chunk]! + length;
	}

	/** Fills the buffer from `start` of the chunk on, and what lies behind it; false when that cannot be read (any more). */
	read(chunk: number, start: number, into: Uint8Array): boolean {
		return this.#share.read(this.#paths[this.#numbers[chunk]!]!, this.#offsets[chunk]! + start, into);
	}

	/** Lets go of the open file; the next reading opens it again. */
	close(): void {
		this.#share.close();
	}

	#look(path: Path): {readonly number: number; readonly size: number} {
		let known = this.#known.get(path);
		if (!known) {
			known = {number: this.#paths.length, size: this.#share.size(path)};
			this.#known.set(path, known);
			this.#paths.push(path);
		}

		return known;
	}
}
