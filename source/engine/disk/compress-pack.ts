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

/** The bytes in memory of their own and no larger than they are, so that they can be transferred to another thread. */
const detached = (bytes: Uint8Array): Uint8Array => bytes.buffer.byteLength === bytes.byteLength ? bytes : new Uint8Array(bytes);

/** Makes a pack of contents that lie one after the other in `bytes`, compressed when the beginning shows that it pays. */
export function packBytes(lengths: readonly number[], bytes: Uint8Array): Pack {
	if (bytes.length >= minimumBytes) {
		const isProbe = bytes.length <= probeBytes;
		const probe = compress(isProbe ? bytes : bytes.subarray(0, probeBytes));
		if (probe.length <= Math.min(bytes.length, probeBytes) * worthwhile) {
			return {lengths, payload: detached(isProbe ? probe : compress(bytes)), isCompressed: true};
		}
	}

	return {lengths, payload: detached(bytes), isCompressed: false};
}
