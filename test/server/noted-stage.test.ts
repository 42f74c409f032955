import fs from 'node:fs';
import {join} from 'node:path';
import test from 'ava';
import {chunkCount, chunkDigestHex, chunkOffsets} from '../../source/engine/content/recipe.js';
import type {FolderShare} from '../../source/server/folder-share.js';
import {seededBytes} from '../engine/content/seeded-bytes.js';
import {nodeOf, packOf} from '../engine/transfer/memory-replica.js';
import {servedFolder} from './served-folder.js';

/** Brings a file into the stage as a client does; returns how many of its chunks had to come. */
async function bring(share: FolderShare, bytes: Uint8Array): Promise<number> {
	const {digest, size, recipe} = nodeOf(bytes) as {digest: string; size: number; recipe: Uint8Array};
	const copies = Array.from({length: chunkCount(recipe)}, (_, chunkIndex) => ({chunkIndex, ...share.locate(chunkDigestHex(recipe, chunkIndex))!})).filter(({path}) => path !== undefined);
	const {missing} = await share.stage.begin({
		digest, size, recipe, copies,
	});
	const offsets = chunkOffsets(recipe);
	await share.stage.putChunks(digest, missing, packOf(missing.map(index => bytes.subarray(offsets[index], offsets[index + 1] ?? size))));
	const {again} = await share.stage.finish(digest);
	return again.length > 0 ? -1 : missing.length;
}

const bytes = seededBytes(1, 700_000);
const edited = Buffer.concat([Buffer.from('one line in front\n'), bytes]);
const chunks = chunkCount(nodeOf(bytes).recipe!);

test('a file that resembles one that is still in the stage takes from it what they have in common', async t => {
	const {share} = await servedFolder(t);
	t.is(await bring(share, bytes), chunks);
	t.is(await bring(share, edited), 1);
	for (const [path, content] of [['a', bytes], ['b', edited]] as const) {
		const node = nodeOf(content);
		const {results} = await share.commit([{
			kind: 'put', path, node, expected: undefined,
		}], 'client');
		t.is(results[0]!.status, 'applied');
	}

	t.regex(share.locate(chunkDigestHex(nodeOf(bytes).recipe!, 1))!.path, /^[ab]$/v, 'its place is in the share now');
});

test('a file that has left the stage is no place to copy from, whatever is remembered of it', async t => {
	const {root, share} = await servedFolder(t);
	await bring(share, bytes);
	fs.rmSync(join(root, '.fsync-tui/stage', nodeOf(bytes).digest));
	t.is(await bring(share, edited), chunkCount(nodeOf(edited).recipe!));
});

test('a file that was not put together to its end is no place to copy from', async t => {
	const {share} = await servedFolder(t);
	const {digest, size, recipe} = nodeOf(bytes);
	await share.stage.begin({
		digest, size, recipe: recipe!, copies: [],
	});
	t.is(share.locate(chunkDigestHex(recipe!, 0)), undefined);
	await share.stage.finish(digest);
	t.is(share.locate(chunkDigestHex(recipe!, 0)), undefined);
	await share.stage.abandon(digest);
	t.is(share.locate(chunkDigestHex(recipe!, 0)), undefined);
});
