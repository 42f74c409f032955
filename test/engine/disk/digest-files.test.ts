import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import test from 'ava';
import {digestBytes} from '../../../source/engine/content/recipe-builder.js';
import {
	chunkCount,
	digestOf,
	entryBytes,
} from '../../../source/engine/content/recipe.js';
import {digestFiles, type Likeness} from '../../../source/engine/disk/digest-files.js';
import {openFileSystem} from '../../../source/engine/disk/node-file-system.js';
import {seededBytes} from '../content/seeded-bytes.js';
import {scratchFolder} from './scratch-folder.js';

const bytes = seededBytes(31, 2_500_000);
const own = digestBytes(bytes);
const recipe = own.recipe!;

/** The recipe with another digest for one of its chunks. */
function misnamed(index: number): Uint8Array {
	const other = recipe.slice();
	other[index * entryBytes]! ^= 1;
	return other;
}

const last = chunkCount(recipe) - 1;
const longer = digestBytes(Buffer.concat([bytes, bytes])).recipe!;

type Row = {readonly likely: Likeness | undefined; readonly algorithm?: 'fixed'; readonly digest?: string};

const rows: Record<string, Row> = {
	'nothing is known of it': {likely: undefined},
	'it may hold what it holds': {likely: {recipe, isWhole: true}},
	'it may hold parts of what it holds': {likely: {recipe, isWhole: false}},
	'it may hold something longer': {likely: {recipe: longer, isWhole: true}},
	'it may hold something that begins in another way': {likely: {recipe: misnamed(0), isWhole: true}},
	'it may hold something that is another in the middle': {likely: {recipe: misnamed(last >> 1), isWhole: true}},
	'it may hold something that ends in another way': {likely: {recipe: misnamed(last), isWhole: true}},
	'it may hold something that was cut in another way': {likely: {recipe, isWhole: true}, algorithm: 'fixed', digest: digestBytes(bytes, 'fixed').digest},
	// Nobody makes such a recipe. It shows what the recognition goes by.
	'its checksum says that it holds all of a recipe': {likely: {recipe: misnamed(1), isWhole: true}, digest: digestOf(misnamed(1))},
	'a recipe with another checksum may be all of it': {likely: {recipe: Uint8Array.from(recipe, (byte, at) => at === recipe.length - 1 ? byte ^ 1 : byte), isWhole: true}},
};

for (const [name, {likely, algorithm, digest = own.digest}] of Object.entries(rows)) {
	test(`a file gets its name when ${name}`, t => {
		const root = scratchFolder(t);
		writeFileSync(join(root, 'small'), 'small');
		writeFileSync(join(root, 'file'), bytes);
		const batch = digestFiles(openFileSystem(root), {paths: ['small', 'file'], ...likely && {likely: new Map([[1, likely]])}}, algorithm);
		t.deepEqual(batch.digests, [digestBytes(Buffer.from('small')).digest, digest]);
		t.is(digestOf(batch.recipes.get(1)!), digest);
	});
}
