import test from 'ava';
import fc from 'fast-check';
import {
	chunkCount,
	digestOf,
	packRecipe,
	totalSize,
	type ChunkEntry,
} from '../../../source/engine/content/recipe.js';
import {digestBytes} from '../../../source/engine/content/recipe-builder.js';
import {applySplice, makeSplice} from '../../../source/engine/content/splice.js';
import {VarintWriter} from '../../../source/engine/content/varint.js';
import {propertySeed, seededBytes, spliceBytes} from './seeded-bytes.js';

const entry = (seed: number): ChunkEntry => ({digest: seededBytes(seed, 32), length: 16_384 + (seed % 1000)});
const checksum = seededBytes(98, 16);
const recipeOf = (seeds: readonly number[]) => packRecipe(seeds.map(seed => entry(seed)), checksum);
const range = (start: number, end: number) => Array.from({length: end - start}, (_, index) => start + index);

function roundTrip(base: Uint8Array, next: Uint8Array) {
	const splice = makeSplice(base, next);
	const result = applySplice(base, splice, totalSize(next));
	return {splice, isSame: typeof result !== 'string' && Buffer.compare(result, next) === 0};
}

test('applying a splice to its base gives the new recipe', t => {
	const seeds = fc.array(fc.nat(30), {minLength: 2, maxLength: 60});
	fc.assert(fc.property(seeds, seeds, (base, next) => {
		t.true(roundTrip(recipeOf(base), recipeOf(next)).isSame);
	}), {seed: propertySeed, numRuns: 300});
});

test('a splice is never much longer than the recipe itself', t => {
	fc.assert(fc.property(fc.array(fc.nat(1000), {minLength: 2, maxLength: 60}), fc.array(fc.nat(1000), {minLength: 2, maxLength: 60}), (base, next) => {
		const recipe = recipeOf(next);
		t.true(makeSplice(recipeOf(base), recipe).length <= recipe.length + 8);
	}), {seed: propertySeed});
});

test('one changed chunk of 16,384 costs under 500 bytes', t => {
	const base = range(0, 16_384);
	for (const next of [base.with(9000, 20_000), base.with(0, 20_000), base.with(16_383, 20_000), base.toSpliced(5000, 2, 20_000, 20_001, 20_002), base.toSpliced(77, 5)]) {
		const {splice, isSame} = roundTrip(recipeOf(base), recipeOf(next));
		t.true(isSame);
		t.true(splice.length < 500, `${splice.length} bytes`);
	}
});

test('moved and repeated chunks are kept runs too', t => {
	const base = range(0, 2000);
	for (const next of [[...range(1000, 2000), ...range(0, 1000)], [...base, ...base], base.toReversed()]) {
		const {splice, isSame} = roundTrip(recipeOf(base), recipeOf(next));
		t.true(isSame);
		t.true(splice.length < 4 * next.length);
	}
});

test('a real edit: one byte inserted into a file', t => {
	const bytes = seededBytes(21, 3_000_000);
	const before = digestBytes(bytes);
	const after = digestBytes(spliceBytes(bytes, 1_234_567, 1_234_567, Uint8Array.of(1)));
	const splice = makeSplice(before.recipe!, after.recipe!);
	t.true(splice.length < 200, `${splice.length} bytes`);
	t.is(digestOf(applySplice(before.recipe!, splice, after.size) as Uint8Array), after.digest);
});

const base = recipeOf(range(0, 10));
const write = (fill: (writer: VarintWriter) => unknown) => {
	const writer = new VarintWriter();
	fill(writer);
	return writer.bytes(checksum).done();
};

const literal = (writer: VarintWriter, length: number) => writer.number(3).bytes(seededBytes(1, 32)).number(length);
const size = totalSize(base);
const hostile: ReadonlyArray<readonly [title: string, splice: Uint8Array, size: number, fault: string]> = [
	['nothing', new Uint8Array(), size, 'splice-truncated'],
	['no runs', write(() => 0), size, 'chunk-count'],
	['one chunk only', write(writer => writer.number(2).signed(0)), 16_384, 'chunk-count'],
	['a kept run without a start', write(writer => writer.number(20)), size, 'splice-truncated'],
	['an unfinished number', write(writer => writer.bytes(Uint8Array.of(0x80))), size, 'splice-truncated'],
	['a run of no chunks', write(writer => writer.number(0).signed(0)), size, 'splice-empty-run'],
	['a run of no new chunks', write(writer => writer.number(1)), size, 'splice-empty-run'],
	['a start before the base', write(writer => writer.number(20).signed(-1)), size, 'splice-range'],
	['an end beyond the base', write(writer => writer.number(22).signed(0)), size, 'splice-range'],
	['a start of 2^52', write(writer => writer.number(20).signed(2 ** 51)), size, 'splice-range'],
	['a count of 2^52', write(writer => writer.number((2 ** 53) - 2).signed(0)), size, 'splice-range'],
	['2^52 new chunks', write(writer => writer.number((2 ** 53) - 1)), size, 'splice-truncated'],
	['a cut-off digest', write(writer => writer.number(3).bytes(seededBytes(1, 31))), size, 'splice-truncated'],
	['a digest without a length', write(writer => writer.number(3).bytes(seededBytes(1, 32)).bytes(Uint8Array.of(0x80))), size, 'splice-truncated'],
	['a new chunk of no bytes', write(writer => literal(writer, 0)), size, 'chunk-length'],
	['a new chunk above the maximum', write(writer => literal(writer, 262_145)), size, 'chunk-length'],
	['less than the size', write(writer => writer.number(20).signed(0)), size + 1, 'size-mismatch'],
	['more than the size', write(writer => writer.number(20).signed(0)), size - 1, 'size-mismatch'],
	['more chunks than the size allows', write(writer => range(0, 20).map(() => literal(writer, 1))), 20, 'chunk-count'],
	['a small bomb', write(writer => range(0, 1000).map(() => writer.number(20).signed(-10))), size, 'splice-range'],
	['the base again and again', write(writer => range(0, 1000).map(index => writer.number(20).signed(index === 0 ? 0 : -10))), size, 'chunk-count'],
];

for (const [title, splice, claimed, fault] of hostile) {
	test(`A32: a splice from outside: ${title}`, t => {
		t.is(applySplice(base, splice, claimed) as string, fault);
	});
}

test('A16: damaged splices give a fault or a recipe of the right size, and never throw', t => {
	const next = recipeOf([...range(3, 8), 77, 78, ...range(0, 4)]);
	const good = makeSplice(base, next);
	fc.assert(fc.property(fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), {minLength: 1, maxLength: 4}), fc.nat(good.length), (changes, cut) => {
		const bad = good.slice(0, cut === 0 ? undefined : cut);
		for (const [at, value] of changes) {
			bad[at] = value;
		}

		const result = applySplice(base, bad, totalSize(next));
		t.true(typeof result === 'string' || (totalSize(result) === totalSize(next) && chunkCount(result) >= 2));
	}), {seed: propertySeed, numRuns: 500});
});
