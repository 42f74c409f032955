import fs from 'node:fs';
import {join} from 'node:path';
import test from 'ava';
import type {FileNode} from '../../../source/engine/core/node.js';
import type {FileSystem} from '../../../source/engine/disk/file-system.js';
import {openFileSystem} from '../../../source/engine/disk/node-file-system.js';
import {
	expireTrash,
	findTrashed,
	listTrash,
	TrashBatch,
	type TrashCounter,
} from '../../../source/engine/disk/trash.js';
import {fileNode, noonMilliseconds} from './replica-fixture.js';
import {scratchFolder} from './scratch-folder.js';

const hour = 3_600_000;
const day = 24 * hour;
const trashOf = (root: string): string => join(root, '.fsync-tui/trash');

const freshCounter = (): TrashCounter => ({day: '', next: 0});

function discard(files: FileSystem, whenMilliseconds: number, contents: Readonly<Record<string, string>>, counter: TrashCounter = freshCounter()): void {
	const batch = new TrashBatch(files, counter, {device: 'laptop', reason: 'synced', whenMilliseconds});
	for (const [path, content] of Object.entries(contents)) {
		fs.writeFileSync(join(files.root, batch.enter(path, fileNode(content))), content);
	}

	batch.sync();
	batch.close();
}

test('what a batch discards is listed with where it stood, when, why and by whom, oldest first', t => {
	const files = openFileSystem(scratchFolder(t));
	discard(files, noonMilliseconds, {'d/a\nb': 'first', c: 'second'});
	discard(files, noonMilliseconds - day, {c: 'older'});
	discard(files, noonMilliseconds + hour, {c: 'third'});
	const entries = listTrash(files);
	t.deepEqual(entries.map(({name, path, whenMilliseconds}) => [name, path, whenMilliseconds]), [
		['20240505/1', 'c', noonMilliseconds - day],
		['20240506/1', 'd/a\nb', noonMilliseconds],
		['20240506/2', 'c', noonMilliseconds],
		['20240506/3', 'c', noonMilliseconds + hour],
	]);
	const {digest, size, modifiedMicroseconds} = fileNode('first');
	t.deepEqual(entries[1], {
		name: '20240506/1', path: 'd/a\nb', whenMilliseconds: noonMilliseconds, kind: 'file', digest, size, modifiedMicroseconds, executable: false, device: 'laptop', reason: 'synced',
	});
	t.is(findTrashed(files, fileNode('second').digest), '.fsync-tui/trash/20240506/2');
	t.is(findTrashed(files, fileNode('never').digest), undefined);
});

test('F22: numbers are never given twice, whatever the clock does', t => {
	const files = openFileSystem(scratchFolder(t));
	const counter: TrashCounter = {day: '', next: 0};
	for (const offset of [0, 5 * day, 0, -10 * 365 * day, 5 * day, 0]) {
		discard(files, noonMilliseconds + offset, {a: `at ${offset}`, b: `also at ${offset}`}, counter);
	}

	t.is(listTrash(files).length, 12);
});

test('a symlink is listed with its text', t => {
	const files = openFileSystem(scratchFolder(t));
	const batch = new TrashBatch(files, freshCounter(), {device: 'laptop', reason: 'synced', whenMilliseconds: noonMilliseconds});
	files.makeLink(batch.enter('l', {kind: 'symlink', target: '../x'}), '../x');
	batch.close();
	t.like(listTrash(files)[0], {path: 'l', kind: 'symlink', target: '../x'});
});

test('F33 F49: torn, foreign and orphaned lines count for nothing, and the next ones are not harmed', t => {
	const root = scratchFolder(t);
	const files = openFileSystem(root);
	discard(files, noonMilliseconds, {a: 'first'});
	const index = join(trashOf(root), '20240506/index.jsonl');
	const line = (change: Record<string, unknown>): string => JSON.stringify({...listTrash(files)[0], ...change});
	const wrong = [
		'not json',
		'[]',
		'null',
		'7',
		line({name: '20240506/99'}),
		line({name: '../../etc/passwd'}),
		line({name: '20240507/1'}),
		line({path: '../x'}),
		line({path: 7}),
		line({kind: 'folder'}),
		line({kind: 'symlink'}),
		line({size: 1.5}),
		line({digest: undefined}),
		line({whenMilliseconds: 'now'}),
		line({device: undefined}),
	];
	fs.appendFileSync(index, `\n${wrong.join('\n')}\n{"name":"20240506/1","pa`);
	discard(files, noonMilliseconds, {b: 'second'});
	t.deepEqual(listTrash(files).map(({path}) => path), ['a', 'b']);
	fs.unlinkSync(join(trashOf(root), '20240506/1'));
	fs.writeFileSync(join(trashOf(root), '20240506/notes.txt'), 'mine');
	fs.writeFileSync(join(trashOf(root), 'notes.txt'), 'mine');
	t.deepEqual(listTrash(files).map(({path}) => path), ['b']);
});

test('versions expire one by one, and whole days at once', t => {
	const root = scratchFolder(t);
	const files = openFileSystem(root);
	discard(files, noonMilliseconds - (2 * day), {a: '1', b: '2'});
	discard(files, noonMilliseconds, {c: '3'});
	discard(files, noonMilliseconds + hour, {d: '4'});
	t.is(expireTrash(files, 0), 0);
	t.is(expireTrash(files, noonMilliseconds + 1), 3);
	t.deepEqual(listTrash(files).map(({path}) => path), ['d']);
	t.deepEqual(fs.readdirSync(trashOf(root)), ['20240506']);
	t.is(expireTrash(files, noonMilliseconds + day), 1);
	t.deepEqual(fs.readdirSync(trashOf(root)), []);
	t.is(expireTrash(files, noonMilliseconds + day), 0);
});

test('a folder that has no trash yet has an empty one', t => {
	const root = scratchFolder(t);
	t.deepEqual(listTrash(openFileSystem(root)), []);
	t.is(expireTrash(openFileSystem(root), noonMilliseconds), 0);
	t.deepEqual(fs.readdirSync(root), []);
});

test('a trash that is a symlink is not followed', t => {
	const root = scratchFolder(t);
	const outside = scratchFolder(t);
	discard(openFileSystem(outside), noonMilliseconds, {a: '1'});
	fs.mkdirSync(join(root, '.fsync-tui'));
	fs.symlinkSync(trashOf(outside), trashOf(root));
	const files = openFileSystem(root);
	t.deepEqual(listTrash(files), []);
	t.is(expireTrash(files, noonMilliseconds + (9 * day)), 0);
	const node: FileNode = fileNode('x');
	t.throws(() => new TrashBatch(files, freshCounter(), {device: 'd', reason: 'r', whenMilliseconds: noonMilliseconds}).enter('a', node), {code: 'ENOTDIR'});
	t.is(listTrash(openFileSystem(outside)).length, 1);
});
