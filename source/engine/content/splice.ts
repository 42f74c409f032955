import {chunkLimits} from './chunker.js';
import {checksumBytes} from './digest.js';
import {keptRuns} from './kept-runs.js';
import {
	checksumOf,
	chunkCount,
	chunkCountLimit,
	chunkDigest,
	chunkLength,
	chunkOffsets,
	entryBytes,
	maximumRecipeBytes,
	type RecipeFault,
} from './recipe.js';
import {VarintReader, VarintWriter} from './varint.js';

/*
A recipe told as an edit of another one that the receiver has: runs, then the checksum of the new file (16 bytes). A run begins
with count * 2 + kind. Kept chunks (kind 0): where they begin in the base, relative to the end of the kept run before. New chunks
(kind 1): the SHA-256 and the length of each. So an edit costs what it changed, not what the file has.
*/
const keptRun = 0;
const newRun = 1;

export type SpliceFault = RecipeFault | 'splice-truncated' | 'splice-range' | 'splice-empty-run';

/** Describes `next` as an edit of `base`. Never longer than `next` by more than a few bytes; compare the lengths before sending it. */
export function makeSplice(base: Uint8Array, next: Uint8Array): Uint8Array {
	const writer = new VarintWriter();
	let expected = 0;
	let firstNew = 0;
	for (const {at, start, count} of keptRuns(base, next)) {
		writeNew(writer, next, firstNew, at);
		writer.number((count * 2) + keptRun).signed(start - expected);
		expected = start + count;
		firstNew = at + count;
	}

	writeNew(writer, next, firstNew, chunkCount(next));
	return writer.bytes(checksumOf(next)).done();
}

function writeNew(writer: VarintWriter, next: Uint8Array, start: number, end: number): void {
	if (start === end) {
		return;
	}

	writer.number(((end - start) * 2) + newRun);
	for (let at = start; at < end; at++) {
		writer.bytes(chunkDigest(next, at)).number(chunkLength(next, at));
	}
}

/**
Rebuilds the recipe for a file of `size` bytes from a splice that came from outside. Each run is counted against the size before
its chunks are written, so that a few bytes cannot ask for more memory than the promised file's recipe takes. Whether
the result is the recipe of the promised digest is for the caller to see (`digestOf`).
*/
export function applySplice(base: Uint8Array, splice: Uint8Array, size: number): Uint8Array | SpliceFault {
	const end = splice.length - checksumBytes;
	if (end < 0) {
		return 'splice-truncated';
	}

	const draft = new RecipeDraft(base, size);
	const reader = new VarintReader(splice.subarray(0, end));
	while (!reader.isAtEnd) {
		const head = reader.number();
		if (head === undefined) {
			return 'splice-truncated';
		}

		const count = Math.floor(head / 2);
		const fault = head % 2 === keptRun ? draft.keep(count, reader) : draft.append(count, reader);
		if (fault !== undefined) {
			return fault;
		}
	}

	return draft.finish(splice.subarray(end));
}

/** A recipe that grows by checked runs and never beyond what a file of `size` bytes can have. */
class RecipeDraft {
	readonly #base: Uint8Array;
	readonly #baseOffsets: Float64Array;
	readonly #size: number;
	readonly #countLimit: number;
	#entries = Buffer.allocUnsafe(64 * entryBytes);
	#count = 0;
	#sum = 0;
	#expected = 0;

	constructor(base: Uint8Array, size: number) {
		this.#base = base;
		this.#baseOffsets = chunkOffsets(base);
		this.#size = size;
		this.#countLimit = Math.min(chunkCountLimit(size), Math.floor((maximumRecipeBytes - checksumBytes) / entryBytes));
	}

	keep(count: number, reader: VarintReader): SpliceFault | undefined {
		const step = reader.signed();
		if (step === undefined) {
			return 'splice-truncated';
		}

		const start = this.#expected + step;
		const stop = start + count;
		if (start < 0 || stop > this.#baseOffsets.length - 1) {
			return 'splice-range';
		}

		const fault = this.#reserve(count) ?? this.#grow(this.#baseOffsets[stop]! - this.#baseOffsets[start]!);
		if (fault === undefined) {
			this.#entries.set(this.#base.subarray(start * entryBytes, stop * entryBytes), this.#count * entryBytes);
			this.#count += count;
			this.#expected = stop;
		}

		return fault;
	}

	append(count: number, reader: VarintReader): SpliceFault | undefined {
		if (count * 33 > reader.rest) {
			return 'splice-truncated';
		}

		let fault = this.#reserve(count);
		for (let index = 0; fault === undefined && index < count; index++) {
			fault = this.#appendOne(reader);
		}

		return fault;
	}

	finish(checksum: Uint8Array): Uint8Array | SpliceFault {
		if (this.#count < 2) {
			return 'chunk-count';
		}

		if (this.#sum !== this.#size) {
			return 'size-mismatch';
		}

		const end = this.#count * entryBytes;
		const recipe = new Uint8Array(end + checksumBytes);
		recipe.set(this.#entries.subarray(0, end));
		recipe.set(checksum, end);
		return recipe;
	}

	#appendOne(reader: VarintReader): SpliceFault | undefined {
		const digest = reader.bytes(32);
		const length = reader.number();
		if (!digest || length === undefined) {
			return 'splice-truncated';
		}

		if (length < 1 || length > chunkLimits.maximumBytes) {
			return 'chunk-length';
		}

		const at = this.#count++ * entryBytes;
		this.#entries.set(digest, at);
		this.#entries.writeUInt32BE(length, at + 32);
		return this.#grow(length);
	}

	#grow(bytes: number): SpliceFault | undefined {
		this.#sum += bytes;
		return this.#sum > this.#size ? 'size-mismatch' : undefined;
	}

	/** Makes room for `count` more chunks, if a file of this size can have them. */
	#reserve(count: number): SpliceFault | undefined {
		if (count === 0) {
			return 'splice-empty-run';
		}

		const needed = this.#count + count;
		if (needed > this.#countLimit) {
			return 'chunk-count';
		}

		if (needed * entryBytes > this.#entries.length) {
			const grown = Buffer.allocUnsafe(Math.max(this.#entries.length * 2, needed * entryBytes));
			this.#entries.copy(grown, 0, 0, this.#count * entryBytes);
			this.#entries = grown;
		}

		return undefined;
	}
}
