import {
	Checksum,
	fromHex,
	sameBytes,
	sha256,
} from '../content/digest.js';
import {
	checksumOf,
	chunkCount,
	chunkDigestHex,
	chunkLength,
	chunkOffsets,
	digestOf,
	packRecipe,
	validateRecipe,
} from '../content/recipe.js';
import {chunkLimits} from '../content/chunker.js';
import {literalBytesOf} from '../content/delta.js';
import {patch} from '../content/patch.js';
import type {Path} from '../core/path.js';
import {FsyncError} from '../fault.js';
import {readBlocks} from './content-check.js';
import {diskErrorCode} from './disk-error.js';
import type {FileSystem} from './file-system.js';
import type {
	ChunkPatch,
	CopySource,
	PatchResult,
	StageProgress,
	StageRequest,
} from './replica.js';
import {ShareReader} from './stage-source.js';

/** Shared, because all of this is synchronous. */
const chunkBuffer = Buffer.allocUnsafeSlow(chunkLimits.maximumBytes);
const zeros = Buffer.alloc(chunkLimits.maximumBytes);

/** A checked recipe, also for a file of one chunk. Throws `FsyncError` (protocol) for one that cannot be true (attacks A31, A32, A34). */
function usableRecipe({digest, size, recipe}: StageRequest): Uint8Array {
	if (recipe) {
		const fault = validateRecipe(recipe, size);
		if (fault !== undefined || digestOf(recipe) !== digest) {
			throw new FsyncError('protocol', `The other side described a file by a recipe that cannot be true (${fault ?? 'digest'}).`);
		}

		return recipe;
	}

	if (!Number.isSafeInteger(size) || size < 0 || size > chunkLimits.maximumBytes) {
		throw new FsyncError('protocol', `The other side described a file of ${size} bytes without a recipe.`);
	}

	return packRecipe([{digest: fromHex(digest), length: size}], new Uint8Array(16));
}

/** What a delta makes of old bytes; it says itself how long that is, and a chunk's length is known. */
function patched(old: Uint8Array, delta: Uint8Array, length: number): Uint8Array {
	const bytes = patch(old, delta);
	if (typeof bytes === 'string' || bytes.length !== length) {
		throw new FsyncError('protocol', `The other side sent a delta that cannot be true (${typeof bytes === 'string' ? bytes : 'delta-size'}).`);
	}

	return bytes;
}

/**
One file being put together at its full size, as a sparse file in the stage. Knows which chunks are in place; what arrived was verified
on arrival, what was copied or left by an earlier run is verified with the whole.
*/
export class Rebuild {
	readonly path: Path;
	readonly missingBytes: number;
	readonly #files: FileSystem;
	readonly #request: StageRequest;
	readonly #recipe: Uint8Array;
	readonly #offsets: Float64Array;
	/** 1 for each chunk that is in place. */
	readonly #present: Uint8Array;
	/** Nothing was ever written where a chunk is missing: it reads as zeros and a hole may stay one (fault F42). */
	#isBlank = false;
	#handle: number | undefined;

	/** Opens what an earlier attempt left at `path` and keeps the chunks of it that are right. Nothing is written. */
	constructor(files: FileSystem, path: Path, request: StageRequest) {
		this.#files = files;
		this.path = path;
		this.#request = request;
		this.#recipe = usableRecipe(request);
		this.#offsets = chunkOffsets(this.#recipe);
		this.#present = new Uint8Array(chunkCount(this.#recipe));
		this.#resume();
		this.missingBytes = this.#indexes(0).reduce((sum, index) => sum + this.#length(index), 0);
	}

	/** Gives the file its size and copies what the share has already. */
	begin(): StageProgress {
		if (this.#handle === undefined) {
			this.#handle = this.#files.openWrite(this.path);
			this.#isBlank = true;
		}

		this.#files.truncate(this.#handle, this.#request.size);
		this.#copy(this.#request.copies);
		return {reused: this.#indexes(1), missing: this.#indexes(0)};
	}

	/** Writes chunks that are what the recipe says; returns the indexes of the others. */
	put(indexes: readonly number[], chunks: readonly Uint8Array[]): number[] {
		const handle = this.#open();
		const wrong: number[] = [];
		for (const [at, index] of indexes.entries()) {
			const bytes = chunks[at];
			if (bytes?.length !== this.#length(index) || sha256(bytes) !== chunkDigestHex(this.#recipe, index)) {
				wrong.push(index);
				continue;
			}

			this.#write(handle, bytes, index);
			this.#present[index] = 1;
		}

		return wrong;
	}

	/** Makes chunks of old bytes and writes those that are what the recipe says. Throws `FsyncError` (protocol) for a delta that cannot be true. */
	patch(patches: readonly ChunkPatch[], deltas: readonly Uint8Array[]): PatchResult {
		const share = new ShareReader(this.#files);
		const wrong: number[] = [];
		const literalBytes: number[] = [];
		try {
			for (const [at, {chunkIndex, old}] of patches.entries()) {
				const bytes = share.join(old);
				const delta = deltas[at] ?? new Uint8Array();
				const isWrong = !bytes || this.put([chunkIndex], [patched(bytes, delta, this.#length(chunkIndex))]).length > 0;
				wrong.push(...isWrong ? [chunkIndex] : []);
				literalBytes.push(bytes ? literalBytesOf(delta) : 0);
			}
		} finally {
			share.close();
		}

		return {wrong, literalBytes};
	}

	/** Compares the whole with its checksum. Returns the chunks that are missing or wrong: none means that the file is right. */
	check(): number[] {
		const missing = this.#indexes(0);
		if (missing.length > 0 || this.#isRight()) {
			return missing;
		}

		this.#verifyChunks();
		return this.#indexes(0);
	}

	/** Lets go of the handle; the next call opens the file again. */
	rest(): void {
		if (this.#handle === undefined) {
			return;
		}

		this.#files.close(this.#handle);
		this.#handle = undefined;
	}

	#resume(): void {
		try {
			this.#handle = this.#files.openWrite(this.path, {existing: true});
		} catch (error) {
			if (diskErrorCode(error) === 'ENOENT') {
				return;
			}

			throw error;
		}

		// Through a second name we would write into a file that is not ours (attack A12).
		if (this.#files.statOpen(this.#handle).links !== 1) {
			this.rest();
			this.#files.unlink(this.path);
			return;
		}

		this.#present.fill(1);
		this.#verifyChunks();
	}

	#verifyChunks(): void {
		const handle = this.#open();
		for (const index of this.#indexes(1)) {
			const bytes = chunkBuffer.subarray(0, this.#length(index));
			const isRight = this.#files.read(handle, bytes, this.#offsets[index]!) === bytes.length && sha256(bytes) === chunkDigestHex(this.#recipe, index);
			this.#present[index] = isRight ? 1 : 0;
		}

		this.#isBlank = false;
	}

	#isRight(): boolean {
		const handle = this.#open();
		if (!this.#request.recipe) {
			const bytes = chunkBuffer.subarray(0, this.#request.size);
			return this.#files.read(handle, bytes, 0) === bytes.length && sha256(bytes) === this.#request.digest;
		}

		const checksum = new Checksum();
		const size = readBlocks(this.#files, handle, bytes => {
			checksum.update(bytes);
		});
		return size === this.#request.size && sameBytes(checksum.digest(), checksumOf(this.#recipe));
	}

	#copy(copies: readonly CopySource[]): void {
		const handle = this.#open();
		const share = new ShareReader(this.#files);
		try {
			for (const {chunkIndex, path, offset} of copies) {
				const bytes = chunkBuffer.subarray(0, this.#length(chunkIndex));
				if (!(this.#present[chunkIndex] === 0 && share.read(path, offset, bytes))) {
					continue;
				}

				this.#write(handle, bytes, chunkIndex);
				this.#present[chunkIndex] = 1;
			}
		} finally {
			share.close();
		}
	}

	#write(handle: number, bytes: Uint8Array, index: number): void {
		const isHole = this.#isBlank && zeros.subarray(0, bytes.length).equals(bytes);
		if (!isHole) {
			this.#files.write(handle, bytes, this.#offsets[index]!);
		}
	}

	#open(): number {
		this.#handle ??= this.#files.openWrite(this.path, {existing: true});
		return this.#handle;
	}

	/** NaN for an index that the recipe does not have: no length equals it. */
	#length(index: number): number {
		return this.#present[index] === undefined ? NaN : chunkLength(this.#recipe, index);
	}

	#indexes(state: 0 | 1): number[] {
		const indexes: number[] = [];
		for (const [index, present] of this.#present.entries()) {
			if (present === state) {
				indexes.push(index);
			}
		}

		return indexes;
	}
}
