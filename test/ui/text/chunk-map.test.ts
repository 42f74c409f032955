import test from 'ava';
import fc from 'fast-check';
import {chunkState} from '../../../source/ui/contract.js';
import {
	chunkCells,
	chunkCounts,
	chunkRuns,
	type ChunkState,
} from '../../../source/ui/text/chunk-map.js';

const {
	pending, inFlight, sent, reused, failed, borrowed, patched,
} = chunkState;

const cases: ReadonlyArray<readonly [name: string, chunks: number[], width: number, cells: number[]]> = [
	['as many cells as chunks shows each', [reused, sent, inFlight, pending, failed], 5, [reused, sent, inFlight, pending, failed]],
	['a cell is reused only when all of it is', [reused, reused, reused, sent], 2, [reused, sent]],
	['what is reused from elsewhere shows among what is reused', [reused, borrowed, reused, reused], 2, [borrowed, reused]],
	['what a delta brought shows among what is reused', [reused, patched, reused, reused], 2, [patched, reused]],
	['pending beats what is done', [sent, pending, reused, sent], 2, [pending, sent]],
	['what is in flight beats pending', [pending, inFlight, pending, pending], 2, [inFlight, pending]],
	['failed beats everything', [failed, inFlight, sent, reused], 1, [failed]],
	['few chunks cover several cells', [sent, pending], 5, [sent, sent, sent, pending, pending]],
	['no chunks are all pending', [], 2, [pending, pending]],
	['a state that nobody knows is not taken for done', [77], 1, [pending]],
];

for (const [name, chunks, width, cells] of cases) {
	test(`in a chunk map, ${name}`, t => {
		t.deepEqual(chunkCells(Uint8Array.from(chunks), width), cells as ChunkState[]);
	});
}

const someChunks = fc.uint8Array({min: 0, max: 6, maxLength: 200});

test('a map of finished chunks is finished, and one with open chunks is not', t => {
	fc.assert(fc.property(someChunks, fc.integer({min: 1, max: 80}), (chunks, width) => {
		const cells = chunkCells(chunks, width);
		const isDone = (state: number) => state === reused || state === sent || state === borrowed || state === patched;
		t.is(cells.length, width);
		t.is(cells.every(state => isDone(state)), chunks.length > 0 && [...chunks].every(state => isDone(state)));
		t.is(chunkRuns(cells).reduce((sum, run) => sum + run.length, 0), width);
	}), {seed: 11});
});

test('counts add up to the number of chunks', t => {
	fc.assert(fc.property(someChunks, chunks => {
		const counts = chunkCounts(chunks);
		t.is(counts.reduce((sum, count) => sum + count, 0), chunks.length);
		t.is(counts[failed], [...chunks].filter(state => state === failed).length);
	}), {seed: 12});
});
