import {sha256} from '../content/digest.js';
import {chunkDigestHex, chunkOffsets} from '../content/recipe.js';
import {digestBytes} from '../content/recipe-builder.js';
import type {FileNode} from '../core/node.js';
import {FsyncError} from '../fault.js';
import {packBytes} from './compress-pack.js';
import {diskErrorCode} from './disk-error.js';
import {isUnchanged} from './entry-batch.js';
import type {FileSystem} from './file-system.js';
import type {Content, Pack} from './replica.js';

/**
Opens a file and lets `read` at it, provided that the disk says before and after that it is still the file of the last scan (F16).
False when it is not, or cannot be read: whoever wanted it scans again and learns why.
*/
function readUnchanged(fileSystem: FileSystem, {path, node}: Content, read: (handle: number) => boolean): boolean {
	const isStill = (handle: number) => node.disk !== undefined && isUnchanged(fileSystem.statOpen(handle), node.disk);
	let handle: number;
	try {
		handle = fileSystem.openRead(path);
	} catch (error) {
		diskErrorCode(error);
		return false;
	}

	try {
		return isStill(handle) && read(handle) && isStill(handle);
	} catch (error) {
		diskErrorCode(error);
		return false;
	} finally {
		fileSystem.close(handle);
	}
}

/** Packs are read into the same bytes again and again: a new megabyte for each would be a gigabyte of garbage in a first sync. */
let scratchBytes = new Uint8Array(1024 * 1024);

function scratch(length: number): Uint8Array {
	// Always a byte more than is used, so that what leaves this thread is a copy and never these bytes themselves.
	if (length >= scratchBytes.length) {
		scratchBytes = new Uint8Array(length + 1);
	}

	return scratchBytes;
}

/** Whole small files, one after the other. A file that is no longer what its node says is listed in `changed` and has length 0. */
export function readPack(fileSystem: FileSystem, contents: readonly Content[]): {readonly pack: Pack; readonly changed: readonly number[]} {
	const bytes = scratch(contents.reduce((sum, {node}) => sum + node.size, 0));
	const lengths: number[] = [];
	const changed: number[] = [];
	let end = 0;
	for (const [index, content] of contents.entries()) {
		const place = bytes.subarray(end, end + content.node.size);
		const isRead = readUnchanged(fileSystem, content, handle => fill(fileSystem, handle, place, 0) && isProven(content.node, place));
		lengths.push(isRead ? place.length : 0);
		end += isRead ? place.length : 0;
		if (!isRead) {
			changed.push(index);
		}
	}

	fileSystem.forget();
	return {pack: packBytes(lengths, bytes.subarray(0, end)), changed};
}

/** Chunks of one file by their place in its recipe (0 in a file without one); undefined when the file is no longer what its node says. */
export function readChunks(fileSystem: FileSystem, content: Content, indexes: readonly number[]): Pack | undefined {
	const read = readChunkBytes(fileSystem, content, indexes);
	return read && packBytes(read.lengths, read.bytes);
}

/** The bytes of chunks, one after the other; undefined as above. */
export function readChunkBytes(fileSystem: FileSystem, content: Content, indexes: readonly number[]): {readonly lengths: readonly number[]; readonly bytes: Uint8Array} | undefined {
	const {node, path} = content;
	const offsets = node.recipe ? chunkOffsets(node.recipe) : Float64Array.of(0, node.size);
	for (const index of indexes) {
		if (!Number.isSafeInteger(index) || index < 0 || index >= offsets.length - 1) {
			throw new FsyncError('protocol', `The other side asked for chunk ${index} of ${path}, which has ${offsets.length - 1}.`);
		}
	}

	const lengths = indexes.map(index => offsets[index + 1]! - offsets[index]!);
	const bytes = new Uint8Array(lengths.reduce((sum, length) => sum + length, 0));
	const isRead = readUnchanged(fileSystem, content, handle => {
		let end = 0;
		return indexes.every((chunk, place) => {
			const target = bytes.subarray(end, end + lengths[place]!);
			end += target.length;
			return fill(fileSystem, handle, target, offsets[chunk]!) && isProvenChunk(node, chunk, target);
		});
	});
	fileSystem.forget();
	return isRead ? {lengths, bytes} : undefined;
}

function fill(fileSystem: FileSystem, handle: number, place: Uint8Array, offset: number): boolean {
	return place.length === 0 || fileSystem.read(handle, place, offset) === place.length;
}

/** Where the times prove nothing yet (rule R8), the bytes must. */
function isProven(node: FileNode, bytes: Uint8Array): boolean {
	return node.disk?.isRacy !== true || digestBytes(bytes).digest === node.digest;
}

function isProvenChunk(node: FileNode, index: number, bytes: Uint8Array): boolean {
	return node.disk?.isRacy !== true || sha256(bytes) === (node.recipe ? chunkDigestHex(node.recipe, index) : node.digest);
}
