import {sha256} from '../content/digest.js';
import {digestBytes} from '../content/recipe-builder.js';
import {claim, release} from '../memory.js';
import type {ChunkRequest} from './chunk-request.js';
import {packBytes} from './compress-pack.js';
import {diskErrorCode} from './disk-error.js';
import {isUnchanged} from './entry-batch.js';
import type {FileSystem} from './file-system.js';
import {
	filesOf,
	packBytesOf,
	type PackedFile,
	type PackRequest,
} from './pack-request.js';
import type {Pack} from './replica.js';

/**
Opens a file and lets `read` at it, provided that the disk says before and after that it is still the file of the last scan (F16).
False when it is not, or cannot be read: whoever wanted it scans again and learns why.
*/
function readUnchanged(fileSystem: FileSystem, {path, disk}: Pick<ChunkRequest, 'path' | 'disk'>, read: (handle: number) => boolean): boolean {
	const isStill = (handle: number) => disk !== undefined && isUnchanged(fileSystem.statOpen(handle), disk);
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

/** Whole small files, one after the other. A file that is no longer what it was is listed in `changed` and has length 0. */
export function readPack(fileSystem: FileSystem, request: PackRequest): {readonly pack: Pack; readonly changed: readonly number[]} {
	const bytes = scratch(packBytesOf(request));
	const lengths: number[] = [];
	const changed: number[] = [];
	let end = 0;
	for (const file of filesOf(request)) {
		const place = bytes.subarray(end, end + file.size);
		const isRead = readUnchanged(fileSystem, file, handle => fill(fileSystem, handle, place, 0) && isProven(file, place));
		if (!isRead) {
			changed.push(lengths.length);
		}

		lengths.push(isRead ? place.length : 0);
		end += isRead ? place.length : 0;
	}

	fileSystem.forget();
	return {pack: packBytes(lengths, bytes.subarray(0, end)), changed};
}

/** Chunks of one file; undefined when the file is no longer what it was. */
export function readChunks(fileSystem: FileSystem, request: ChunkRequest): Pack | undefined {
	const bytes = readChunkBytes(fileSystem, request);
	const pack = bytes && packBytes(request.lengths, bytes);
	if (bytes && pack?.isCompressed) {
		// Nobody looks at them any more, and a large file that can be compressed is read in thousands of such pieces.
		release(claim(bytes));
	}

	return pack;
}

/** The bytes of chunks, one after the other, in memory that is theirs alone; undefined as above. */
export function readChunkBytes(fileSystem: FileSystem, request: ChunkRequest): Uint8Array | undefined {
	const bytes = Buffer.allocUnsafeSlow(request.lengths.reduce((sum, length) => sum + length, 0));
	const isRead = readUnchanged(fileSystem, request, handle => fillRuns(fileSystem, handle, bytes, request) && areProven(request, bytes));
	fileSystem.forget();
	return isRead ? bytes : undefined;
}

/** Chunks that lie one behind the other are read at once. */
function fillRuns(fileSystem: FileSystem, handle: number, bytes: Uint8Array, {offsets, lengths}: ChunkRequest): boolean {
	let end = 0;
	for (let first = 0, next = 0; first < lengths.length; first = next) {
		const start = end;
		do {
			end += lengths[next]!;
			next++;
		} while (next < lengths.length && offsets[next] === offsets[first]! + end - start);

		if (!fill(fileSystem, handle, bytes.subarray(start, end), offsets[first]!)) {
			return false;
		}
	}

	return true;
}

function fill(fileSystem: FileSystem, handle: number, place: Uint8Array, offset: number): boolean {
	return place.length === 0 || fileSystem.read(handle, place, offset) === place.length;
}

/** Where the times prove nothing yet (rule R8), the bytes must. */
function isProven({digest}: PackedFile, bytes: Uint8Array): boolean {
	return digest === undefined || digestBytes(bytes).digest === digest;
}

function areProven({lengths, digests}: ChunkRequest, bytes: Uint8Array): boolean {
	let end = 0;
	return digests?.every((digest, at) => {
		end += lengths[at]!;
		return sha256(bytes.subarray(end - lengths[at]!, end)) === digest;
	}) ?? true;
}
