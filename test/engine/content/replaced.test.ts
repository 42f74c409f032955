import test from 'ava';
import fc from 'fast-check';
import {
	chunkDigestHex,
	chunkLength,
	chunkOffsets,
	packRecipe,
} from '../../../source/engine/content/recipe.js';
import {digestBytes} from '../../../source/engine/content/recipe-builder.js';
import {replacements, type Replacement} from '../../../source/engine/content/replaced.js';
import {propertySeed, seededBytes, spliceBytes} from './seeded-bytes.js';

const entry = (seed: number) => ({digest: seededBytes(seed, 32), length: 1000 * (1 + (seed % 5))});
const recipeOf = (seeds: readonly number[]) => packRecipe(seeds.map(seed => entry(seed)), new Uint8Array(16));
const told = (base: readonly number[], next: readonly number[]) => [...replacements(recipeOf(base), recipeOf(next))];
const whole = (chunk: number, length: number) => ({chunk, offset: 0, length});

// The length of a chunk is 1000 * (1 + its number % 5).
const rows: ReadonlyArray<readonly [title: string, base: number[], next: number[], expected: Replacement[]]> = [
	['nothing is told of equal recipes', [1, 2, 3], [1, 2, 3], []],
	['a chunk stands for the one whose place it took', [1, 2, 3], [1, 7, 3], [{index: 1, old: [whole(1, 3000)]}]],
	['the first and the last chunk too', [1, 2, 3], [6, 2, 8], [{index: 0, old: [whole(0, 2000)]}, {index: 2, old: [whole(2, 4000)]}]],
	['several of one length each have their own place', [1, 2, 3, 4], [1, 7, 8, 4], [{index: 1, old: [whole(1, 3000)]}, {index: 2, old: [whole(2, 4000)]}]],
	['a longer chunk has the whole place', [1, 2, 3], [1, 9, 3], [{index: 1, old: [whole(1, 3000)]}]],
	['a shorter chunk has both ends of it', [1, 4, 3], [1, 6, 3], [{index: 1, old: [{chunk: 1, offset: 0, length: 2000}, {chunk: 1, offset: 3000, length: 2000}]}]],
	['a chunk for two that were', [1, 2, 3, 4], [1, 9, 4], [{index: 1, old: [whole(1, 3000), whole(2, 4000)]}]],
	['a chunk that pushed its way in stands for nothing', [1, 2, 3], [1, 9, 2, 3], []],
	['appended chunks stand for nothing', [1, 2, 3], [1, 2, 3, 4, 5], []],
	['a chunk that is kept elsewhere is not told', [1, 2, 3, 4], [1, 2, 14, 3, 3], []],
	['moved chunks do not hide what was edited before them', [1, 2, 3, 4], [8, 4, 1, 2], [{index: 0, old: [whole(2, 4000)]}]],
	['between chunks that changed their order nothing stood', [1, 2, 3, 4], [3, 4, 9, 1, 2], []],
];

for (const [title, base, next, expected] of rows) {
	test(title, t => {
		t.deepEqual(told(base, next), expected);
	});
}

test('what is told ascends, is new, and lies within chunks that are not kept, two chunks\' worth at the most', t => {
	const seeds = fc.array(fc.nat(14), {minLength: 2, maxLength: 40});
	fc.assert(fc.property(seeds, seeds, (base, next) => {
		const [old, recipe] = [recipeOf(base), recipeOf(next)];
		let last = -1;
		for (const {index, old: pieces} of replacements(old, recipe)) {
			t.true(index > last && !base.includes(next[index]!));
			last = index;
			let [position, total] = [-1, 0];
			for (const {chunk, offset, length} of pieces) {
				const start = chunkOffsets(old)[chunk]! + offset;
				t.true(start >= position && length > 0 && offset >= 0 && offset + length <= chunkLength(old, chunk));
				position = start + length;
				total += length;
			}

			t.true(total <= 2 * chunkLength(recipe, index));
		}
	}), {seed: propertySeed, numRuns: 300});
});

test('after an edit of a real file the old bytes of a new chunk hold nearly all of it', t => {
	const bytes = seededBytes(61, 2_000_000);
	const base = digestBytes(bytes).recipe!;
	fc.assert(fc.property(fc.nat(1_990_000), fc.nat(3000), fc.nat(3000), (at, removed, added) => {
		const edited = spliceBytes(bytes, at, at + removed, seededBytes(at, added));
		const next = digestBytes(edited).recipe!;
		const offsets = chunkOffsets(base);
		for (const {index, old} of replacements(base, next)) {
			const start = chunkOffsets(next)[index]!;
			const end = start + chunkLength(next, index);
			const known = old.map(({chunk, offset, length}) => ({start: offsets[chunk]! + offset, end: offsets[chunk]! + offset + length}));
			const isKnown = (from: number, to: number) => to <= from || known.some(piece => piece.start <= from && to <= piece.end);
			t.true(isKnown(start, Math.min(end, at)), `before the edit, chunk ${index} ${chunkDigestHex(next, index)}`);
			t.true(isKnown(Math.max(start, at + added) - added + removed, end - added + removed), `behind the edit, chunk ${index}`);
		}
	}), {seed: propertySeed, numRuns: 20});
});
