import test from 'ava';
import fc from 'fast-check';
import {sha256} from '../../../source/engine/content/digest.js';
import {
	chunkerFor,
	chunkingParameters,
	gearTable,
	type ChunkingAlgorithm,
} from '../../../source/engine/content/chunker.js';
import {propertySeed, seededBytes, spliceBytes} from './seeded-bytes.js';

/** Where the chunks end when the stream arrives in pieces of these lengths (the last one repeats). */
function ends(bytes: Uint8Array, pieces: readonly number[], algorithm: ChunkingAlgorithm): number[] {
	const chunker = chunkerFor(algorithm);
	const found: number[] = [];
	let offset = 0;
	for (let index = 0; offset < bytes.length; index++) {
		const piece = bytes.subarray(offset, offset + pieces[Math.min(index, pieces.length - 1)]!);
		let end = chunker.next(piece, 0, piece.length);
		while (end !== -1) {
			found.push(offset + end);
			end = end === piece.length ? -1 : chunker.next(piece, end, piece.length);
		}

		offset += piece.length;
	}

	return found.at(-1) === bytes.length || bytes.length === 0 ? found : [...found, bytes.length];
}

const cut = (bytes: Uint8Array, pieces: readonly number[] = [bytes.length], algorithm: ChunkingAlgorithm = 'fastcdc') => ends(bytes, pieces, algorithm)
	.map((end, index, all) => end - (all[index - 1] ?? 0));

const large = seededBytes(1, 4 * 1024 * 1024);
const digestsOf = (bytes: Uint8Array, lengths: number[]) => {
	let offset = 0;
	return lengths.map(length => {
		offset += length;
		return sha256(bytes.subarray(offset - length, offset));
	});
};

test('the gear table never changes: both sides must cut alike', t => {
	t.is(gearTable.length, 256);
	t.is(sha256(Buffer.from(gearTable.join(','))), '1a6bf6b7ff4f8b3cc6069e44baf1ca5a92cde1e29573f8bc626bac8f7644ac58');
});

// The vectors were computed by an independent program from the description alone.
test('golden cuts of seeded bytes', t => {
	t.deepEqual(cut(seededBytes(7, 1024 * 1024)), [67_959, 97_580, 20_819, 108_258, 77_138, 66_704, 66_724, 72_878, 67_589, 32_508, 100_788, 66_228, 145_785, 57_618]);
	t.is(sha256(Buffer.from(cut(large).join(','))), '0e9cff427e6c5948589ca920f261a52df07d373fd8388b9b9aaf2113578db667');
});

test('chunks keep the minimum, the maximum and roughly the average length', t => {
	const {minimumBytes, averageBytes, maximumBytes} = chunkingParameters.fastcdc;
	const lengths = cut(large);
	t.true(lengths.slice(0, -1).every(length => length >= minimumBytes && length <= maximumBytes));
	const average = large.length / lengths.length;
	t.true(average > averageBytes * 0.75 && average < averageBytes * 1.5, `average ${average}`);
});

test('the cuts do not depend on the buffering, and the chunks add up to the input', t => {
	const bytes = large.subarray(0, 600_000);
	for (const algorithm of ['fastcdc', 'fixed'] as const) {
		const whole = cut(bytes, undefined, algorithm);
		t.is(whole.reduce((sum, length) => sum + length, 0), bytes.length);
		fc.assert(fc.property(fc.array(fc.oneof(fc.integer({min: 1, max: 40}), fc.integer({min: 1, max: 200_000})), {minLength: 1, maxLength: 30}), pieces => {
			t.deepEqual(cut(bytes, [...pieces, 65_537], algorithm), whole);
		}), {seed: propertySeed, numRuns: 60});
	}
});

test('after an insertion or a deletion the cuts meet again soon', t => {
	const known = new Set(digestsOf(large, cut(large)));
	fc.assert(fc.property(fc.integer({min: 0, max: large.length}), fc.integer({min: 0, max: 5000}), fc.integer({min: 0, max: 5000}), fc.integer(), (at, removed, added, seed) => {
		const edited = spliceBytes(large, at, Math.min(large.length, at + removed), seededBytes(seed, added));
		const fresh = digestsOf(edited, cut(edited)).filter(digest => !known.has(digest));
		t.true(fresh.length <= 8, `${fresh.length} new chunks`);
	}), {seed: propertySeed, numRuns: 25});
});

test('A33: repeated bytes and patterns give chunks within the limits', t => {
	const {minimumBytes, maximumBytes} = chunkingParameters.fastcdc;
	const size = 700_000;
	for (let value = 0; value < 256; value++) {
		const lengths = cut(new Uint8Array(size).fill(value));
		t.true(lengths.slice(0, -1).every(length => length >= minimumBytes && length <= maximumBytes), `byte ${value}: ${lengths.join(' ')}`);
	}

	t.deepEqual(cut(new Uint8Array(600_000)), [262_144, 262_144, 75_712]);
	for (const period of [2, 3, 7, 64, 4096]) {
		const pattern = seededBytes(period, period);
		const lengths = cut(Uint8Array.from({length: size}, (_, index) => pattern[index % period]!));
		t.true(lengths.slice(0, -1).every(length => length >= minimumBytes && length <= maximumBytes));
	}
});

test('lengths around the limits', t => {
	const {minimumBytes, maximumBytes} = chunkingParameters.fastcdc;
	const zeros = (length: number) => new Uint8Array(length);
	for (const [length, expected] of [
		[0, []],
		[1, [1]],
		[minimumBytes, [minimumBytes]],
		[maximumBytes - 1, [maximumBytes - 1]],
		[maximumBytes, [maximumBytes]],
		[maximumBytes + 1, [maximumBytes, 1]],
	] as const) {
		t.deepEqual(cut(zeros(length)), [...expected]);
	}

	t.deepEqual(cut(zeros(150_000), undefined, 'fixed'), [65_536, 65_536, 18_928]);
});

test('reset forgets an open chunk', t => {
	for (const algorithm of ['fastcdc', 'fixed'] as const) {
		const chunker = chunkerFor(algorithm);
		const first = chunker.next(large, 0, large.length);
		chunker.reset();
		t.is(chunker.next(large.subarray(0, 60_000), 0, 20_000), -1);
		chunker.reset();
		t.is(chunker.next(large, 0, large.length), first);
	}
});
