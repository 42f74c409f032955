/* eslint-disable unicorn/prefer-math-trunc -- `| 0` wraps to 32 bits, which Math.trunc does not. */
import {hash} from 'node:crypto';

/** How files are cut; both ends must cut alike, so the handshake compares these. Lengths in bytes. */
export type ChunkingParameters = {
	readonly algorithm: 'fastcdc' | 'fixed';
	readonly minimumBytes: number;
	readonly averageBytes: number;
	readonly maximumBytes: number;
};

export type ChunkingAlgorithm = ChunkingParameters['algorithm'];

/** The same for every file size: parameters that depend on the size lose all reuse when a file grows past a step. */
export const chunkingParameters: Readonly<Record<ChunkingAlgorithm, ChunkingParameters>> = {
	fastcdc: {
		algorithm: 'fastcdc', minimumBytes: 16 * 1024, averageBytes: 64 * 1024, maximumBytes: 256 * 1024,
	},
	fixed: {
		algorithm: 'fixed', minimumBytes: 64 * 1024, averageBytes: 64 * 1024, maximumBytes: 64 * 1024,
	},
};

/** No chunk of any algorithm is longer, and none but a file's last is shorter. */
export const chunkLimits = {minimumBytes: 16 * 1024, maximumBytes: 256 * 1024} as const;

/**
Cuts one stream of bytes. It carries its state from buffer to buffer, so that the cuts do not depend on the buffering, no byte
is looked at twice, and no byte has to be kept.
*/
export type Chunker = {
	/**
	Reads `buffer` from `start` to `end` as the stream's next bytes. Returns where the current chunk ends (in the buffer; the bytes from
	there on have not been read), or -1 when all were read and the chunk goes on. What is open at the stream's end is the last chunk.
	*/
	next(buffer: Uint8Array, start: number, end: number): number;
	/** Forgets an open chunk: a new stream begins. */
	reset(): void;
};

export function chunkerFor(algorithm: ChunkingAlgorithm): Chunker {
	return algorithm === 'fastcdc' ? new GearChunker() : new FixedChunker();
}

/** The gear table: for each byte value, the first four bytes (big-endian) of the SHA-256 of that single byte. */
export const gearTable = Int32Array.from({length: 256}, (_, byte) => Number.parseInt(hash('sha256', Uint8Array.of(byte)).slice(0, 8), 16));

/*
Normalised chunking, level 2: before the average length a cut needs two more zero bits than log2(average) = 16, after it two
fewer, which draws the lengths together around the average. The bits are the highest ones, for these depend on the most bytes.
*/
const strictMask = ~0x3F_FF;
const looseMask = ~0x3_FF_FF;

/** The gear hash with which a scan begins and, when it found nothing, ended. A variable of the module: a result object would cost more. */
let rolled = 0;

/**
Rolls the hash over the bytes until none of the bits of `mask` is set in it; returns the end of the byte where that is, or -1. Four
bytes a round, 32-bit integers only, and the odd bytes in another function: together 1.6 times as fast as one plain loop.
*/
function scan(buffer: Uint8Array, start: number, end: number, mask: number): number {
	const table = gearTable;
	const quads = (end | 0) - 3;
	let position = start | 0;
	let gear = rolled;
	for (; position < quads; position = (position + 4) | 0) {
		gear = ((gear << 1) + table[buffer[position]!]!) | 0;
		if ((gear & mask) === 0) {
			return position + 1;
		}

		gear = ((gear << 1) + table[buffer[position + 1]!]!) | 0;
		if ((gear & mask) === 0) {
			return position + 2;
		}

		gear = ((gear << 1) + table[buffer[position + 2]!]!) | 0;
		if ((gear & mask) === 0) {
			return position + 3;
		}

		gear = ((gear << 1) + table[buffer[position + 3]!]!) | 0;
		if ((gear & mask) === 0) {
			return position + 4;
		}
	}

	rolled = gear;
	return scanRest(buffer, position, end, mask);
}

function scanRest(buffer: Uint8Array, start: number, end: number, mask: number): number {
	let gear = rolled;
	for (let position = start; position < end; position++) {
		gear = ((gear << 1) + gearTable[buffer[position]!]!) | 0;
		if ((gear & mask) === 0) {
			return position + 1;
		}
	}

	rolled = gear;
	return -1;
}

/** FastCDC (Xia et al., USENIX ATC '16): gear hash of the last 32 bytes, cut-point skipping below the minimum, normalised chunking. */
class GearChunker implements Chunker {
	#length = 0;
	#hash = 0;

	next(buffer: Uint8Array, start: number, end: number): number {
		const {minimumBytes, averageBytes, maximumBytes} = chunkingParameters.fastcdc;
		const origin = start - this.#length;
		const from = Math.min(end, Math.max(start, origin + minimumBytes));
		const middle = Math.max(from, Math.min(end, origin + averageBytes));
		const last = Math.min(end, origin + maximumBytes);
		rolled = this.#hash;
		const strict = scan(buffer, from, middle, strictMask);
		if (strict !== -1) {
			return this.#cut(strict);
		}

		const loose = scan(buffer, middle, last, looseMask);
		if (loose !== -1) {
			return this.#cut(loose);
		}

		if (last === origin + maximumBytes) {
			return this.#cut(last);
		}

		this.#length = last - origin;
		this.#hash = rolled;
		return -1;
	}

	reset(): void {
		this.#length = 0;
		this.#hash = 0;
	}

	#cut(position: number): number {
		this.reset();
		return position;
	}
}

/** Pieces of one length, for comparison: an insertion moves every later cut. */
class FixedChunker implements Chunker {
	#length = 0;

	next(_buffer: Uint8Array, start: number, end: number): number {
		const cut = start - this.#length + chunkingParameters.fixed.maximumBytes;
		if (cut <= end) {
			this.#length = 0;
			return cut;
		}

		this.#length += end - start;
		return -1;
	}

	reset(): void {
		this.#length = 0;
	}
}
