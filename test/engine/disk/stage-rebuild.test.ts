import fs from 'node:fs';
import {join} from 'node:path';
import test from 'ava';
import fc from 'fast-check';
import {chunkCount, chunkOffsets} from '../../../source/engine/content/recipe.js';
import {digestBytes} from '../../../source/engine/content/recipe-builder.js';
import type {FileSystem} from '../../../source/engine/disk/file-system.js';
import {openFileSystem} from '../../../source/engine/disk/node-file-system.js';
import type {CopySource, StageRequest} from '../../../source/engine/disk/replica.js';
import {StageArea} from '../../../source/engine/disk/stage.js';
import {FsyncError} from '../../../source/engine/fault.js';
import {propertySeed, seededBytes} from '../content/seeded-bytes.js';
import {diskError, packOf, stagedNames} from './replica-fixture.js';
import {withCalls} from './scan-fixture.js';
import {scratchFolder} from './scratch-folder.js';

/** A content of many chunks with a stretch of zeros in it, and where each of its chunks lies. */
const content = Buffer.concat([seededBytes(3, 1_500_000), Buffer.alloc(1_000_000), seededBytes(4, 1_500_000)]);
const {digest, size, recipe} = digestBytes(content) as Required<ReturnType<typeof digestBytes>>;
const offsets = chunkOffsets(recipe);
const indexes = Array.from({length: chunkCount(recipe)}, (_, index) => index);
const chunk = (index: number): Uint8Array => content.subarray(offsets[index], offsets[index + 1]);

/** Every chunk is to be found in this file, which holds something else before the content. */
const copiesFrom = (path: string, shift = 0): CopySource[] => indexes.map(chunkIndex => ({chunkIndex, path, offset: shift + offsets[chunkIndex]!}));
const requestWith = (copies: readonly CopySource[]): StageRequest => ({
	digest, size, recipe, copies,
});
const stagedAt = (root: string): Buffer => fs.readFileSync(join(root, '.fsync-tui/stage', digest));

/** A disk that counts the bytes that are read and written, and how often. */
function counted(files: FileSystem): {readonly files: FileSystem; readonly counts: {readBytes: number; writes: number; wroteBytes: number}} {
	const counts = {readBytes: 0, writes: 0, wroteBytes: 0};
	return {
		counts,
		files: withCalls(files, {
			read(handle, buffer, offset) {
				counts.readBytes += buffer.length;
				return files.read(handle, buffer, offset);
			},
			write(handle, bytes, offset) {
				counts.writes++;
				counts.wroteBytes += bytes.length;
				files.write(handle, bytes, offset);
			},
		}),
	};
}

/** Sends what is asked for until nothing is; returns how often it was asked. */
function complete(stage: StageArea, missing: readonly number[]): number {
	let asked = 0;
	for (let wanted = missing; wanted.length > 0 || asked === 0; asked++) {
		stage.putChunks(digest, wanted, packOf(...wanted.map(index => chunk(index))));
		wanted = stage.finish(digest)!;
		if (wanted.length === 0) {
			return asked;
		}
	}

	return asked;
}

test('what the share has is read once, in large pieces, and the stage is not read at all', t => {
	const root = scratchFolder(t);
	fs.writeFileSync(join(root, 'old'), Buffer.concat([Buffer.of(1), content]));
	const {files, counts} = counted(openFileSystem(root));
	const stage = new StageArea(files);
	t.deepEqual(stage.begin(requestWith(copiesFrom('old', 1))).missing, []);
	t.is(counts.readBytes, 0, 'the answer does not wait for the copies');
	t.deepEqual(stage.finish(digest), []);
	t.true(stagedAt(root).equals(content));
	t.true(counts.readBytes <= size, `${counts.readBytes} bytes for ${size}`);
	t.true(counts.writes <= 20, `${counts.writes} writes for ${indexes.length} chunks`);
});

test('chunks that arrive in order are not read again to be summed up', t => {
	const bytes = seededBytes(5, 1_000_000);
	const named = digestBytes(bytes) as Required<ReturnType<typeof digestBytes>>;
	const places = chunkOffsets(named.recipe);
	const {files, counts} = counted(openFileSystem(scratchFolder(t)));
	const stage = new StageArea(files);
	const {missing} = stage.begin({...named, copies: []});
	stage.putChunks(named.digest, missing, packOf(...missing.map(index => bytes.subarray(places[index], places[index + 1]))));
	t.deepEqual(stage.finish(named.digest), []);
	t.is(counts.readBytes, 0);
});

test('zeros that are copied stay a hole', t => {
	const root = scratchFolder(t);
	fs.writeFileSync(join(root, 'old'), Buffer.concat([Buffer.of(1), content]));
	const {files, counts} = counted(openFileSystem(root));
	const stage = new StageArea(files);
	stage.begin(requestWith(copiesFrom('old', 1)));
	t.deepEqual(stage.finish(digest), []);
	t.true(counts.wroteBytes < size - 500_000);
	t.true(stagedAt(root).equals(content));
});

test('a file comes out right whatever the share has of it, in whatever order the rest arrives, and what was wrong in the share is asked for', t => {
	const kinds = fc.constantFrom('right', 'wrong', 'absent', 'short', 'none');
	fc.assert(fc.property(
		fc.array(kinds, {minLength: indexes.length, maxLength: indexes.length}),
		fc.infiniteStream(fc.nat({max: 1000})),
		(places, order) => {
			const root = scratchFolder(t);
			fs.writeFileSync(join(root, 'right'), content);
			fs.writeFileSync(join(root, 'wrong'), Buffer.from(content.map(byte => byte ^ 1)));
			fs.writeFileSync(join(root, 'short'), content.subarray(0, 100_000));
			const copies = indexes.filter(index => places[index] !== 'none').map(index => ({chunkIndex: index, path: places[index]!, offset: offsets[index]!}));
			const stage = new StageArea(openFileSystem(root));
			const {missing} = stage.begin(requestWith(copies));
			const ranks = new Map(missing.map(index => [index, order.next().value]));
			for (const index of missing.toSorted((one, other) => ranks.get(one)! - ranks.get(other)!)) {
				t.deepEqual(stage.putChunks(digest, [index], packOf(chunk(index))), []);
				if (order.next().value % 3 === 0) {
					stage.proceed(digest);
				}
			}

			const again = stage.finish(digest)!;
			t.deepEqual(again, indexes.filter(index => places[index] === 'wrong' && !missing.includes(index) && !isZeros(index)));
			complete(stage, again);
			t.true(stagedAt(root).equals(content));
		},
	), {seed: propertySeed, numRuns: 8});
});

const isZeros = (index: number): boolean => chunk(index).length === 256 * 1024 && chunk(index).every(byte => byte === 0);

test('another name for the old file, or another file under its name, takes no copy away', t => {
	const root = scratchFolder(t);
	fs.writeFileSync(join(root, 'old'), content);
	const stage = new StageArea(openFileSystem(root));
	stage.begin(requestWith(copiesFrom('old')));
	fs.renameSync(join(root, 'old'), join(root, 'moved'));
	fs.writeFileSync(join(root, 'old'), 'something else');
	t.deepEqual(stage.finish(digest), []);
	t.true(stagedAt(root).equals(content));
});

test('F54: what the share has no longer when it is copied is asked for', t => {
	const root = scratchFolder(t);
	fs.writeFileSync(join(root, 'old'), content);
	const stage = new StageArea(openFileSystem(root));
	t.deepEqual(stage.begin(requestWith(copiesFrom('old'))).missing, []);
	fs.truncateSync(join(root, 'old'), 700_000);
	const again = stage.finish(digest)!;
	t.true(again.length > 0 && again.every(index => offsets[index + 1]! > 500_000));
	complete(stage, again);
	t.true(stagedAt(root).equals(content));
});

test('whatever has gone from several places in the meantime is asked for at once, for a sender repeats itself twice at most', t => {
	const root = scratchFolder(t);
	fs.writeFileSync(join(root, 'old'), content);
	const copies = copiesFrom('old').map(source => {
		if (source.chunkIndex % 3 !== 0 || isZeros(source.chunkIndex)) {
			return source;
		}

		const path = `gone-${source.chunkIndex}`;
		fs.writeFileSync(join(root, path), chunk(source.chunkIndex));
		return {...source, path, offset: 0};
	});
	const stage = new StageArea(openFileSystem(root));
	t.deepEqual(stage.begin(requestWith(copies)).missing, []);
	const gone = copies.filter(({path}) => path !== 'old').map(({chunkIndex}) => chunkIndex);
	for (const index of gone) {
		fs.rmSync(join(root, `gone-${index}`));
	}

	t.true(gone.length > 3);
	const again = stage.finish(digest)!;
	t.deepEqual(again, gone);
	t.is(complete(stage, again), 0);
	t.true(stagedAt(root).equals(content));
});

test('a stage file that somebody has made shorter or longer is mended', t => {
	for (const length of [0, 600_000, size + 5]) {
		const root = scratchFolder(t);
		const stage = new StageArea(openFileSystem(root));
		const {missing} = stage.begin(requestWith([]));
		const late = missing.toSpliced(1, 1);
		stage.putChunks(digest, late, packOf(...late.map(index => chunk(index))));
		fs.truncateSync(join(root, '.fsync-tui/stage', `${digest}.part`), length);
		stage.putChunks(digest, [1], packOf(chunk(1)));
		complete(stage, stage.finish(digest)!);
		t.true(stagedAt(root).equals(content), String(length));
	}
});

test('F05: a disk that gets full while the share\'s chunks are copied is named, and the copies are made when it has room', t => {
	const root = scratchFolder(t);
	fs.writeFileSync(join(root, 'old'), Buffer.concat([Buffer.of(1), content]));
	const files = openFileSystem(root);
	let hasRoom = false;
	const stage = new StageArea(withCalls(files, {
		write(handle, bytes, offset) {
			if (offset > 1_000_000 && !hasRoom) {
				files.write(handle, bytes.subarray(0, 100), offset);
				throw diskError('ENOSPC');
			}

			files.write(handle, bytes, offset);
		},
	}));
	stage.begin(requestWith(copiesFrom('old', 1)));
	const error = t.throws(() => stage.finish(digest));
	t.is((error as FsyncError).code, 'no-space');
	hasRoom = true;
	t.deepEqual(stage.finish(digest), []);
	t.true(stagedAt(root).equals(content));
});

test('F05: room that the copies of one file will take is none for another', t => {
	const root = scratchFolder(t);
	fs.writeFileSync(join(root, 'old'), content);
	const other = digestBytes(seededBytes(9, 600_000)) as Required<ReturnType<typeof digestBytes>>;
	const stage = new StageArea(withCalls(openFileSystem(root), {freeBytes: () => 3_500_000}));
	stage.begin(requestWith(copiesFrom('old')));
	const error = t.throws(() => stage.begin({...other, copies: []}));
	t.true(error instanceof FsyncError && error.code === 'no-space');
	stage.finish(digest);
	t.notThrows(() => stage.begin({...other, copies: []}));
	t.true(stagedNames(root).includes(digest));
});
