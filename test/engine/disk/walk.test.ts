import fs from 'node:fs';
import {join} from 'node:path';
import test from 'ava';
import {entryCode, entryWidth, type EntryBatch} from '../../../source/engine/disk/entry-batch.js';
import {openFileSystem} from '../../../source/engine/disk/node-file-system.js';
import {walk, type FolderLook} from '../../../source/engine/disk/walk.js';
import {faultyFileSystem, fillFolder, withCalls} from './scan-fixture.js';
import {scratchFolder} from './scratch-folder.js';

type Listing = {folder: string; names: Map<string, number>; texts: Map<string, string>; fault?: string; rules?: ReadonlyMap<string, string>};

/** Puts the batches together again, as the main thread does, after a trip through structured clone. */
function gather(looks: readonly FolderLook[], batches: readonly EntryBatch[]): Listing[] {
	const listings: Listing[] = looks.map(({folder}) => ({folder, names: new Map(), texts: new Map()}));
	for (const batch of batches) {
		const {parts, names, numbers, texts} = structuredClone(batch, {transfer: [batch.numbers.buffer]});
		const all = names.split('/');
		let place = 0;
		for (const {look, count, fault, rules} of parts) {
			const listing = listings[look]!;
			Object.assign(listing, fault !== undefined && {fault}, rules && {rules});
			for (const end = place + count; place < end; place++) {
				listing.names.set(all[place]!, numbers[place * entryWidth]!);
				const text = texts.get(place);
				if (text !== undefined) {
					listing.texts.set(all[place]!, text);
				}
			}
		}
	}

	return listings;
}

function walkAll(root: string, looks: readonly FolderLook[], ruleFiles: readonly string[] = [], fileSystem = openFileSystem(root)): {listings: Listing[]; batches: number; largest: number} {
	const batches: EntryBatch[] = [];
	walk(fileSystem, looks, ruleFiles, batch => {
		batches.push(batch);
	});
	const largest = Math.max(0, ...batches.map(({numbers}) => numbers.length / entryWidth));
	return {batches: batches.length, largest, listings: gather(looks, batches)};
}

test('a walk lists each folder it is asked about, and only that', t => {
	const root = scratchFolder(t);
	fillFolder(root, {
		'a/x': '1', 'a/sub/y': '2', 'b/': '', link: '-> target text',
	});
	fs.chmodSync(join(root, 'a/x'), 0o744);
	const {listings} = walkAll(root, [{folder: ''}, {folder: 'a'}, {folder: 'b'}]);
	t.deepEqual(Object.fromEntries(listings[0]!.names), {a: entryCode.folder, b: entryCode.folder, link: entryCode.symlink});
	t.is(listings[0]!.texts.get('link'), 'target text');
	t.deepEqual(Object.fromEntries(listings[1]!.names), {sub: entryCode.folder, x: entryCode.executable});
	t.is(listings[2]!.names.size, 0);
});

test('names that are asked for are found or absent, and a parent that is none is a fault', t => {
	const root = scratchFolder(t);
	fillFolder(root, {'a/x': '1'});
	const {listings} = walkAll(root, [{folder: 'a', names: ['x', 'nothing']}, {folder: 'gone', names: ['x']}, {folder: 'a/x', names: ['y']}]);
	t.deepEqual([...listings[0]!.names], [['x', entryCode.file], ['nothing', entryCode.absent]]);
	t.is(listings[1]!.fault, 'ENOENT');
	t.is(listings[2]!.fault, 'ENOTDIR');
});

test('names are looked for by way of confined parents, never by a hint', t => {
	const root = scratchFolder(t);
	fillFolder(root, {'a/x': '1'});
	const fileSystem = faultyFileSystem(openFileSystem(root), {peek: () => 'EIO'});
	const {listings} = walkAll(root, [{folder: 'a', names: ['x']}], [], fileSystem);
	t.is(listings[0]!.names.get('x'), entryCode.file);
});

test('batches are bounded, wherever folders begin and end', t => {
	const root = scratchFolder(t);
	const sizes = [1999, 1, 2000, 0, 2001, 3];
	for (const [index, size] of sizes.entries()) {
		fs.mkdirSync(join(root, `f${index}`));
		for (let entry = 0; entry < size; entry++) {
			fs.symlinkSync('x', join(root, `f${index}`, `e${entry}`));
		}
	}

	const {listings, batches, largest} = walkAll(root, sizes.map((_, index) => ({folder: `f${index}`})));
	t.deepEqual(listings.map(({names}) => names.size), sizes);
	// Each of these links has its text.
	t.deepEqual(listings.map(({texts}) => texts.size), sizes);
	t.is(batches, 4);
	t.is(largest, 2000);
});

test('the texts of rule files come along with their folder', t => {
	const root = scratchFolder(t);
	fillFolder(root, {'.rules': '*.o\n', 'a/.rules': '!x', 'b/file': ''});
	const {listings} = walkAll(root, [{folder: ''}, {folder: 'a'}, {folder: 'b'}], ['.rules', '.more']);
	t.deepEqual(listings.map(({rules}) => [...rules!]), [[['.rules', '*.o\n']], [['.rules', '!x']], []]);
});

test('a folder whose rules cannot be read is a fault: nobody knows what to leave out of it', t => {
	const root = scratchFolder(t);
	fillFolder(root, {'a/.rules': '-> ../secret', 'a/file': '', 'b/.rules/': ''});
	const {listings} = walkAll(root, [{folder: 'a'}, {folder: 'b'}], ['.rules']);
	t.deepEqual(listings.map(({fault, names}) => [fault, names.size]), [['ERULES', 0], ['ERULES', 0]]);
});

test('F14: a listing that fails is a fault, and the folders after it are walked', t => {
	const root = scratchFolder(t);
	fillFolder(root, {'a/x': '1', 'b/y': '2'});
	const fileSystem = faultyFileSystem(openFileSystem(root), {list: path => path === 'a' ? 'EIO' : undefined});
	const {listings} = walkAll(root, [{folder: 'a'}, {folder: 'b'}], [], fileSystem);
	t.deepEqual(listings.map(({fault, names}) => [fault, names.size]), [['EIO', 0], [undefined, 1]]);
});

test('a bug is no fault of the disk', t => {
	const root = scratchFolder(t);
	const fileSystem = faultyFileSystem(openFileSystem(root), {
		list() {
			throw new TypeError('a bug');
		},
	});
	t.throws(() => walkAll(root, [{folder: ''}], [], fileSystem), {message: 'a bug'});
});

test('F39: on a disk that folds names a name that is asked for by another spelling is absent', t => {
	const root = scratchFolder(t);
	fillFolder(root, {'.fsync-tui/id': 'marker', 'a/B.TXT': '1', 'a/c': '2'});
	const plain = openFileSystem(root);
	const asStored = (path: string) => path.toUpperCase() === '.FSYNC-TUI/ID' ? '.fsync-tui/id' : path.replace(/b\.txt$/iv, 'B.TXT');
	const folding = withCalls(plain, {find: path => plain.find(asStored(path))});
	const {listings} = walkAll(root, [{folder: 'a', names: ['b.txt', 'B.TXT', 'c', 'd']}], [], folding);
	t.deepEqual([...listings[0]!.names], [['b.txt', entryCode.absent], ['B.TXT', entryCode.file], ['c', entryCode.file], ['d', entryCode.absent]]);
});
