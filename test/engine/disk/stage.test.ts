import fs from 'node:fs';
import {join} from 'node:path';
import {zstdCompressSync} from 'node:zlib';
import test, {type ExecutionContext} from 'ava';
import fc from 'fast-check';
import {makeDelta} from '../../../source/engine/content/delta.js';
import {emptyDigest, sha256} from '../../../source/engine/content/digest.js';
import {chunkCount, chunkOffsets} from '../../../source/engine/content/recipe.js';
import {digestBytes} from '../../../source/engine/content/recipe-builder.js';
import {makeSignature, readSignature, type Signature} from '../../../source/engine/content/signature.js';
import type {FileSystem} from '../../../source/engine/disk/file-system.js';
import {openFileSystem} from '../../../source/engine/disk/node-file-system.js';
import type {Pack, StageRequest} from '../../../source/engine/disk/replica.js';
import {StageArea} from '../../../source/engine/disk/stage.js';
import {FsyncError} from '../../../source/engine/fault.js';
import {propertySeed, seededBytes} from '../content/seeded-bytes.js';
import {
	bytesOf,
	diskError,
	packOf,
	stagedNames,
} from './replica-fixture.js';
import {withCalls} from './scan-fixture.js';
import {scratchFolder} from './scratch-folder.js';

const large = seededBytes(1, 700_000);
const {digest, size, recipe} = digestBytes(large) as Required<ReturnType<typeof digestBytes>>;
const request: StageRequest = {
	digest, size, recipe, copies: [],
};
const offsets = chunkOffsets(recipe);
const chunk = (index: number): Uint8Array => large.subarray(offsets[index], offsets[index + 1]);
const indexes = Array.from({length: chunkCount(recipe)}, (_, index) => index);
const chunks = (wanted: readonly number[]): Pack => packOf(...wanted.map(index => chunk(index)));
const wholePlace = (root: string): string => join(root, '.fsync-tui/stage', digest);

function stageAt(root: string, files: FileSystem = openFileSystem(root)): StageArea {
	return new StageArea(files);
}

/** The fault's code, after the check that it is one. */
function faultOf(t: ExecutionContext, action: () => unknown): string | undefined {
	const error = t.throws(action);
	t.true(error instanceof FsyncError, String(error?.stack));
	return (error as FsyncError).code;
}

function receive(stage: StageArea): void {
	stage.begin(request);
	stage.putChunks(digest, indexes, chunks(indexes));
	stage.finish(digest);
}

test('contents of a pack are known by the SHA-256 of what arrived, compressed or not', t => {
	const contents = [bytesOf('one'), bytesOf(''), bytesOf('two'), bytesOf('one')];
	const plain = packOf(...contents);
	for (const pack of [plain, {...plain, payload: zstdCompressSync(plain.payload), isCompressed: true}]) {
		const stage = stageAt(scratchFolder(t));
		const digests = stage.putPack(pack);
		t.deepEqual(digests, contents.map(content => sha256(content)));
		t.deepEqual(stage.has([...digests, sha256(bytesOf('three'))]), digests);
	}
});

test('A18 A19 A32: a pack that is not what its lengths say is refused', t => {
	const payload = bytesOf('0123456789');
	const packs: Record<string, Pack> = {
		'too long': {lengths: [9], payload, isCompressed: false},
		'too short': {lengths: [11], payload, isCompressed: false},
		negative: {lengths: [-1, 11], payload, isCompressed: false},
		fractional: {lengths: [9.5, 0.5], payload, isCompressed: false},
		'not a number': {lengths: [NaN], payload, isCompressed: false},
		'a chunk of 1 MiB': {lengths: [1024 * 1024], payload: new Uint8Array(1024 * 1024), isCompressed: false},
		'no zstd': {lengths: [10], payload, isCompressed: true},
		'a bomb': {lengths: [1000], payload: zstdCompressSync(new Uint8Array(64 * 1024 * 1024)), isCompressed: true},
		'too much in all': {lengths: Array.from({length: 300}, () => 256 * 1024), payload, isCompressed: true},
		'cut off': {lengths: [10], payload: zstdCompressSync(payload).subarray(0, -2), isCompressed: true},
	};
	const stage = stageAt(scratchFolder(t));
	for (const [name, pack] of Object.entries(packs)) {
		t.is(faultOf(t, () => stage.putPack(pack)), 'protocol', name);
	}

	t.deepEqual(stage.has([sha256(payload)]), []);
});

test('a file of several chunks is put together from chunks in any order', t => {
	fc.assert(fc.property(fc.shuffledSubarray(indexes, {minLength: indexes.length}), order => {
		const root = scratchFolder(t);
		const stage = stageAt(root);
		t.deepEqual(stage.begin(request), {reused: [], missing: indexes});
		for (const index of order) {
			t.deepEqual(stage.putChunks(digest, [index], chunks([index])), []);
		}

		t.deepEqual(stage.finish(digest), []);
		t.deepEqual(stage.has([digest]), [digest]);
		t.true(fs.readFileSync(wholePlace(root)).equals(large));
	}), {seed: propertySeed, numRuns: 10});
});

test('A29: chunks that are not what the recipe says are named and never written', t => {
	const root = scratchFolder(t);
	const stage = stageAt(root);
	stage.begin(request);
	const wrong = Buffer.from(chunk(1));
	wrong[7]! ^= 1;
	t.deepEqual(stage.putChunks(digest, [0, 1, 2, 99, -1, 1.5], packOf(chunk(0), wrong, chunk(3), chunk(2), chunk(2), chunk(2))), [1, 2, 99, -1, 1.5]);
	t.deepEqual(stage.finish(digest), indexes.slice(1));
	t.deepEqual(stage.has([digest]), []);
	t.true(fs.readFileSync(`${wholePlace(root)}.part`).subarray(offsets[1], offsets[2]).every(byte => byte === 0));
});

test('A31: a recipe that cannot be true is refused before anything is made', t => {
	const root = scratchFolder(t);
	const other = Buffer.from(recipe);
	other[3]! ^= 1;
	const requests: Record<string, StageRequest> = {
		'another size': {...request, size: size + 1},
		'another digest': {...request, recipe: other},
		'no digest': {...request, digest: '../../x'},
		'cut off': {...request, recipe: recipe.subarray(0, -1)},
		'no recipe for much': {digest, size, copies: []},
		'no size': {digest, size: NaN, copies: []},
	};
	for (const [name, wrong] of Object.entries(requests)) {
		t.is(faultOf(t, () => stageAt(root).begin(wrong)), 'protocol', name);
	}

	t.deepEqual(stagedNames(root), []);
});

test('chunks that the share has are copied, and what was copied in error is found by the whole check', t => {
	const root = scratchFolder(t);
	fs.writeFileSync(join(root, 'right'), Buffer.concat([bytesOf('12345'), large]));
	fs.writeFileSync(join(root, 'wrong'), Buffer.alloc(size, 7));
	fs.symlinkSync(join(root, 'right'), join(root, 'link'));
	const stage = stageAt(root);
	const progress = stage.begin({
		...request,
		copies: [
			{chunkIndex: 0, path: 'right', offset: 5},
			{chunkIndex: 1, path: 'wrong', offset: 0},
			{chunkIndex: 2, path: 'absent', offset: 0},
			{chunkIndex: 3, path: 'right', offset: size},
			{chunkIndex: 4, path: 'link', offset: 5 + offsets[4]!},
			{chunkIndex: 5, path: 'right', offset: -1},
			{chunkIndex: 5, path: 'right', offset: 5 + offsets[5]!},
			{chunkIndex: 999, path: 'right', offset: 0},
		],
	});
	const reused = [0, 1, 5];
	const missing = indexes.filter(index => !reused.includes(index));
	t.deepEqual(progress, {reused, missing});
	t.deepEqual(stage.putChunks(digest, missing, chunks(missing)), []);
	t.deepEqual(stage.finish(digest), [1]);
	t.deepEqual(stage.putChunks(digest, [1], chunks([1])), []);
	t.deepEqual(stage.finish(digest), []);
	t.true(fs.readFileSync(wholePlace(root)).equals(large));
});

test('F28: after a crash the verified chunks of a file are kept and the others asked for again', t => {
	const root = scratchFolder(t);
	const first = stageAt(root);
	first.begin(request);
	first.putChunks(digest, [0, 2, 4], chunks([0, 2, 4]));
	const place = `${wholePlace(root)}.part`;
	const handle = fs.openSync(place, 'r+');
	fs.writeSync(handle, 'damage', offsets[2]);
	fs.closeSync(handle);
	const second = stageAt(root);
	t.is(second.putChunks(digest, [1], chunks([1])), undefined);
	t.is(second.finish(digest), undefined);
	t.deepEqual(second.begin(request), {reused: [0, 4], missing: indexes.filter(index => ![0, 4].includes(index))});
});

test('a file given up is taken up again where it was', t => {
	const stage = stageAt(scratchFolder(t));
	stage.begin(request);
	stage.putChunks(digest, [1], chunks([1]));
	stage.abandon(digest);
	t.deepEqual(stage.begin(request).reused, [1]);
});

test('F54 A30: a complete content of an earlier run counts only after it was read through', t => {
	const root = scratchFolder(t);
	const good = bytesOf('good');
	const bad = bytesOf('bad');
	fs.mkdirSync(join(root, '.fsync-tui/stage'), {recursive: true});
	fs.writeFileSync(join(root, '.fsync-tui/stage', sha256(good)), good);
	fs.writeFileSync(join(root, '.fsync-tui/stage', sha256(bad)), 'torn');
	t.deepEqual(stageAt(root).has([sha256(good), sha256(bad)]), [sha256(good)]);
	t.deepEqual(stagedNames(root), [sha256(good)]);
});

test('a large complete content of an earlier run is verified by its recipe and not sent again', t => {
	const root = scratchFolder(t);
	receive(stageAt(root));
	const stage = stageAt(root);
	t.deepEqual(stage.has([digest]), []);
	t.deepEqual(stage.begin(request), {reused: indexes, missing: []});
	t.deepEqual(stage.finish(digest), []);
	t.deepEqual(stage.has([digest]), [digest]);
});

test('what is complete is neither begun nor taken twice', t => {
	const stage = stageAt(scratchFolder(t));
	receive(stage);
	t.deepEqual(stage.begin(request), {reused: indexes, missing: []});
	t.deepEqual(stage.putChunks(digest, [0], chunks([0])), []);
	t.deepEqual(stage.finish(digest), []);
});

test('A12: a stage file with a second name outside is not written into', t => {
	const root = scratchFolder(t);
	const outside = join(scratchFolder(t), 'outside');
	fs.writeFileSync(outside, 'precious');
	fs.mkdirSync(join(root, '.fsync-tui/stage'), {recursive: true});
	fs.linkSync(outside, `${wholePlace(root)}.part`);
	fs.linkSync(outside, join(root, '.fsync-tui/stage', sha256(bytesOf('precious'))));
	const stage = stageAt(root);
	t.deepEqual(stage.has([sha256(bytesOf('precious'))]), []);
	receive(stage);
	t.is(fs.readFileSync(outside, 'utf8'), 'precious');
	t.true(fs.readFileSync(wholePlace(root)).equals(large));
});

test('A08: a stage that is a symlink is not followed', t => {
	const root = scratchFolder(t);
	const outside = scratchFolder(t);
	fs.mkdirSync(join(root, '.fsync-tui'));
	fs.symlinkSync(outside, join(root, '.fsync-tui/stage'));
	t.is(faultOf(t, () => stageAt(root).begin(request)), 'root');
	t.deepEqual(fs.readdirSync(outside), []);
});

test('F05: a file for which there is no room is refused before it is begun', t => {
	const root = scratchFolder(t);
	const stage = stageAt(root, withCalls(openFileSystem(root), {freeBytes: () => size - 1}));
	t.is(faultOf(t, () => stage.begin(request)), 'no-space');
	t.deepEqual(stagedNames(root), []);
});

test('F05 F06: a disk that gets full while chunks arrive is named, and what was written stays for later', t => {
	for (const code of ['ENOSPC', 'EDQUOT', 'EFBIG']) {
		const root = scratchFolder(t);
		let isFull = false;
		const files = openFileSystem(root);
		const stage = stageAt(root, withCalls(files, {
			write(handle, bytes, offset) {
				if (isFull) {
					throw diskError(code);
				}

				files.write(handle, bytes, offset);
			},
		}));
		stage.begin(request);
		stage.putChunks(digest, [0], chunks([0]));
		isFull = true;
		t.is(faultOf(t, () => stage.putChunks(digest, [1], chunks([1]))), 'no-space');
		isFull = false;
		t.deepEqual(stage.finish(digest), indexes.slice(1));
	}
});

test('F13: a file on which a write failed is dead and begun anew', t => {
	const root = scratchFolder(t);
	let hasFailed = false;
	const files = openFileSystem(root);
	const stage = stageAt(root, withCalls(files, {
		write(handle, bytes, offset) {
			if (offset > 0 && !hasFailed) {
				hasFailed = true;
				throw diskError('EIO');
			}

			files.write(handle, bytes, offset);
		},
	}));
	stage.begin(request);
	t.is(faultOf(t, () => stage.putChunks(digest, indexes, chunks(indexes))), 'root');
	t.deepEqual(stagedNames(root), []);
	t.deepEqual(stage.begin(request), {reused: [], missing: indexes});
});

test('F42: zeros stay a hole in a file that is new', t => {
	const root = scratchFolder(t);
	const sparse = new Uint8Array(8 * 1024 * 1024);
	sparse.set(seededBytes(2, 1000), 5_000_000);
	const named = digestBytes(sparse) as Required<ReturnType<typeof digestBytes>>;
	const stage = stageAt(root);
	const {missing} = stage.begin({...named, copies: []});
	t.is(missing.length, 1, 'whoever knows the name of a chunk of zeros needs nobody to send it');
	const starts = chunkOffsets(named.recipe);
	for (const index of missing) {
		stage.putChunks(named.digest, [index], packOf(sparse.subarray(starts[index], starts[index + 1])));
	}

	t.deepEqual(stage.finish(named.digest), []);
	const place = join(root, '.fsync-tui/stage', named.digest);
	t.true(fs.readFileSync(place).equals(sparse));
	t.true(fs.statSync(place).blocks * 512 < 1024 * 1024);
});

test('contents beyond what memory may hold go to the disk', t => {
	const root = scratchFolder(t);
	const stage = stageAt(root);
	const pieces = Array.from({length: 17 * 16}, (_, index) => {
		const piece = Buffer.alloc(256 * 1024);
		piece.writeUInt32LE(index);
		return piece;
	});
	for (let index = 0; index < pieces.length; index += 16) {
		stage.putPack(packOf(...pieces.slice(index, index + 16)));
	}

	t.is(stagedNames(root).length, 16);
	t.is(stage.has(pieces.map(piece => sha256(piece))).length, pieces.length);
});

test('a pack is needed no longer than it is taken, and its contents in memory until the last of them is let go', t => {
	for (const isCompressed of [false, true]) {
		const stage = stageAt(scratchFolder(t));
		const pieces = [seededBytes(21, 50_000), seededBytes(22, 60_000)];
		const plain = packOf(...pieces);
		const payload = new Uint8Array(isCompressed ? zstdCompressSync(plain.payload) : plain.payload);
		const [first = '', second = ''] = stage.putPack({...plain, payload, isCompressed});
		payload.fill(0);
		const [one, other] = [stage.shelf.bytesOf(first)!, stage.shelf.bytesOf(second)!];
		t.deepEqual([sha256(one), sha256(other)], [first, second]);
		stage.shelf.release(first);
		t.is(sha256(other), second);
		stage.shelf.release(second);
		t.deepEqual([one.length, other.length], [0, 0]);
	}
});

test('F49: sweeping removes what no transition has used, and nothing that a person put there', t => {
	const root = scratchFolder(t);
	const stage = stageAt(root);
	const [small = ''] = stage.putPack(packOf(bytesOf('small')));
	receive(stage);
	fs.writeFileSync(join(root, '.fsync-tui/stage', `${sha256(bytesOf('x'))}.part`), 'x');
	fs.writeFileSync(join(root, '.fsync-tui/stage/notes.txt'), 'mine');
	stage.sweep([digest]);
	t.deepEqual(stagedNames(root).toSorted(), [digest, 'notes.txt'].toSorted());
	t.deepEqual(stage.has([small, digest]), [digest]);
	stage.sweep([]);
	t.deepEqual(stagedNames(root), ['notes.txt']);
});

test('entering the stage clears what an interrupted publication left', t => {
	const root = scratchFolder(t);
	fs.mkdirSync(join(root, '.fsync-tui/stage/new-1/deep'), {recursive: true});
	fs.writeFileSync(join(root, '.fsync-tui/stage/new-1/deep/file'), 'x');
	fs.writeFileSync(join(root, '.fsync-tui/stage/new-2'), 'x');
	fs.symlinkSync('/', join(root, '.fsync-tui/stage/new-3'));
	t.deepEqual(stageAt(root).has([emptyDigest]), []);
	t.deepEqual(stagedNames(root), []);
});

test('the stage is nobody else\'s to read', t => {
	const root = scratchFolder(t);
	stageAt(root).has([]);
	stageAt(root).has([digest]);
	t.is(fs.statSync(join(root, '.fsync-tui/stage')).mode & 0o777, 0o700);
	t.is(fs.statSync(join(root, '.fsync-tui')).mode & 0o777, 0o700);
});

/** The first chunk's place holds it with its beginning changed. */
function withOld(t: ExecutionContext) {
	const root = scratchFolder(t);
	const old = new Uint8Array(large);
	old.fill(7, 100, 200);
	fs.writeFileSync(join(root, 'old'), old);
	const stage = stageAt(root);
	stage.begin(request);
	const places = [{path: 'old', offset: 0, length: chunk(0).length}];
	const {packed} = stage.sign([places]);
	const delta = makeDelta(readSignature(packed) as Signature, chunk(0));
	return {
		root, stage, delta, patches: [{chunkIndex: 0, old: places}],
	};
}

test('old bytes are signed from where they lie, and what cannot be read is left out', t => {
	const {stage, root} = withOld(t);
	fs.mkdirSync(join(root, 'folder'));
	const place = (path: string, offset: number, length: number) => ({path, offset, length});
	const {places, packed} = stage.sign([
		[place('missing', 0, 1000)], [place('old', 0, 600), place('old', 5000, 600)], [place('old', size - 10, 11)], [place('folder', 0, 10)], [], [place('old', -1, 10)], [place('old', 0, 600_000)],
	]);
	t.deepEqual(places, [1]);
	t.deepEqual(Buffer.from(packed), Buffer.from(makeSignature(Buffer.concat([large.subarray(0, 100), new Uint8Array(100).fill(7), large.subarray(200, 600), large.subarray(5000, 5600)]))));
});

test('a chunk is made of old bytes and a delta, and counts what the delta carried', t => {
	const {stage, delta, patches} = withOld(t);
	t.true(delta.length < 1000);
	const {wrong, literalBytes} = stage.patchChunks(digest, patches, packOf(delta))!;
	t.deepEqual(wrong, []);
	t.true(literalBytes[0]! >= 100 && literalBytes[0]! < delta.length);
	t.deepEqual(stage.begin(request).reused, [0]);
	const rest = indexes.slice(1);
	stage.putChunks(digest, rest, chunks(rest));
	t.deepEqual(stage.finish(digest), []);
});

test('F54: old bytes that have changed since they were signed, or are gone, make a wrong chunk', t => {
	const {stage, root, delta, patches} = withOld(t);
	fs.writeFileSync(join(root, 'old'), seededBytes(8, size));
	t.deepEqual(stage.patchChunks(digest, patches, packOf(delta))?.wrong, [0]);
	fs.rmSync(join(root, 'old'));
	t.deepEqual(stage.patchChunks(digest, patches, packOf(delta)), {wrong: [0], literalBytes: [0]});
	t.deepEqual(stage.begin(request).missing, indexes);
});

test('A32: a delta that cannot be true is a fault of whoever sent it', t => {
	for (const [delta, name] of [[new Uint8Array(), 'delta-truncated'], [Uint8Array.of(1), 'delta-size'], [Uint8Array.of(0), 'delta-size'], [Uint8Array.of(100, 200), 'delta-truncated']] as const) {
		const {stage, patches} = withOld(t);
		const fault = t.throws(() => stage.patchChunks(digest, patches, packOf(delta)));
		t.is((fault as FsyncError).code, 'protocol');
		t.true(fault.message.includes(name), fault.message);
	}
});
