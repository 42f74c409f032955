import {
	Checksum,
	sameBytes,
	sha256,
} from '../content/digest.js';
import {checksumOf, chunkDigestHex} from '../content/recipe.js';
import {chunkLimits} from '../content/chunker.js';
import {literalBytesOf} from '../content/delta.js';
import {patch} from '../content/patch.js';
import {isZeroChunk, zeros} from '../content/zero-chunk.js';
import type {Path} from '../core/path.js';
import {FsyncError} from '../fault.js';
import type {FileSystem} from './file-system.js';
import type {
	ChunkPatch,
	PatchResult,
	StageProgress,
	StageRequest,
} from './replica.js';
import {chunkAt, StagedChunks} from './stage-chunks.js';
import {PlannedCopies} from './stage-copies.js';
import {PartFile} from './stage-part.js';
import {usableRecipe} from './stage-request.js';
import {ShareReader} from './stage-source.js';

/** What is read and written at once. A stretch of zeros of this length, where the file's blocks are, stays a hole. */
const blockBytes = chunkLimits.maximumBytes;
/** Shared, because all of this is synchronous. */
const block = Buffer.allocUnsafeSlow(blockBytes);

/** What a delta makes of old bytes; it says itself how long that is, and a chunk's length is known. */
function patched(old: Uint8Array, delta: Uint8Array, length: number): Uint8Array {
	const bytes = patch(old, delta);
	if (typeof bytes === 'string' || bytes.length !== length) {
		throw new FsyncError('protocol', `The other side sent a delta that cannot be true (${typeof bytes === 'string' ? bytes : 'delta-size'}).`);
	}

	return bytes;
}

/** A stretch of a file in blocks, which end where the file's blocks do, so that none of its pages is written in two parts. */
function * blocksOf(start: number, end: number): Generator<{readonly at: number; readonly bytes: Uint8Array}> {
	for (let at = start; at < end;) {
		const length = Math.min(end - at, blockBytes - (at % blockBytes));
		yield {at, bytes: block.subarray(0, length)};
		at += length;
	}
}

/**
One file being put together at its full size, as a sparse file in the stage. What arrives is verified on arrival, what an earlier run left is verified chunk by chunk. What the
share has is copied in the file's order, and the checksum of the whole is taken of all bytes on their way, so that none is read a second time.
*/
export class Rebuild {
	/** What the disk must have room for. */
	readonly missingBytes: number;
	readonly #files: FileSystem;
	readonly #request: StageRequest;
	readonly #recipe: Uint8Array;
	readonly #part: PartFile;
	readonly #chunks: StagedChunks;
	readonly #copies: PlannedCopies;
	/** Of the first chunks, `#summed` of them. */
	readonly #sum = new Checksum();
	#summed = 0;

	/** Opens what an earlier attempt left at `path` and keeps the chunks of it that are right. Nothing is written. */
	constructor(files: FileSystem, path: Path, request: StageRequest) {
		this.#files = files;
		this.#request = request;
		this.#recipe = usableRecipe(request);
		this.#chunks = new StagedChunks(this.#recipe);
		this.#copies = new PlannedCopies(files, this.#chunks.count);
		this.#part = new PartFile(files, path);
		if (this.#part.isThere) {
			this.#verify(this.#chunks.indexes());
		}

		this.missingBytes = this.#chunks.missing().reduce((sum, index) => sum + (this.#isHole(index) ? 0 : this.#chunks.length(index)), 0);
	}

	/** How much of what the disk has room for now will be taken by copies. */
	get plannedBytes(): number {
		return this.#chunks.plannedBytes;
	}

	/** Gives the file its size, and sees what the share has already. */
	begin(): StageProgress {
		this.#part.make(this.#request.size);
		for (const index of this.#chunks.missing().filter(one => this.#isHole(one))) {
			this.#chunks.set(index, chunkAt.hole);
		}

		for (const source of this.#request.copies) {
			const {chunkIndex} = source;
			if (this.#chunks.state(chunkIndex) === chunkAt.missing && this.#copies.note(source, this.#chunks.length(chunkIndex))) {
				this.#chunks.set(chunkIndex, chunkAt.planned);
			}
		}

		return {reused: this.#chunks.indexes().filter(index => this.#chunks.state(index) !== chunkAt.missing), missing: this.#chunks.missing()};
	}

	/** Writes chunks that are what the recipe says; returns the indexes of the others. */
	put(indexes: readonly number[], chunks: readonly Uint8Array[]): number[] {
		const wrong: number[] = [];
		for (const [at, index] of indexes.entries()) {
			const bytes = chunks[at];
			if (bytes?.length !== this.#chunks.length(index) || sha256(bytes) !== chunkDigestHex(this.#recipe, index)) {
				wrong.push(index);
				continue;
			}

			this.#part.write(bytes, this.#chunks.offset(index));
			this.#accept(index, bytes);
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
				const isWrong = !bytes || this.put([chunkIndex], [patched(bytes, delta, this.#chunks.length(chunkIndex))]).length > 0;
				wrong.push(...isWrong ? [chunkIndex] : []);
				literalBytes.push(bytes ? literalBytesOf(delta) : 0);
			}
		} finally {
			share.close();
		}

		return {wrong, literalBytes};
	}

	/** Copies and sums up what comes next in the file, about so many bytes of it. True: there is more that can be done now. */
	proceed(limitBytes = Infinity): boolean {
		for (let room = limitBytes; room > 0 && this.#canProceed();) {
			const first = this.#summed;
			const end = this.#endOfRun(first, room);
			room -= this.#chunks.offset(end) - this.#chunks.offset(first);
			this.#take(first, end);
		}

		if (this.plannedBytes === 0) {
			this.#copies.close();
		}

		return this.#canProceed();
	}

	/** Compares the whole with its checksum. Returns the chunks that are missing or wrong: none means that the file is right. */
	check(): number[] {
		this.proceed();
		if (this.#chunks.missing().length > 0) {
			this.#copyRest();
			return this.#chunks.missing();
		}

		if (this.#isRight()) {
			return [];
		}

		this.#part.make(this.#request.size);
		this.#verify(this.#chunks.indexes());
		return this.#chunks.missing();
	}

	/** Lets go of the handles; the next call opens the files again. */
	rest(): void {
		this.#copies.close();
		this.#part.rest();
	}

	/** Looks whether these chunks, in order, stand in the file, and begins the checksum anew with those at its beginning. */
	#verify(indexes: readonly number[]): void {
		this.#part.smudge();
		this.#restartSum();
		for (const index of indexes) {
			const bytes = block.subarray(0, this.#chunks.length(index));
			if (this.#part.read(bytes, this.#chunks.offset(index)) && sha256(bytes) === chunkDigestHex(this.#recipe, index)) {
				this.#accept(index, bytes);
			} else {
				this.#chunks.set(index, chunkAt.missing);
			}
		}
	}

	/** A chunk that was verified stands in its place. */
	#accept(index: number, bytes: Uint8Array): void {
		this.#chunks.set(index, chunkAt.here);
		if (index === this.#summed) {
			this.#sum.update(bytes);
			this.#summed++;
		}
	}

	#isRight(): boolean {
		const {size, digest, recipe} = this.#request;
		if (recipe) {
			return this.#part.size() === size && sameBytes(this.#sum.digest(), checksumOf(recipe));
		}

		const bytes = block.subarray(0, size);
		return this.#part.read(bytes, 0) && sha256(bytes) === digest;
	}

	#canProceed(): boolean {
		return this.#summed < this.#chunks.count && this.#chunks.state(this.#summed) !== chunkAt.missing;
	}

	/** Chunks that are to be copied go together where they lie one behind the other. */
	#endOfRun(first: number, limitBytes: number): number {
		const isPlanned = this.#chunks.state(first) === chunkAt.planned;
		return this.#chunks.endOfRun(first, limitBytes, index => !isPlanned || this.#copies.goesOn(index - 1, this.#chunks.length(index - 1)));
	}

	/** Takes a run into the checksum, from wherever its bytes are. What could not be read is missing afterwards, and the sum begins anew. */
	#take(first: number, end: number): void {
		const state = this.#chunks.state(first);
		if (state === chunkAt.planned) {
			this.#copy(first, end);
			return;
		}

		for (const {at, bytes} of blocksOf(this.#chunks.offset(first), this.#chunks.offset(end))) {
			if (state === chunkAt.hole) {
				this.#sum.update(zeros.subarray(0, bytes.length));
			} else if (this.#part.read(bytes, at)) {
				this.#sum.update(bytes);
			} else {
				// Somebody has made the file shorter.
				this.#verify(this.#chunks.indexes().filter(index => this.#chunks.state(index) !== chunkAt.planned));
				return;
			}
		}

		this.#summed = end;
	}

	/** Copies what is planned behind a chunk that is missing: all that cannot be had is asked for at once, for a sender does not repeat itself for ever. */
	#copyRest(): void {
		for (let first = this.#summed; first < this.#chunks.count;) {
			const end = this.#endOfRun(first, Infinity);
			if (this.#chunks.state(first) === chunkAt.planned) {
				this.#copy(first, end);
			}

			first = end;
		}

		this.#copies.close();
	}

	#copy(first: number, end: number): void {
		const start = this.#chunks.offset(first);
		const isNext = first === this.#summed;
		try {
			for (const {at, bytes} of blocksOf(start, this.#chunks.offset(end))) {
				if (!this.#copies.read(first, at - start, bytes)) {
					this.#forget(first, end, at);
					return;
				}

				this.#part.write(bytes, at);
				if (isNext) {
					this.#sum.update(bytes);
				}
			}
		} catch (error) {
			this.#restartSum();
			throw error;
		}

		for (let index = first; index < end; index++) {
			this.#chunks.set(index, chunkAt.here);
		}

		this.#summed = isNext ? end : this.#summed;
	}

	/** A run cannot be read (any more) from `at` on: the chunk there, of which a part may have been written, is missing, and so are those behind it. */
	#forget(first: number, end: number, at: number): void {
		for (let index = first; index < end; index++) {
			this.#chunks.set(index, this.#chunks.offset(index + 1) <= at ? chunkAt.here : chunkAt.missing);
		}

		this.#part.smudge();
		this.#restartSum();
	}

	#restartSum(): void {
		this.#sum.reset();
		this.#summed = 0;
	}

	/** Only in a file in which nothing was written can a chunk be left out. */
	#isHole(index: number): boolean {
		return this.#part.isBlank && isZeroChunk(this.#recipe, index);
	}
}
