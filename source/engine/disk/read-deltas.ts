import {literalBytesOf, makeDelta} from '../content/delta.js';
import {readSignature} from '../content/signature.js';
import {FsyncError} from '../fault.js';
import type {ChunkRequest} from './chunk-request.js';
import {packBytes} from './compress-pack.js';
import type {FileSystem} from './file-system.js';
import {readChunkBytes} from './read-content.js';
import type {
	ChunkDeltas,
	DeltaRequest,
	Pack,
} from './replica.js';

/** A delta that is nearly as long as its chunk saves less than it costs to make, check and patch. */
const worthwhile = 7 / 8;

type Piece = {readonly index: number; readonly bytes: Uint8Array};

/** The requested chunks of one file, each as a delta of what was signed elsewhere; undefined when the file is no longer what it was. */
export function readDeltas(fileSystem: FileSystem, request: ChunkRequest, signed: readonly DeltaRequest[]): ChunkDeltas | undefined {
	const read = readChunkBytes(fileSystem, request);
	if (!read) {
		return undefined;
	}

	const deltas: Piece[] = [];
	const chunks: Piece[] = [];
	let end = 0;
	for (const [at, {chunkIndex: index, signature}] of signed.entries()) {
		const bytes = read.subarray(end, end + request.lengths[at]!);
		end += bytes.length;
		const delta = deltaOf(signature, bytes);
		if (delta.length <= bytes.length * worthwhile) {
			deltas.push({index, bytes: delta});
		} else {
			chunks.push({index, bytes});
		}
	}

	return {
		...deltas.length > 0 && {deltas: {...packed(deltas), literalBytes: deltas.map(({bytes}) => literalBytesOf(bytes))}},
		...chunks.length > 0 && {chunks: packed(chunks)},
	};
}

function deltaOf(packedSignature: Uint8Array, bytes: Uint8Array): Uint8Array {
	const signature = readSignature(packedSignature);
	if (typeof signature === 'string') {
		throw new FsyncError('protocol', `The other side signed what it has in a way that cannot be true (${signature}).`);
	}

	return makeDelta(signature, bytes);
}

function packed(pieces: readonly Piece[]): {readonly indexes: readonly number[]; readonly pack: Pack} {
	const all = pieces.map(({bytes}) => bytes);
	return {indexes: pieces.map(({index}) => index), pack: packBytes(all.map(({length}) => length), Buffer.concat(all))};
}
