import {constants, zstdDecompressSync} from 'node:zlib';
import {chunkLimits} from '../content/chunker.js';
import {FsyncError} from '../fault.js';
import {claim} from '../memory.js';
import type {Pack} from './replica.js';

/** The most that one pack may hold, in bytes: bounds what a few compressed bytes can make us allocate (attack A18). */
export const packLimitBytes = 64 * 1024 * 1024;

const malformed = (what: string, cause?: unknown) => new FsyncError('protocol', `The other side sent a pack of contents that ${what}.`, {cause});

/** The contents of a pack, as views of one buffer. Throws when the pack is not exactly what its lengths say (attacks A18, A19, A32). */
export function unpack(pack: Pack): Uint8Array[] {
	return cut(joined(pack), pack.lengths);
}

/** All contents in one buffer. */
function joined({lengths, payload, isCompressed}: Pack): Uint8Array {
	let total = 0;
	for (const length of lengths) {
		if (!Number.isSafeInteger(length) || length < 0 || length > chunkLimits.maximumBytes) {
			throw malformed('holds an impossible length');
		}

		total += length;
	}

	if (total > packLimitBytes) {
		throw malformed('is too large');
	}

	const bytes = isCompressed ? decompress(payload, total) : payload;
	if (bytes.length !== total) {
		throw malformed('is not as long as it says');
	}

	return bytes;
}

/** The same in memory of their own, which may be given back when the last of the contents is not needed any more; the pack's may be so at once. */
export function unpackToKeep(pack: Pack): Uint8Array[] {
	const bytes = joined(pack);
	return cut(pack.isCompressed && isAlone(bytes) ? bytes : claim(new Uint8Array(bytes)), pack.lengths);
}

function cut(bytes: Uint8Array, lengths: readonly number[]): Uint8Array[] {
	let end = 0;
	return lengths.map(length => {
		end += length;
		return bytes.subarray(end - length, end);
	});
}

/** Window of 8 MiB: what zstd itself recommends to accept from strangers (RFC 8878, 3.1.1.1.2). */
const parameters = {[constants.ZSTD_d_windowLogMax]: 23};

/** Whether decompressed bytes have a buffer of their own, and not a part of Node's pool for small ones. */
const isAlone = ({buffer, byteOffset, byteLength}: Uint8Array): boolean => byteOffset === 0 && buffer.byteLength === byteLength + 1;

/**
Never makes more bytes than were announced. One output buffer instead of pieces of 16 KiB that are put together afterwards; it is a byte too long, for to one that is full Node adds another of its length, in vain.
*/
function decompress(payload: Uint8Array, total: number): Uint8Array {
	try {
		const bytes = zstdDecompressSync(payload, {chunkSize: Math.max(64, total + 1), maxOutputLength: Math.max(1, total), params: parameters});
		if (isAlone(bytes)) {
			claim(new Uint8Array(bytes.buffer));
		}

		return bytes;
	} catch (error) {
		throw malformed('cannot be decompressed', error);
	}
}
