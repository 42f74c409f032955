import type {HeaderReader} from './header-reader.js';
import {limits} from './limits.js';
import type {Plain} from './message-pack.js';
import type {ChunkSignatures, SignaturesMessage, WantSignatures} from './messages.js';

/** What a receiver says of the bytes it has where chunks are missing. The signatures themselves are checked by whoever uses them. */

export function encodeSignatures({indexes, packed, hasMore}: ChunkSignatures): Plain[] {
	return [indexes, packed, hasMore];
}

/** The signatures are copied: they are kept until their chunks' turn comes, and a view would keep the whole frame. */
export function decodeSignatures(parent: HeaderReader): ChunkSignatures {
	const reader = parent.nested('signatures');
	return {
		indexes: reader.integers('indexes', {maximum: limits.signedChunks}, {maximum: limits.chunkCount}),
		packed: new Uint8Array(reader.bytes('packed', {maximum: limits.signatureBytes})),
		hasMore: reader.boolean('has more'),
	};
}

export function encodeWantSignatures({transfer}: WantSignatures): Plain[] {
	return [transfer];
}

export function decodeWantSignatures(reader: HeaderReader): WantSignatures {
	return {type: 'want-signatures', transfer: decodeTransfer(reader)};
}

export function encodeSignaturesMessage({transfer, signatures}: SignaturesMessage): Plain[] {
	return [transfer, encodeSignatures(signatures)];
}

export function decodeSignaturesMessage(reader: HeaderReader): SignaturesMessage {
	return {type: 'signatures', transfer: decodeTransfer(reader), signatures: decodeSignatures(reader)};
}

export function decodeTransfer(reader: HeaderReader): number {
	return reader.integer('transfer');
}
