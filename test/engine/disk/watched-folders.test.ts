import fs from 'node:fs';
import {join} from 'node:path';
import test from 'ava';
import type {Tree} from '../../../source/engine/core/tree.js';
import {allFolders, folderChanges} from '../../../source/engine/disk/watched-folders.js';
import {fillFolder, scanFolder} from './scan-fixture.js';
import {scratchFolder} from './scratch-folder.js';

test('all folders are listed, parents first', async t => {
	const root = scratchFolder(t);
	fillFolder(root, {'a/b/c/': '', 'd/file': '1', e: '2'});
	const folders = allFolders((await scanFolder(root)).tree);
	t.deepEqual(folders.toSorted(), ['', 'a', 'a/b', 'a/b/c', 'd']);
	t.true(folders.indexOf('a') < folders.indexOf('a/b'));
});

test('folders that came, went, were moved or replaced are found, others are not walked', async t => {
	const root = scratchFolder(t);
	fillFolder(root, {
		'gone/below/': '', 'moved/below/': '', 'replaced/': '', 'same/x': '1', 'becomes-file/': '',
	});
	const {tree: before} = await scanFolder(root);
	fs.rmSync(join(root, 'gone'), {recursive: true});
	fs.renameSync(join(root, 'moved'), join(root, 'new'));
	fs.mkdirSync(join(root, 'other'));
	fs.rmdirSync(join(root, 'replaced'));
	fs.renameSync(join(root, 'other'), join(root, 'replaced'));
	fs.rmdirSync(join(root, 'becomes-file'));
	fillFolder(root, {'becomes-file': '1', 'same/x': 'changed'});
	const {tree: after} = await scanFolder(root, {previous: before});
	const {added, removed} = folderChanges(before, after);
	t.deepEqual(added.toSorted(), ['new', 'new/below', 'replaced']);
	t.deepEqual(removed.toSorted(), ['becomes-file', 'gone', 'gone/below', 'moved', 'moved/below', 'replaced']);
	t.deepEqual(folderChanges(after, after), {added: [], removed: []});
});

test('F24: a folder that was made with the number of one that is gone is another folder', t => {
	const born = (bornMilliseconds: number): Tree => ({
		kind: 'folder', children: new Map([['a', {
			kind: 'folder', children: new Map(), disk: {
				inode: 7, size: 0, modifiedMilliseconds: 1, changedMilliseconds: 1, bornMilliseconds,
			},
		}]]),
	});
	t.deepEqual(folderChanges(born(1), born(2)), {added: ['a'], removed: ['a']});
});
