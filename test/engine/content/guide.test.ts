import test from 'ava';
import fc from 'fast-check';
import type {ChunkingAlgorithm} from '../../../source/engine/content/chunker.js';
import {Guide, isCutBy} from '../../../source/engine/content/guide.js';
import {digestBytes, RecipeBuilder} from '../../../source/engine/content/recipe-builder.js';
import {chunkCount, chunkDigestHex, chunkLength} from '../../../source/engine/content/recipe.js';
import {propertySeed, seededBytes} from './seeded-bytes.js';

const algorithms = ['fastcdc', 'fixed'] as const;
const random = seededBytes(21, 1_200_000);
const former = Buffer.concat([random.subarray(0, 500_000), new Uint8Array(600_000), random.subarray(500_000), random.subarray(0, 200_000)]);

type Edit = readonly [kind: 'insert' | 'overwrite' | 'delete', share: number, length: number];

const edits = fc.array(fc.tuple(fc.constantFrom('insert', 'overwrite', 'delete'), fc.double({min: 0, max: 1, noNaN: true}), fc.integer({min: 1, max: 120_000})), {maxLength: 5});

function edited(bytes: Uint8Array, list: readonly Edit[]): Uint8Array {
	let result = bytes;
	for (const [kind, share, length] of list) {
		const at = Math.floor(share * result.length);
		const fresh = kind === 'delete' ? new Uint8Array() : seededBytes(length, length);
		result = Buffer.concat([result.subarray(0, at), fresh, result.subarray(kind === 'insert' ? at : at + length)]);
	}

	return result;
}

function named(algorithm: ChunkingAlgorithm, bytes: Uint8Array, {guide, piece}: {guide: Guide; piece: number}) {
	const builder = new RecipeBuilder(algorithm).follow(guide);
	for (let offset = 0; offset < bytes.length; offset += piece) {
		builder.update(bytes.subarray(offset, offset + piece));
	}

	return builder.finish();
}

for (const algorithm of algorithms) {
	test(`a file that is cut along its former version's recipe is cut as without it (${algorithm})`, t => {
		const {recipe} = digestBytes(former, algorithm);
		fc.assert(fc.property(edits, fc.integer({min: 1000, max: 1_500_000}), (list, piece) => {
			const bytes = edited(former, list);
			const expected = digestBytes(bytes, algorithm);
			const found = named(algorithm, bytes, {guide: new Guide(recipe!), piece});
			t.is(found.digest, expected.digest);
			t.true(Buffer.from(found.recipe ?? []).equals(Buffer.from(expected.recipe ?? [])));
		}), {seed: propertySeed, numRuns: 40});
	});
}

test('a file that was cut short where a chunk ended, or that has grown by a byte, is cut as without the recipe', t => {
	const {recipe} = digestBytes(random);
	const firstTwo = chunkLength(recipe!, 0) + chunkLength(recipe!, 1);
	for (const bytes of [random.subarray(0, firstTwo), Buffer.concat([random, Uint8Array.of(1)]), random.subarray(0, -1), random]) {
		t.deepEqual(named('fastcdc', bytes, {guide: new Guide(recipe!), piece: 1_048_576}), digestBytes(bytes));
	}
});

test('what comes next is expected as long as the way is known, and again after a chunk that the recipe has', t => {
	const recipe = digestBytes(random).recipe!;
	const guide = new Guide(recipe);
	const digest = (index: number) => chunkDigestHex(recipe, index);
	t.is(guide.expectedBytes, chunkLength(recipe, 0));
	t.true(guide.expects(digest(0)));
	guide.passed(digest(0));
	t.is(guide.expectedBytes, chunkLength(recipe, 1));
	t.false(guide.expects(digest(5)));
	t.is(guide.expectedBytes, 0);
	guide.passed('a chunk that is new');
	t.is(guide.expectedBytes, 0);
	guide.passed(digest(5));
	t.is(guide.expectedBytes, chunkLength(recipe, 6));
	guide.passed(digest(chunkCount(recipe) - 2));
	t.is(guide.expectedBytes, 0, 'the last chunk was ended by the file and not by a cut');
});

test('a recipe says which way of cutting it comes from', t => {
	for (const algorithm of algorithms) {
		const {recipe} = digestBytes(random, algorithm);
		t.deepEqual(algorithms.filter(one => isCutBy(one, recipe!)), [algorithm]);
	}
});
