import {Buffer} from 'node:buffer';
import fs from 'node:fs';
import {join} from 'node:path';
import process from 'node:process';
import {zstdDecompressSync} from 'node:zlib';
import test from 'ava';
import {sha256} from '../../../source/engine/content/digest.js';
import {patch} from '../../../source/engine/content/patch.js';
import {chunkCount, chunkOffsets} from '../../../source/engine/content/recipe.js';
import {makeSignature} from '../../../source/engine/content/signature.js';
import type {FileNode} from '../../../source/engine/core/node.js';
import {lookup} from '../../../source/engine/core/tree.js';
import {requestChunks} from '../../../source/engine/disk/chunk-request.js';
import {openFileSystem} from '../../../source/engine/disk/node-file-system.js';
import {requestPack} from '../../../source/engine/disk/pack-request.js';
import {readChunks, readPack} from '../../../source/engine/disk/read-content.js';
import {unpack} from '../../../source/engine/disk/stage-pack.js';
import {readDeltas} from '../../../source/engine/disk/read-deltas.js';
import type {Content, Pack} from '../../../source/engine/disk/replica.js';
import {release} from '../../../source/engine/memory.js';
import {seededBytes} from '../content/seeded-bytes.js';
import {scanFolder, withCalls} from './scan-fixture.js';
import {scratchFolder} from './scratch-folder.js';

function contentsOf({lengths, payload, isCompressed}: Pack): Uint8Array[] {
	const bytes = Buffer.from(isCompressed ? zstdDecompressSync(payload) : payload);
	let end = 0;
	return lengths.map(length => {
		end += length;
		return bytes.subarray(end - length, end);
	});
}

async function scanned(root: string, files: Readonly<Record<string, Uint8Array>>, options: {isRacy?: boolean} = {}): Promise<Content[]> {
	for (const [path, bytes] of Object.entries(files)) {
		fs.writeFileSync(join(root, path), bytes);
		fs.utimesSync(join(root, path), 1000, 1000);
	}

	const {tree} = await scanFolder(root, options.isRacy === true ? {wallMilliseconds: 1_000_000} : {});
	return Object.keys(files).map(path => ({path, node: lookup(tree, path) as FileNode}));
}

const text = Buffer.from('All work and no play makes a dull file. '.repeat(200));

test('the bytes of a pack lie in memory of their own, so that another thread gets them without a copy and without the rest', async t => {
	const root = scratchFolder(t);
	const contents = await scanned(root, {text: Buffer.concat(Array.from({length: 25}, () => text)), noise: seededBytes(7, 250_000)});
	for (const some of [contents, contents.slice(0, 1), contents.slice(1)]) {
		const {pack} = readPack(openFileSystem(root), requestPack(some));
		t.is(pack.payload.buffer.byteLength, pack.payload.byteLength);
		const handed = structuredClone(pack, {transfer: [pack.payload.buffer as ArrayBuffer]});
		t.is(pack.payload.byteLength, 0);
		t.deepEqual(contentsOf(handed).map(bytes => bytes.length), some.map(({node}) => node.size));
		t.deepEqual(contentsOf(handed).map(bytes => sha256(bytes)), some.map(({path}) => sha256(fs.readFileSync(join(root, path)))));
	}
});

test('a pack holds whole files in order, empty ones too, compressed where it pays', async t => {
	const root = scratchFolder(t);
	const files = {
		a: text, b: new Uint8Array(), c: seededBytes(1, 300), d: text.subarray(1),
	};
	const {pack, changed} = readPack(openFileSystem(root), requestPack(await scanned(root, files)));
	t.deepEqual(changed, []);
	t.deepEqual(contentsOf(pack), Object.values(files).map(bytes => Buffer.from(bytes)));
	t.true(pack.isCompressed);
	t.true(pack.payload.length < 1000);
	t.is(pack.payload.byteLength, pack.payload.buffer.byteLength);
});

test('what does not shrink is sent as it is', async t => {
	const root = scratchFolder(t);
	const files = {a: seededBytes(1, 100_000), b: seededBytes(2, 100)};
	const {pack} = readPack(openFileSystem(root), requestPack(await scanned(root, files)));
	t.false(pack.isCompressed);
	t.deepEqual(contentsOf(pack), Object.values(files).map(bytes => Buffer.from(bytes)));
	t.deepEqual(readPack(openFileSystem(root), requestPack([])), {pack: {lengths: [], payload: new Uint8Array(), isCompressed: false}, changed: []});
});

test('F16: a file that is no longer what its node says is left out and named', async t => {
	const root = scratchFolder(t);
	const contents = await scanned(root, {
		a: text, b: text, c: text, d: text, e: text,
	});
	fs.writeFileSync(join(root, 'a'), 'shorter');
	fs.rmSync(join(root, 'c'));
	fs.rmSync(join(root, 'd'));
	fs.symlinkSync('b', join(root, 'd'));
	const {pack, changed} = readPack(openFileSystem(root), requestPack(contents));
	t.deepEqual(changed, [0, 2, 3]);
	t.deepEqual(contentsOf(pack).map(bytes => bytes.length), [0, text.length, 0, 0, text.length]);
});

test('F16: a file that changes while it is read is left out', async t => {
	const root = scratchFolder(t);
	const [content] = await scanned(root, {a: seededBytes(3, 500_000)});
	const disk = openFileSystem(root);
	const fileSystem = withCalls(disk, {
		read(handle, buffer, offset) {
			fs.appendFileSync(join(root, 'a'), '!');
			return disk.read(handle, buffer, offset);
		},
	});
	t.deepEqual(readPack(fileSystem, requestPack([content!])).changed, [0]);
	t.is(readChunks(fileSystem, requestChunks(content!, [0])), undefined);
});

test('R8: where times prove nothing the bytes are compared', async t => {
	const root = scratchFolder(t);
	const [small, large] = await scanned(root, {a: text, b: seededBytes(4, 300_000)}, {isRacy: true});
	const disk = openFileSystem(root);
	t.deepEqual(readPack(disk, requestPack([small!])).changed, []);
	t.truthy(readChunks(disk, requestChunks(large!, [0, 1], true)));
	const lie = ({path, node}: Content): Content => ({path, node: {...node, digest: '0'.repeat(64), ...node.recipe && {recipe: new Uint8Array(node.recipe).fill(0, 36, 68)}}});
	t.deepEqual(readPack(disk, requestPack([lie(small!)])).changed, [0]);
	t.is(readChunks(disk, requestChunks(lie(large!), [0, 1], true)), undefined);
	t.truthy(readChunks(disk, requestChunks(lie(large!), [0, 1])), 'until the receiver doubts them its own check is enough');
});

test('chunks are read by their place in the recipe, in any order', async t => {
	const root = scratchFolder(t);
	const bytes = seededBytes(5, 1_000_000);
	const [content] = await scanned(root, {a: bytes});
	const recipe = content!.node.recipe!;
	const offsets = chunkOffsets(recipe);
	const last = chunkCount(recipe) - 1;
	const indexes = [last, 0, 2, 3, 4, 0];
	const pack = readChunks(openFileSystem(root), requestChunks(content!, indexes))!;
	t.deepEqual(contentsOf(pack), indexes.map(index => Buffer.from(bytes.subarray(offsets[index], offsets[index + 1]))));
});

test('a file of one chunk has the chunk 0', async t => {
	const root = scratchFolder(t);
	const [content] = await scanned(root, {a: text});
	t.deepEqual(contentsOf(readChunks(openFileSystem(root), requestChunks(content!, [0]))!), [text]);
});

test('a chunk that the file does not have is refused', async t => {
	const root = scratchFolder(t);
	const [content] = await scanned(root, {a: text});
	for (const index of [1, -1, 0.5, NaN, 2 ** 53]) {
		t.throws(() => readChunks(openFileSystem(root), requestChunks(content!, [index])), {code: 'protocol'}, String(index));
	}
});

test('chunks are told as deltas of what was signed, and whole where that saves nothing', async t => {
	const root = scratchFolder(t);
	const bytes = seededBytes(6, 600_000);
	const [content] = await scanned(root, {a: bytes});
	const offsets = chunkOffsets(content!.node.recipe!);
	const chunk = (index: number) => bytes.subarray(offsets[index], offsets[index + 1]);
	const requests = [chunk(0), seededBytes(7, 60_000), chunk(2).subarray(1000)].map((old, chunkIndex) => ({chunkIndex, signature: makeSignature(old)}));
	const {deltas, chunks} = readDeltas(openFileSystem(root), requestChunks(content!, [0, 1, 2]), requests)!;
	t.deepEqual([deltas?.indexes, chunks?.indexes], [[0, 2], [1]]);
	t.is(deltas?.literalBytes[0], 0);
	t.true(deltas!.literalBytes[1]! >= 1000 && deltas!.literalBytes[1]! < 3000);
	t.deepEqual(contentsOf(chunks!.pack), [Buffer.from(chunk(1))]);
	t.deepEqual(contentsOf(deltas!.pack).map((delta, at) => patch([chunk(0), chunk(2).subarray(1000)][at]!, delta)), [new Uint8Array(chunk(0)), new Uint8Array(chunk(2))]);
	t.throws(() => readDeltas(openFileSystem(root), requestChunks(content!, [0]), [{chunkIndex: 0, signature: new Uint8Array(3)}]), {code: 'protocol', message: /signature-length/v});
	fs.appendFileSync(join(root, 'a'), '!');
	t.is(readDeltas(openFileSystem(root), requestChunks(content!, [0, 1, 2]), requests), undefined);
});

/** Bytes of buffers that come into being, and are left to the garbage collector, while something is done. */
function leftBytes(action: () => void): number {
	const before = process.memoryUsage().arrayBuffers;
	action();
	return process.memoryUsage().arrayBuffers - before;
}

test('a large file that can be compressed is read and taken apart without leaving its bytes behind', async t => {
	const root = scratchFolder(t);
	const bytes = Buffer.alloc(800_000, 'All work and no play makes a large file. ');
	const [content] = await scanned(root, {large: bytes}) as [Content];
	const files = openFileSystem(root);
	const all = Array.from({length: chunkCount(content.node.recipe!)}, (_, index) => index);
	const request = requestChunks(content, all);
	let pack: Pack | undefined;
	const read = leftBytes(() => {
		for (let count = 0; count < 40; count++) {
			pack = readChunks(files, request);
		}
	});
	t.true(read < 10 * bytes.length, `${read} bytes are left of forty readings`);
	t.true(pack?.isCompressed);
	const unpacked = leftBytes(() => {
		for (let count = 0; count < 40; count++) {
			release(unpack(pack!)[0]!);
		}
	});
	t.true(unpacked < 10 * bytes.length, `${unpacked} bytes are left of forty packs`);
});
