import fs from 'node:fs';
import {join} from 'node:path';
import test from 'ava';
import {emptyFolder, type FileNode} from '../../../source/engine/core/node.js';
import {openFileSystem} from '../../../source/engine/disk/node-file-system.js';
import {findTrashed, listTrash, readHistory} from '../../../source/engine/disk/trash-index.js';
import {newCounter, TrashBatch, type TrashCounter} from '../../../source/engine/disk/trash.js';
import {tidyTrash, usualRetention} from '../../../source/engine/disk/trash-tidy.js';
import {
	diskError,
	fileNode,
	noonMilliseconds,
	watchedFileSystem,
} from './replica-fixture.js';
import {scratchFolder} from './scratch-folder.js';
import {discard} from './trash-fixture.js';

const hour = 3_600_000;
const day = 24 * hour;
const trashOf = (root: string): string => join(root, '.fsync-tui/trash');

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
		name: '20240506/1', path: 'd/a\nb', whenMilliseconds: noonMilliseconds, kind: 'file', digest, size, modifiedMicroseconds, executable: false, change: 'replaced', device: 'laptop', reason: 'synced', order: 0,
	});
	t.is(findTrashed(files, fileNode('second').digest), '.fsync-tui/trash/20240506/2');
	t.is(findTrashed(files, fileNode('never').digest), undefined);
});

test('F22: numbers are never given twice, whatever the clock does', t => {
	const files = openFileSystem(scratchFolder(t));
	const counter: TrashCounter = newCounter();
	for (const offset of [0, 5 * day, 0, -10 * 365 * day, 5 * day, 0]) {
		discard(files, noonMilliseconds + offset, {a: `at ${offset}`, b: `also at ${offset}`}, counter);
	}

	t.is(listTrash(files).length, 12);
});

test('a symlink is listed with its text', t => {
	const files = openFileSystem(scratchFolder(t));
	const batch = new TrashBatch(files, newCounter(), {device: 'laptop', reason: 'synced', whenMilliseconds: noonMilliseconds});
	files.makeLink(batch.enter('l', {kind: 'symlink', target: '../x'}, 'deleted'), '../x');
	batch.close();
	t.like(listTrash(files)[0], {
		path: 'l', kind: 'symlink', target: '../x', change: 'deleted',
	});
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
		line({kind: 'moved', name: undefined}),
		line({kind: 'moved', name: undefined, from: '../x'}),
		line({kind: 'created', name: undefined, path: '.fsync-tui/id'}),
		line({change: 'eaten'}),
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

test('a folder that has no trash yet has an empty one', t => {
	const root = scratchFolder(t);
	t.deepEqual(listTrash(openFileSystem(root)), []);
	t.deepEqual(readHistory(openFileSystem(root)), []);
	t.like(tidyTrash(openFileSystem(root), {...usualRetention, nowMilliseconds: noonMilliseconds}), {versions: 0, isDone: true});
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
	t.like(tidyTrash(files, {...usualRetention, nowMilliseconds: noonMilliseconds + (99 * day)}), {versions: 0});
	const node: FileNode = fileNode('x');
	t.throws(() => new TrashBatch(files, newCounter(), {device: 'd', reason: 'r', whenMilliseconds: noonMilliseconds}).enter('a', node, 'deleted'), {code: 'ENOTDIR'});
	t.is(listTrash(openFileSystem(outside)).length, 1);
});

test('what a batch does besides is noted in the order in which it was done: moves, new nodes and folders that go', t => {
	const files = openFileSystem(scratchFolder(t));
	const batch = new TrashBatch(files, newCounter(), {device: 'laptop', reason: 'synced', whenMilliseconds: noonMilliseconds});
	const deed = {whenMilliseconds: noonMilliseconds, device: 'laptop', reason: 'synced'};
	batch.moved('a', 'b/a');
	fs.writeFileSync(join(files.root, batch.enter('d/x', fileNode('x'), 'deleted')), 'x');
	batch.folderGoes('d');
	const later = batch.takeOrder();
	batch.created([{path: 'new', order: later}, {path: 'folder', order: 0.5}]);
	batch.close();
	t.deepEqual(readHistory(files), [
		{
			...deed, kind: 'moved', from: 'a', path: 'b/a',
		},
		{...deed, kind: 'created', path: 'folder'},
		{
			...deed, kind: 'left', path: 'd/x', change: 'deleted', node: fileNode('x'), version: '20240506/1',
		},
		{
			...deed, kind: 'left', path: 'd', change: 'deleted', node: emptyFolder,
		},
		{...deed, kind: 'created', path: 'new'},
	]);
	t.deepEqual(listTrash(files).map(({path}) => path), ['d/x']);
});

test('what was only made costs no flush, whatever else is noted does', t => {
	const flushes: string[] = [];
	const files = watchedFileSystem(openFileSystem(scratchFolder(t)), ({name}) => {
		if (name === 'sync' || name === 'syncFolder') {
			flushes.push(name);
		}
	});
	const counter = newCounter();
	const batch = () => new TrashBatch(files, counter, {device: 'laptop', reason: 'synced', whenMilliseconds: noonMilliseconds});
	const making = batch();
	making.created([{path: 'new', order: 0}]);
	making.sync();
	t.deepEqual([flushes, making.touched], [[], []]);
	making.close();
	const moving = batch();
	moving.moved('a', 'b');
	moving.sync();
	t.deepEqual([flushes, moving.touched], [['sync'], ['.fsync-tui/trash/20240506']]);
	moving.close();
});

test('a full disk costs the note of what was done, never the deed', t => {
	let isFull = false;
	const files = watchedFileSystem(openFileSystem(scratchFolder(t)), ({name}) => {
		if (isFull && name === 'write') {
			throw diskError('ENOSPC');
		}
	});
	const batch = new TrashBatch(files, newCounter(), {device: 'laptop', reason: 'synced', whenMilliseconds: noonMilliseconds});
	batch.moved('a', 'b');
	isFull = true;
	t.notThrows(() => {
		batch.moved('b', 'c');
		batch.created([{path: 'd', order: 3}]);
	});
	t.throws(() => batch.enter('c', fileNode('c'), 'deleted'), {code: 'ENOSPC'});
	isFull = false;
	batch.moved('c', 'e');
	batch.close();
	t.deepEqual(readHistory(files).map(({path}) => path), ['b', 'e']);
});

test('guests write folders of their own, so that two processes never share an index or a number', t => {
	const files = openFileSystem(scratchFolder(t));
	discard(files, noonMilliseconds, {a: '1'});
	discard(files, noonMilliseconds + 1, {a: '2'}, newCounter('-0a1b2c3d'));
	discard(files, noonMilliseconds + 2, {a: '3'}, newCounter('-ffffffff'));
	discard(files, noonMilliseconds + 3, {a: '4'});
	t.deepEqual(listTrash(files).map(({name}) => name), ['20240506/1', '20240506-0a1b2c3d/1', '20240506-ffffffff/1', '20240506/2']);
});
