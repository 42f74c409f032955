import {chunkLimits} from './chunker.js';
import {literalKind} from './delta.js';
import {VarintReader} from './varint.js';

export type DeltaFault = 'delta-truncated' | 'delta-size' | 'delta-range' | 'delta-empty-run';

/** The new content from the old one and a delta from outside; never more than a chunk can have. */
export function patch(old: Uint8Array, delta: Uint8Array): Uint8Array | DeltaFault {
	const reader = new VarintReader(delta);
	const size = reader.number();
	if (size === undefined) {
		return 'delta-truncated';
	}

	if (size > chunkLimits.maximumBytes) {
		return 'delta-size';
	}

	const output = new Uint8Array(size);
	let filled = 0;
	let expected = 0;
	while (!reader.isAtEnd) {
		const piece = readPiece(reader, old, expected);
		if (typeof piece === 'string') {
			return piece;
		}

		if (piece.bytes.length > size - filled) {
			return 'delta-size';
		}

		output.set(piece.bytes, filled);
		filled += piece.bytes.length;
		expected = piece.expected;
	}

	return filled === size ? output : 'delta-size';
}

type Piece = {readonly bytes: Uint8Array; readonly expected: number};

function readPiece(reader: VarintReader, old: Uint8Array, expected: number): Piece | DeltaFault {
	const head = reader.number();
	if (head === undefined) {
		return 'delta-truncated';
	}

	const length = Math.floor(head / 2);
	if (length === 0) {
		return 'delta-empty-run';
	}

	if (head % 2 === literalKind) {
		const bytes = reader.bytes(length);
		return bytes ? {bytes, expected} : 'delta-truncated';
	}

	const step = reader.signed();
	if (step === undefined) {
		return 'delta-truncated';
	}

	const start = expected + step;
	return start >= 0 && start + length <= old.length ? {bytes: old.subarray(start, start + length), expected: start + length} : 'delta-range';
}
