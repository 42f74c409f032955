import {
	chunkerFor,
	chunkingParameters,
	chunkLimits,
	type ChunkingAlgorithm,
} from './chunker.js';
import {fromHex, sameBytes, sha256} from './digest.js';
import {chunkDigest, chunkLength} from './recipe.js';

/** As many zeros as the longest chunk has. Never to be written to. */
export const zeros: Uint8Array = Buffer.alloc(chunkLimits.maximumBytes);

/** What the chunks are called that long stretches of zeros are cut into, by their length; most runs never ask. */
let names: ReadonlyMap<number, Uint8Array> | undefined;

function nameOfZeros(length: number): Uint8Array | undefined {
	names ??= new Map(Object.values(chunkingParameters).map(({maximumBytes}) => [maximumBytes, fromHex(sha256(zeros.subarray(0, maximumBytes)))]));
	return names.get(length);
}

/** Whether a chunk is one of those that a hole in a file is cut into: its bytes are known to whoever knows its name. */
export function isZeroChunk(recipe: Uint8Array, index: number): boolean {
	const name = nameOfZeros(chunkLength(recipe, index));
	return name !== undefined && sameBytes(chunkDigest(recipe, index), name);
}

/** Whether all of these bytes, at most as many as there are `zeros`, are zero. Other bytes are mostly known by the first of them. */
export function areZeros(bytes: Uint8Array): boolean {
	return sameBytes(zeros.subarray(0, bytes.length), bytes);
}

/** The chunk that begins with so many zeros: it ends there, whatever follows. */
export type ZeroCut = {readonly length: number; readonly digest: string};

const cuts = new Map<ChunkingAlgorithm, ZeroCut>();

/** What a way of cutting makes of zeros. Where a chunk ends depends on nothing but its own bytes, so the chunker is asked once for all. */
export function zeroCutOf(algorithm: ChunkingAlgorithm): ZeroCut {
	let cut = cuts.get(algorithm);
	if (!cut) {
		const length = chunkerFor(algorithm).next(zeros, 0, zeros.length);
		cut = {length, digest: sha256(zeros.subarray(0, length))};
		cuts.set(algorithm, cut);
	}

	return cut;
}
