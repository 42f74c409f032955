/* eslint-disable unicorn/prefer-math-trunc -- `| 0` wraps to 32 bits, which Math.trunc does not. */
import {chunkLimits} from './chunker.js';
import {asBuffer, sha256} from './digest.js';

/*
rsync's signature (Tridgell and Mackerras, "The rsync algorithm", 1996) of the bytes one side already has: size (u32), block length
(u16), then for each block a weak sum (u32) and a strong one (4 bytes), all big-endian. The last block may be shorter.
The strong sum is the beginning of a SHA-256, computed only where the weak sum agrees. Both together are 64 bits, so two unlike blocks pass for
one in about one of 10^12 chunks. Somebody who makes such blocks on purpose gains nothing: what a delta makes is compared with the chunk's whole
SHA-256, and a chunk that is wrong comes whole the next time. What a signature costs decides what an edit costs, so it is kept this short.
*/
const headerBytes = 6;
const strongBytes = 4;
export const blockEntryBytes = 4 + strongBytes;
export const blockLimits = {minimumBytes: 512, maximumBytes: 1024} as const;
/** The most that one signature is made of: a new chunk's place as seen from both ends of what was replaced. */
export const signedLimitBytes = 2 * chunkLimits.maximumBytes;

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

/**
The block length at which an edit costs least: longer blocks make a longer literal, shorter ones more sums, and both together are least
where they are equal. 704 B for a chunk of 64 KiB, whose signature then takes 750 B.
*/
export function blockBytesFor(size: number): number {
	const balanced = Math.round(Math.sqrt(size * blockEntryBytes) / 64) * 64;
	return Math.min(blockLimits.maximumBytes, Math.max(blockLimits.minimumBytes, balanced));
}

/** How long the signature of so many bytes is. */
export function signatureLength(size: number, blockBytes: number): number {
	return headerBytes + (Math.ceil(size / blockBytes) * blockEntryBytes);
}

/** Of at most `signedLimitBytes`. */
export function makeSignature(bytes: Uint8Array, blockBytes = blockBytesFor(bytes.length)): Uint8Array {
	const count = Math.ceil(bytes.length / blockBytes);
	const packed = Buffer.allocUnsafe(signatureLength(bytes.length, blockBytes));
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
	const end = signatureEnd(packed, 0);
	if (typeof end === 'string') {
		return end;
	}

	if (end !== packed.length) {
		return 'signature-length';
	}

	const size = asBuffer(packed).readUInt32BE(0);
	const blockBytes = asBuffer(packed).readUInt16BE(4);
	return {
		size, blockBytes, count: Math.ceil(size / blockBytes), packed,
	};
}

/** Takes apart `count` signatures from outside that lie one after the other; views of the packed bytes. */
export function splitSignatures(packed: Uint8Array, count: number): Uint8Array[] | SignatureFault {
	const signatures: Uint8Array[] = [];
	let start = 0;
	while (signatures.length < count) {
		const end = signatureEnd(packed, start);
		if (typeof end === 'string') {
			return end;
		}

		signatures.push(packed.subarray(start, end));
		start = end;
	}

	return start === packed.length ? signatures : 'signature-length';
}

/** Where the signature that begins at `start` ends, if what it says of itself can be true. */
function signatureEnd(packed: Uint8Array, start: number): number | SignatureFault {
	if (packed.length - start < headerBytes) {
		return 'signature-length';
	}

	const buffer = asBuffer(packed);
	const size = buffer.readUInt32BE(start);
	if (size > signedLimitBytes) {
		return 'signature-size';
	}

	const blockBytes = buffer.readUInt16BE(start + 4);
	if (blockBytes < blockLimits.minimumBytes || blockBytes > blockLimits.maximumBytes) {
		return 'signature-block';
	}

	const end = start + signatureLength(size, blockBytes);
	return end <= packed.length ? end : 'signature-length';
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
