import {chunkState} from '../contract.js';

/** A `chunkState` value. */
export type ChunkState = typeof chunkState[keyof typeof chunkState];

/** Which state a cell shows when its chunks differ: failed > in flight > pending > sent > borrowed > patched > reused, so that a full cell is done. */
const precedence: readonly ChunkState[] = [
	chunkState.reused, chunkState.patched, chunkState.borrowed, chunkState.sent, chunkState.pending, chunkState.inFlight, chunkState.failed,
];

/** A state that nobody knows is not done, so it ranks as pending. */
const rankOf = new Uint8Array(256).fill(precedence.indexOf(chunkState.pending));
for (const [rank, state] of precedence.entries()) {
	rankOf[state] = rank;
}

/**
The chunks of a file as `width` cells. Cell `i` stands for the chunks from `i·n/width` up to `(i+1)·n/width`; with fewer
chunks than cells, a chunk covers several.
*/
export function chunkCells(chunks: Uint8Array, width: number): ChunkState[] {
	const cells: ChunkState[] = [];
	for (let cell = 0; cell < width; cell++) {
		const start = Math.floor(cell * chunks.length / width);
		const end = Math.max(start + 1, Math.floor((cell + 1) * chunks.length / width));
		cells.push(precedence[highestRank(chunks, start, end)] ?? chunkState.pending);
	}

	return cells;
}

function highestRank(chunks: Uint8Array, start: number, end: number): number {
	let highest = 0;
	for (let index = start; index < end; index++) {
		const rank = rankOf[chunks[index] ?? chunkState.pending] ?? 0;
		if (rank > highest) {
			highest = rank;
		}
	}

	return highest;
}

/** Runs of equal cells, in order. */
export function chunkRuns(cells: readonly ChunkState[]): Array<{state: ChunkState; length: number}> {
	const runs: Array<{state: ChunkState; length: number}> = [];
	for (const state of cells) {
		const last = runs.at(-1);
		if (last?.state === state) {
			last.length++;
		} else {
			runs.push({state, length: 1});
		}
	}

	return runs;
}

/** How many chunks are in each state, by `chunkState` value. */
export function chunkCounts(chunks: Uint8Array): Uint32Array {
	const counts = new Uint32Array(256);
	for (const state of chunks) {
		counts[state] = (counts[state] ?? 0) + 1;
	}

	return counts;
}
