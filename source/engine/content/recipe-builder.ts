import {createHash, hash, type Hash} from 'node:crypto';
import {
	chunkerFor,
	chunkLimits,
	type Chunker,
	type ChunkingAlgorithm,
} from './chunker.js';
import {Checksum, checksumBytes, sha256} from './digest.js';
import type {Guide} from './guide.js';
import {entryBytes} from './recipe.js';
import {areZeros, zeroCutOf, zeros} from './zero-chunk.js';

/** What a file's bytes are called. `recipe` (packed) only when there are two chunks or more. */
export type FileDigest = {readonly digest: string; readonly size: number; readonly recipe?: Uint8Array<ArrayBuffer>};

/** Contents up to this size are one chunk whatever the algorithm. */
export const smallBytes = chunkLimits.minimumBytes;

/** The quick way for whole contents of at most `smallBytes`. */
export function digestSmall(bytes: Uint8Array): FileDigest {
	return {digest: sha256(bytes), size: bytes.length};
}

/** A whole content in one buffer. */
export function digestBytes(bytes: Uint8Array, algorithm: ChunkingAlgorithm = 'fastcdc'): FileDigest {
	return bytes.length <= smallBytes ? digestSmall(bytes) : new RecipeBuilder(algorithm).update(bytes).finish();
}

/**
Cuts and names a stream in one pass: each byte goes through the chunker, SHA-256 and (for files of two chunks or more) XXH3 once.
Buffers may be overwritten as soon as `update` has returned. After `finish` it is ready for the next file.
*/
export class RecipeBuilder {
	readonly #chunker: Chunker;
	readonly #checksum = new Checksum();
	#entries = Buffer.allocUnsafe(16 * entryBytes);
	#count = 0;
	#size = 0;
	/** The part of the open chunk that came in earlier buffers. */
	#open: Hash | undefined;
	#openBytes = 0;
	/** Or, when that is none: with so many zeros the open chunk begins. Nobody has been told of them, for they may be the whole chunk, as they are in a hole. */
	#openZeros = 0;
	readonly #algorithm: ChunkingAlgorithm;
	/** Bytes of the only chunk so far, kept because whether XXH3 is needed shows only when a second one begins. */
	#held: Uint8Array | undefined;
	#heldBytes = 0;
	#guide: Guide | undefined;

	constructor(algorithm: ChunkingAlgorithm = 'fastcdc') {
		this.#algorithm = algorithm;
		this.#chunker = chunkerFor(algorithm);
	}

	/** What the next file's former version was, to be followed where it has not changed; it changes nothing about the result. */
	follow(guide: Guide | undefined): this {
		this.#guide = guide;
		return this;
	}

	update(bytes: Uint8Array): this {
		let start = 0;
		while (start < bytes.length) {
			const known = this.#takeZeros(bytes, start) || this.#takeExpected(bytes, start);
			if (known > 0) {
				start += known;
				continue;
			}

			const end = this.#chunker.next(bytes, start, bytes.length);
			if (end === -1) {
				this.#carry(start === 0 ? bytes : bytes.subarray(start));
				break;
			}

			this.#close(bytes.subarray(start, end));
			start = end;
		}

		this.#size += bytes.length;
		this.#sum(bytes);
		return this;
	}

	finish(): FileDigest {
		this.#tellZeros();
		if (this.#openBytes > 0) {
			this.#close(new Uint8Array());
		}

		const result = this.#result();
		this.reset();
		return result;
	}

	/** Forgets everything: a new stream begins. */
	reset(): void {
		this.#chunker.reset();
		this.#checksum.reset();
		this.#count = 0;
		this.#size = 0;
		this.#open = undefined;
		this.#openBytes = 0;
		this.#openZeros = 0;
		this.#heldBytes = 0;
		this.#guide = undefined;
	}

	#result(): FileDigest {
		if (this.#count === 0) {
			return digestSmall(new Uint8Array());
		}

		if (this.#count === 1) {
			return {digest: this.#entries.toString('hex', 0, 32), size: this.#size};
		}

		const end = this.#count * entryBytes;
		const recipe = new Uint8Array(end + checksumBytes);
		recipe.set(this.#entries.subarray(0, end));
		recipe.set(this.#checksum.digest(), end);
		return {digest: sha256(recipe.subarray(0, end)), size: this.#size, recipe};
	}

	/** Takes the zeros with which a chunk begins, and gives how many they are; 0 when there is something else here. Comparing them takes a tenth of cutting and naming them. */
	#takeZeros(bytes: Uint8Array, start: number): number {
		if (this.#openBytes > 0) {
			return 0;
		}

		const cut = zeroCutOf(this.#algorithm);
		const length = Math.min(cut.length - this.#openZeros, bytes.length - start);
		if (!areZeros(bytes.subarray(start, start + length))) {
			this.#tellZeros();
			return 0;
		}

		this.#openZeros += length;
		if (this.#openZeros === cut.length) {
			this.#openZeros = 0;
			this.#enter(cut.digest, cut.length);
		}

		return length;
	}

	/** The open chunk is something else than zeros alone. No cut is in those that it begins with, for they are fewer than one is after. */
	#tellZeros(): void {
		if (this.#openZeros === 0) {
			return;
		}

		const bytes = zeros.subarray(0, this.#openZeros);
		this.#openZeros = 0;
		this.#chunker.next(bytes, 0, bytes.length);
		this.#carry(bytes);
	}

	/** Takes the next chunk as the guide expects it, and gives its length; 0 when it is not that, or not all of it is here. */
	#takeExpected(bytes: Uint8Array, start: number): number {
		const length = this.#openBytes === 0 ? this.#guide?.expectedBytes ?? 0 : 0;
		if (length === 0 || start + length > bytes.length) {
			return 0;
		}

		const digest = hash('sha256', bytes.subarray(start, start + length), 'hex');
		if (!this.#guide!.expects(digest)) {
			return 0;
		}

		this.#enter(digest, length);
		return length;
	}

	/** Keeps the beginning of a chunk that goes on in the next buffer. */
	#carry(bytes: Uint8Array): void {
		this.#open ??= createHash('sha256');
		this.#open.update(bytes);
		this.#openBytes += bytes.length;
	}

	/** These bytes complete a chunk. */
	#close(bytes: Uint8Array): void {
		this.#enter(this.#open ? this.#open.update(bytes).digest('hex') : hash('sha256', bytes, 'hex'), this.#openBytes + bytes.length);
		this.#open = undefined;
		this.#openBytes = 0;
	}

	#enter(digest: string, length: number): void {
		this.#guide?.passed(digest);
		const at = this.#count * entryBytes;
		if (at === this.#entries.length) {
			const grown = Buffer.allocUnsafe(this.#entries.length * 2);
			this.#entries.copy(grown);
			this.#entries = grown;
		}

		this.#entries.write(digest, at, 'hex');
		this.#entries.writeUInt32BE(length, at + 32);
		this.#count++;
	}

	#sum(bytes: Uint8Array): void {
		const isSingle = this.#count === 0 || (this.#count === 1 && this.#openBytes === 0 && this.#openZeros === 0);
		if (isSingle) {
			this.#held ??= new Uint8Array(chunkLimits.maximumBytes);
			this.#held.set(bytes, this.#heldBytes);
			this.#heldBytes += bytes.length;
			return;
		}

		if (this.#heldBytes > 0) {
			this.#checksum.update(this.#held!.subarray(0, this.#heldBytes));
			this.#heldBytes = 0;
		}

		this.#checksum.update(bytes);
	}
}
