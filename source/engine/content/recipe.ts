import {chunkLimits} from './chunker.js';
import {asBuffer, checksumBytes, sha256} from './digest.js';

/**
A packed recipe: for each chunk its SHA-256 (32 bytes) and its length (u32, big-endian), then the XXH3-128 of the whole file (16
bytes). Only files of two chunks or more have one. The file's digest is the SHA-256 of the chunk list without the checksum.
*/
export const entryBytes = 36;
const digestBytes = 32;

/** The longest recipe that is taken from anybody: 3.7 million chunks, the usual count of a 240 GB file. */
export const maximumRecipeBytes = 128 * 1024 * 1024;

/** What can be wrong with bytes from a peer or a store. */
export type RecipeFault =
	| 'recipe-length' | 'recipe-too-long' | 'chunk-count' | 'chunk-length' | 'size-mismatch';

export function chunkCount(recipe: Uint8Array): number {
	return (recipe.length - checksumBytes) / entryBytes;
}

/** The chunk's SHA-256: a view of 32 bytes. */
export function chunkDigest(recipe: Uint8Array, index: number): Uint8Array {
	return recipe.subarray(index * entryBytes, (index * entryBytes) + digestBytes);
}

export function chunkDigestHex(recipe: Uint8Array, index: number): string {
	return asBuffer(recipe).toString('hex', index * entryBytes, (index * entryBytes) + digestBytes);
}

/** Bytes. */
export function chunkLength(recipe: Uint8Array, index: number): number {
	const at = (index * entryBytes) + digestBytes;
	return ((recipe[at]! * 0x1_00_00_00) + (recipe[at + 1]! << 16) + (recipe[at + 2]! << 8) + recipe[at + 3]!);
}

/** Where each chunk begins in the file, and as one more item where the file ends. */
export function chunkOffsets(recipe: Uint8Array): Float64Array {
	const count = chunkCount(recipe);
	const offsets = new Float64Array(count + 1);
	for (let index = 0; index < count; index++) {
		offsets[index + 1] = offsets[index]! + chunkLength(recipe, index);
	}

	return offsets;
}

export function totalSize(recipe: Uint8Array): number {
	const count = chunkCount(recipe);
	let size = 0;
	for (let index = 0; index < count; index++) {
		size += chunkLength(recipe, index);
	}

	return size;
}

/** XXH3-128 of the whole file: a view of 16 bytes. */
export function checksumOf(recipe: Uint8Array): Uint8Array {
	return recipe.subarray(recipe.length - checksumBytes);
}

/** The digest of the file that the recipe describes. */
export function digestOf(recipe: Uint8Array): string {
	return sha256(recipe.subarray(0, recipe.length - checksumBytes));
}

export type ChunkEntry = {readonly digest: Uint8Array; readonly length: number};

export function packRecipe(chunks: readonly ChunkEntry[], checksum: Uint8Array): Uint8Array {
	const recipe = Buffer.allocUnsafe((chunks.length * entryBytes) + checksumBytes);
	for (const [index, {digest, length}] of chunks.entries()) {
		recipe.set(digest, index * entryBytes);
		recipe.writeUInt32BE(length, (index * entryBytes) + digestBytes);
	}

	recipe.set(checksum, chunks.length * entryBytes);
	return recipe;
}

/** The most chunks a file of this size can have, with one to spare. */
export function chunkCountLimit(size: number): number {
	return Math.ceil(size / chunkLimits.minimumBytes) + 1;
}

/** Says what is wrong with a recipe from outside for a file of `size` bytes; undefined when it can be used. */
export function validateRecipe(bytes: Uint8Array, size: number): RecipeFault | undefined {
	if (bytes.length > maximumRecipeBytes) {
		return 'recipe-too-long';
	}

	const count = chunkCount(bytes);
	if (!Number.isSafeInteger(count) || count < 0) {
		return 'recipe-length';
	}

	if (!Number.isSafeInteger(size) || size < 0) {
		return 'size-mismatch';
	}

	if (count < 2 || count > chunkCountLimit(size)) {
		return 'chunk-count';
	}

	let sum = 0;
	for (let index = 0; index < count; index++) {
		const length = chunkLength(bytes, index);
		if (length < 1 || length > chunkLimits.maximumBytes) {
			return 'chunk-length';
		}

		sum += length;
	}

	return sum === size ? undefined : 'size-mismatch';
}
