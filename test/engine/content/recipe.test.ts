import test from 'ava';
import fc from 'fast-check';
import {
	checksumOf,
	chunkCount,
	chunkCountLimit,
	chunkDigest,
	chunkDigestHex,
	chunkLength,
	chunkOffsets,
	digestOf,
	maximumRecipeBytes,
	packRecipe,
	totalSize,
	validateRecipe,
} from '../../../source/engine/content/recipe.js';
import {sha256, toHex} from '../../../source/engine/content/digest.js';
import {propertySeed, seededBytes} from './seeded-bytes.js';

const entry = (length: number, seed = length) => ({digest: seededBytes(seed, 32), length});
const checksum = seededBytes(99, 16);
const packed = (...lengths: number[]) => packRecipe(lengths.map(length => entry(length)), checksum);

test('what was packed can be read again', t => {
	fc.assert(fc.property(fc.array(fc.integer({min: 1, max: 262_144}), {minLength: 2, maxLength: 40}), lengths => {
		const recipe = packed(...lengths);
		t.is(chunkCount(recipe), lengths.length);
		t.deepEqual(lengths.map((_, index) => chunkLength(recipe, index)), lengths);
		t.deepEqual(lengths.map((_, index) => toHex(chunkDigest(recipe, index))), lengths.map(length => toHex(entry(length).digest)));
		t.is(chunkDigestHex(recipe, 1), toHex(chunkDigest(recipe, 1)));
		const size = lengths.reduce((sum, length) => sum + length, 0);
		t.is(totalSize(recipe), size);
		t.is(chunkOffsets(recipe)[lengths.length], size);
		t.deepEqual(new Uint8Array(checksumOf(recipe)), checksum);
		t.is(digestOf(recipe), sha256(recipe.subarray(0, lengths.length * 36)));
	}), {seed: propertySeed, numRuns: 50});
});

test('lengths are unsigned: the highest bit does not make them negative', t => {
	t.is(chunkLength(packed((2 ** 32) - 1, 1), 0), (2 ** 32) - 1);
});

const hostile: ReadonlyArray<readonly [title: string, recipe: Uint8Array, size: number, fault: string | undefined]> = [
	['a good one', packed(20_000, 30_000), 50_000, undefined],
	['nothing', new Uint8Array(), 0, 'recipe-length'],
	['a checksum only', packed(), 0, 'chunk-count'],
	['one chunk', packed(20_000), 20_000, 'chunk-count'],
	['a byte too few', packed(20_000, 30_000).subarray(1), 50_000, 'recipe-length'],
	['half an entry', packed(20_000, 30_000).subarray(18), 50_000, 'recipe-length'],
	['a chunk of no bytes', packed(20_000, 0, 30_000), 50_000, 'chunk-length'],
	['a chunk above the maximum', packed(262_145, 20_000), 282_145, 'chunk-length'],
	['a length with the highest bit', packed(2 ** 31, 20_000), (2 ** 31) + 20_000, 'chunk-length'],
	['more than the size', packed(20_000, 30_001), 50_000, 'size-mismatch'],
	['less than the size', packed(20_000, 29_999), 50_000, 'size-mismatch'],
	['more chunks than the size allows', packed(...Array.from({length: 6}, () => 10)), 60, 'chunk-count'],
	['size -1', packed(20_000, 30_000), -1, 'size-mismatch'],
	['size NaN', packed(20_000, 30_000), NaN, 'size-mismatch'],
	['size 1.5', packed(20_000, 30_000), 50_000.5, 'size-mismatch'],
	['size 2^53', packed(20_000, 30_000), 2 ** 53, 'size-mismatch'],
	['size 2^53 - 1', packed(20_000, 30_000), (2 ** 53) - 1, 'size-mismatch'],
	['too long for anybody', new Uint8Array(maximumRecipeBytes + 1), 2 ** 40, 'recipe-too-long'],
];

for (const [title, recipe, size, fault] of hostile) {
	test(`A32: a recipe from outside: ${title}`, t => {
		t.is(validateRecipe(recipe, size), fault as never);
	});
}

test('A16: no bytes at all make the validation throw', t => {
	fc.assert(fc.property(fc.uint8Array({maxLength: 200}), fc.double(), (bytes, size) => {
		const fault = validateRecipe(bytes, size);
		return fault === undefined || typeof fault === 'string';
	}), {seed: propertySeed});
	t.is(chunkCountLimit(0), 1);
});
