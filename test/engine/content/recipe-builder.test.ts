import test from 'ava';
import fc from 'fast-check';
import {chunkerFor, type ChunkingAlgorithm} from '../../../source/engine/content/chunker.js';
import {
	checksumOfBytes,
	emptyDigest,
	fromHex,
	sha256,
	toHex,
} from '../../../source/engine/content/digest.js';
import {
	checksumOf,
	chunkCount,
	chunkDigestHex,
	chunkOffsets,
	digestOf,
	packRecipe,
	totalSize,
	validateRecipe,
} from '../../../source/engine/content/recipe.js';
import {
	digestBytes,
	digestSmall,
	RecipeBuilder,
	smallBytes,
} from '../../../source/engine/content/recipe-builder.js';
import {propertySeed, seededBytes} from './seeded-bytes.js';

const large = seededBytes(11, 1_500_000);

test('golden digest of a file of several chunks', t => {
	const {digest, size, recipe} = digestBytes(large);
	t.is(size, 1_500_000);
	t.is(chunkCount(recipe!), 20);
	t.is(digest, '0cba1ae708a7a348521caa1f96b22a997b0d9fd30e181a26dcb30fa5a34ea7f6');
});

test('a recipe names every chunk by its SHA-256 and the whole file by its XXH3', t => {
	for (const algorithm of ['fastcdc', 'fixed'] as const) {
		const {digest, size, recipe} = digestBytes(large, algorithm);
		const offsets = chunkOffsets(recipe!);
		for (let index = 0; index < chunkCount(recipe!); index++) {
			t.is(chunkDigestHex(recipe!, index), sha256(large.subarray(offsets[index], offsets[index + 1])));
		}

		t.is(totalSize(recipe!), size);
		t.is(digest, digestOf(recipe!));
		t.deepEqual(checksumOf(recipe!), checksumOfBytes(large));
		t.is(validateRecipe(recipe!, size), undefined);
	}
});

test('a file of one chunk has no recipe and its chunk\'s digest; an empty file has the digest of nothing', t => {
	t.deepEqual(new RecipeBuilder().finish(), {digest: emptyDigest, size: 0});
	t.deepEqual(digestSmall(new Uint8Array()), {digest: emptyDigest, size: 0});
	for (const size of [1, smallBytes - 1, smallBytes, smallBytes + 1]) {
		const bytes = large.subarray(0, size);
		t.deepEqual(digestBytes(bytes), {digest: sha256(bytes), size});
		t.deepEqual(new RecipeBuilder().update(bytes).finish(), {digest: sha256(bytes), size});
	}

	const zeros = new Uint8Array(262_144);
	t.deepEqual(digestBytes(zeros), {digest: sha256(zeros), size: 262_144});
	t.is(chunkCount(digestBytes(new Uint8Array(262_145)).recipe!), 2);
});

test('the result does not depend on the buffering, buffers may be reused, and a builder serves many files', t => {
	const builder = new RecipeBuilder();
	const scratch = new Uint8Array(200_000);
	fc.assert(fc.property(fc.integer({min: 0, max: 500_000}), fc.array(fc.integer({min: 1, max: 200_000}), {minLength: 1, maxLength: 12}), (size, pieces) => {
		const bytes = large.subarray(0, size);
		for (let offset = 0, index = 0; offset < size; index++) {
			const piece = bytes.subarray(offset, offset + pieces[index % pieces.length]!);
			scratch.set(piece);
			builder.update(scratch.subarray(0, piece.length));
			scratch.fill(0xFF);
			offset += piece.length;
		}

		t.deepEqual(builder.finish(), digestBytes(bytes));
	}), {seed: propertySeed, numRuns: 60});
});

test('builders that are open at the same time do not disturb each other', t => {
	const [a, b] = [new RecipeBuilder(), new RecipeBuilder()];
	const other = seededBytes(12, 700_000);
	for (let offset = 0; offset < large.length; offset += 50_000) {
		a.update(large.subarray(offset, offset + 50_000));
		b.update(other.subarray(offset, offset + 50_000));
	}

	t.deepEqual(a.finish(), digestBytes(large));
	t.deepEqual(b.finish(), digestBytes(other));
	t.is(toHex(checksumOf(digestBytes(other).recipe!)), toHex(checksumOfBytes(other)));
});

test('reset forgets what was read', t => {
	const builder = new RecipeBuilder().update(large.subarray(0, 300_000));
	builder.reset();
	t.deepEqual(builder.update(large).finish(), digestBytes(large));
});

/** The same by the chunker, SHA-256 and XXH3 alone, all of it at once. */
function named(bytes: Uint8Array, algorithm: ChunkingAlgorithm) {
	const chunker = chunkerFor(algorithm);
	const entries = [];
	for (let start = 0; start < bytes.length;) {
		const cut = chunker.next(bytes, start, bytes.length);
		const chunk = bytes.subarray(start, cut === -1 ? bytes.length : cut);
		entries.push({digest: fromHex(sha256(chunk)), length: chunk.length});
		start += chunk.length;
	}

	const recipe = packRecipe(entries, checksumOfBytes(bytes));
	return entries.length > 1 ? {digest: digestOf(recipe), recipe: toHex(recipe)} : {digest: sha256(bytes), recipe: undefined};
}

test('zeros, wherever they begin and end and however they are buffered, are named like any bytes', t => {
	const stretches = fc.array(fc.record({isZero: fc.boolean(), length: fc.oneof(fc.integer({min: 1, max: 700_000}), fc.constantFrom(16_384, 65_536, 262_144, 524_288))}), {minLength: 1, maxLength: 5});
	fc.assert(fc.property(stretches, fc.integer({min: 1000, max: 1_100_000}), fc.constantFrom('fastcdc', 'fixed'), (parts, pieceBytes, algorithm) => {
		const bytes = Buffer.concat(parts.map(({isZero, length}) => isZero ? Buffer.alloc(length) : large.subarray(0, length)));
		const builder = new RecipeBuilder(algorithm);
		for (let at = 0; at < bytes.length; at += pieceBytes) {
			builder.update(bytes.subarray(at, at + pieceBytes));
		}

		const {digest, size, recipe} = builder.finish();
		t.is(size, bytes.length);
		t.deepEqual({digest, recipe: recipe && toHex(recipe)}, named(bytes, algorithm));
	}), {seed: propertySeed, numRuns: 60});
});

test('golden digests of a file that is nearly all hole', t => {
	const bytes = Buffer.alloc(3_000_000);
	bytes.set(large.subarray(0, 5000), 1_234_567);
	t.is(digestBytes(bytes).digest, '117398ae5bb0c326880c1d155844c2cfb305a1916921b94e877053f2ac3c05bf');
	t.is(digestBytes(bytes, 'fixed').digest, 'bdf698bbaf2241ed1afb1f23de2a09f264c17ed061b241dcb46579f1a4ff952a');
});
