import type {HeaderReader} from './header-reader.js';
import type {Plain} from './message-pack.js';
import type {ChunkingParameters, Head} from './messages.js';
import {limits} from './limits.js';
import {encodeText} from './text-codec.js';

/** Small parts that several messages share. */

export function encodeDigest(digest: string): Uint8Array {
	return Buffer.from(digest, 'hex');
}

export function encodeHead({generation, lineage}: Head): Plain {
	return [generation, encodeText(lineage)];
}

export function decodeHead(parent: HeaderReader, field: string): Head {
	const reader = parent.nested(field);
	return {
		generation: reader.integer('generation'),
		lineage: reader.name('lineage', {maximum: limits.nameBytes}),
	};
}

const algorithms = ['fastcdc', 'fixed'] as const;

export function encodeChunking(chunking: ChunkingParameters): Plain {
	return [algorithms.indexOf(chunking.algorithm), chunking.minimumBytes, chunking.averageBytes, chunking.maximumBytes];
}

export function decodeChunking(parent: HeaderReader, field: string): ChunkingParameters {
	const reader = parent.nested(field);
	const range = {minimum: 1, maximum: limits.chunkBytes};
	return {
		algorithm: reader.choice('algorithm', algorithms),
		minimumBytes: reader.integer('minimum', range),
		averageBytes: reader.integer('average', range),
		maximumBytes: reader.integer('maximum', range),
	};
}
