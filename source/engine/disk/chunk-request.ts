import {chunkDigestHex, chunkOffsets} from '../content/recipe.js';
import type {FileNode} from '../core/node.js';
import type {Path} from '../core/path.js';
import {FsyncError} from '../fault.js';
import type {Content} from './replica.js';

/** Chunks of one file by where they lie, without the recipe: that of a large file would be copied from thread to thread for each megabyte. Bytes. */
export type ChunkRequest = {
	readonly path: Path;
	/** As the last scan found it. */
	readonly disk: FileNode['disk'];
	readonly offsets: readonly number[];
	readonly lengths: readonly number[];
	/** The SHA-256 of each, where the bytes must prove what they are (rule R8). */
	readonly digests?: readonly string[];
};

/** Where the chunks of a recipe lie; asked for again and again while a file is sent. */
const knownOffsets = new WeakMap<Uint8Array, Float64Array>();

function offsetsOf({recipe, size}: FileNode): Float64Array {
	if (!recipe) {
		return Float64Array.of(0, size);
	}

	const offsets = knownOffsets.get(recipe) ?? chunkOffsets(recipe);
	knownOffsets.set(recipe, offsets);
	return offsets;
}

/**
Chunks by their place in the file's recipe (0 in a file without one). `isDoubted`: the receiver says that such bytes were wrong, so that those of a young file
must prove themselves; until then the receiver's own check is enough. Throws `FsyncError` (protocol) for a chunk that the file does not have.
*/
export function requestChunks({path, node}: Content, indexes: readonly number[], isDoubted = false): ChunkRequest {
	const offsets = offsetsOf(node);
	for (const index of indexes) {
		if (!Number.isSafeInteger(index) || index < 0 || index >= offsets.length - 1) {
			throw new FsyncError('protocol', `The other side asked for chunk ${index} of ${path}, which has ${offsets.length - 1}.`);
		}
	}

	return {
		path,
		disk: node.disk,
		offsets: indexes.map(index => offsets[index]!),
		lengths: indexes.map(index => offsets[index + 1]! - offsets[index]!),
		...isDoubted && node.disk?.isRacy && {digests: indexes.map(index => node.recipe ? chunkDigestHex(node.recipe, index) : node.digest)},
	};
}
