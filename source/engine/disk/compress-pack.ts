import {constants, zstdCompressSync} from 'node:zlib';
import type {Pack} from './replica.js';

const probeBytes = 16 * 1024;
/** Below this a frame's own header and the call cost more than they save. */
const minimumBytes = 256;
/** A probe that does not shrink by at least this is of a kind (pictures, archives) that will not shrink further on either. */
const worthwhile = 0.95;

/** One output buffer of the size that zstd needs at the most (its own bound): Node would otherwise gather pieces of 16 KiB. */
const compress = (bytes: Uint8Array): Uint8Array => zstdCompressSync(bytes, {
	chunkSize: bytes.length + (bytes.length >> 8) + 128,
	params: {[constants.ZSTD_c_compressionLevel]: 1},
});

/** Smaller results may be part of Node's pool of 8 KiB, which belongs to others as well. */
const poolBytes = 64 * 1024;

/**
What zstd has made, in memory of its own and no larger than it is, so that it can be transferred to another thread. The rest of the output
buffer is given back at once: left to the garbage collector, a hundred megabytes of it came together in a first sync.
*/
function trimmed(bytes: Uint8Array): Uint8Array {
	const {buffer, byteOffset, byteLength} = bytes;
	const isWhole = buffer instanceof ArrayBuffer && byteOffset === 0 && buffer.byteLength > poolBytes;
	return new Uint8Array(isWhole ? buffer.transfer(byteLength) : bytes);
}

/** The bytes in memory of their own; they themselves if they are. */
const detached = (bytes: Uint8Array): Uint8Array => bytes.buffer.byteLength === bytes.byteLength ? bytes : new Uint8Array(bytes);

/** Makes a pack of contents that lie one after the other in `bytes`, compressed when the beginning shows that it pays. */
export function packBytes(lengths: readonly number[], bytes: Uint8Array): Pack {
	if (bytes.length >= minimumBytes) {
		const isProbe = bytes.length <= probeBytes;
		const probe = compress(isProbe ? bytes : bytes.subarray(0, probeBytes));
		if (probe.length <= Math.min(bytes.length, probeBytes) * worthwhile) {
			return {lengths, payload: trimmed(isProbe ? probe : compress(bytes)), isCompressed: true};
		}
	}

	return {lengths, payload: detached(bytes), isCompressed: false};
}
