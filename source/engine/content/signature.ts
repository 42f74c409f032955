/* eslint-disable unicorn/prefer-math-trunc -- `| 0` wraps to 32 bits, which Math.trunc does not. */
import {chunkLimits} from './chunker.js';
import {asBuffer, sha256} from './digest.js';

/*
rsync's signature (Tridgell and Mackerras, "The rsync algorithm", 1996) of the bytes one side already has: size (u32), block length
(u16), then for each block a weak sum (u32) and a strong one (16 bytes), all big-endian. The last block may be shorter.
The strong sum is the first half of a SHA-256. It is computed only where the weak sum agrees, so its speed hardly counts, and a peer
cannot construct two blocks that agree in it, which would make the same delta fail again and again.
*/
const headerBytes = 6;
const strongBytes = 16;
export const blockEntryBytes = 4 + strongBytes;
export const blockLimits = {minimumBytes: 512, maximumBytes: 1024} as const;

export type SignatureFault = 'signature-length' | 'signature-size' | 'signature-block';

/** A signature that was checked; a view on the packed bytes. */
export type Signature = {
	/** Bytes of the old content. */
	readonly size: number;
	readonly blockBytes: number;
	/** Number of blocks, the short one at the end included. */
	readonly count: number;
	readonly packed: Uint8Array;
};

/** Blocks of 512 B for chunks up to 128 KiB, else 1,024 B: the signature of an average chunk is 2.5 kB. */
export function blockBytesFor(size: number): number {
	return size <= 128 * 1024 ? blockLimits.minimumBytes : blockLimits.maximumBytes;
}

/** Of at most `chunkLimits.maximumBytes` bytes, usually those of one chunk. */
export function makeSignature(bytes: Uint8Array, blockBytes = blockBytesFor(bytes.length)): Uint8Array {
	const count = Math.ceil(bytes.length / blockBytes);
	const packed = Buffer.allocUnsafe(headerBytes + (count * blockEntryBytes));
	packed.writeUInt32BE(bytes.length, 0);
	packed.writeUInt16BE(blockBytes, 4);
	for (let block = 0; block < count; block++) {
		const start = block * blockBytes;
		const end = Math.min(bytes.length, start + blockBytes);
		const at = headerBytes + (block * blockEntryBytes);
		packed.writeInt32BE(weakSum(bytes, start, end), at);
		packed.write(strongSum(bytes, start, end), at + 4, 'hex');
	}

	return packed;
}

/** Checks a signature from outside (attack A31: block lengths of 0, 1 or beyond the size, counts that overflow). */
export function readSignature(packed: Uint8Array): Signature | SignatureFault {
	if (packed.length < headerBytes) {
		return 'signature-length';
	}

	const buffer = asBuffer(packed);
	const size = buffer.readUInt32BE(0);
	if (size > chunkLimits.maximumBytes) {
		return 'signature-size';
	}

	const blockBytes = buffer.readUInt16BE(4);
	if (blockBytes < blockLimits.minimumBytes || blockBytes > blockLimits.maximumBytes) {
		return 'signature-block';
	}

	const count = Math.ceil(size / blockBytes);
	return packed.length === headerBytes + (count * blockEntryBytes)
		? {
			size, blockBytes, count, packed,
		}
		: 'signature-length';
}

/** Signed 32 bits, as `weakSum` gives it. */
export function weakOf(signature: Signature, block: number): number {
	return asBuffer(signature.packed).readInt32BE(headerBytes + (block * blockEntryBytes));
}

/** In hexadecimal, as `strongSum` gives it. */
export function strongOf(signature: Signature, block: number): string {
	const at = headerBytes + (block * blockEntryBytes) + 4;
	return asBuffer(signature.packed).toString('hex', at, at + strongBytes);
}

/** Odd, so that no byte's share of the sum is ever multiplied away (2^32 divided by the golden ratio, after Knuth). */
export const weakFactor = 0x9E_37_79_B1 | 0;

/**
The weak sum: a polynomial in `weakFactor` modulo 2^32 (Rabin and Karp), which rolls as cheaply as rsync's pair of 16-bit sums and
spreads text and small numbers far better. Signed 32 bits.
*/
export function weakSum(bytes: Uint8Array, start: number, end: number): number {
	let sum = 0;
	for (let position = start; position < end; position++) {
		sum = (Math.imul(sum, weakFactor) + bytes[position]!) | 0;
	}

	return sum;
}

/** What a byte that leaves a window of `blockBytes` is worth in the sum. */
export function weakPower(blockBytes: number): number {
	let power = 1;
	for (let count = 0; count < blockBytes; count++) {
		power = Math.imul(power, weakFactor);
	}

	return power;
}

export function strongSum(bytes: Uint8Array, start: number, end: number): string {
	return sha256(bytes.subarray(start, end)).slice(0, strongBytes * 2);
}
