import {constants, zstdCompressSync, zstdDecompressSync} from 'node:zlib';
import {limits} from './limits.js';
import {malformed} from './malformed.js';

/** Headers below this are sent as they are. */
export const compressionThreshold = 1024;

const rawLengthBytes = 4;

/** u32be raw length ‖ zstd (level 1), or undefined when that would not be smaller. */
export function compressHeader(raw: Uint8Array): Uint8Array | undefined {
	const packed = zstdCompressSync(raw, {params: {[constants.ZSTD_c_compressionLevel]: 1}});
	if (packed.length + rawLengthBytes >= raw.length) {
		return undefined;
	}

	const bytes = Buffer.allocUnsafe(rawLengthBytes + packed.length);
	bytes.writeUInt32BE(raw.length, 0);
	bytes.set(packed, rawLengthBytes);
	return bytes;
}

/** The inverse, bounded by the announced length, which itself is bounded. Throws `FsyncError` (protocol). */
export function decompressHeader(bytes: Uint8Array): Uint8Array {
	if (bytes.length <= rawLengthBytes) {
		throw malformed('a compressed header without content');
	}

	const announced = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
	if (announced === 0 || announced > limits.headerBytes) {
		throw malformed(`a compressed header that announces ${announced} bytes, allowed are 1 to ${limits.headerBytes}`);
	}

	const packed = bytes.subarray(rawLengthBytes);
	const raw = inflate(packed, announced);
	if (raw.length !== announced) {
		throw malformed(`a compressed header that announces ${announced} bytes and holds ${raw.length}`);
	}

	return raw;
}

/** Types of node:zlib know nothing of `info` for zstd: it adds the engine, which knows how much input it used. */
type WithInfo = {readonly buffer: Uint8Array; readonly engine: {readonly bytesWritten: number}};

function inflate(packed: Uint8Array, maxOutputLength: number): Uint8Array {
	try {
		const options = {maxOutputLength, info: true, params: {[constants.ZSTD_d_windowLogMax]: 23}};
		const {buffer, engine} = zstdDecompressSync(packed, options) as unknown as WithInfo;
		if (engine.bytesWritten === packed.length) {
			return buffer;
		}
	} catch (error) {
		throw malformed('a compressed header that cannot be unpacked', {cause: error});
	}

	throw malformed('bytes after the end of a compressed header');
}
