import test from 'ava';
import type {DiskStat, FolderNode} from '../../../source/engine/core/node.js';
import {draftFolder, finishFolder} from '../../../source/engine/disk/scan-draft.js';

const stat = (change: Partial<DiskStat> = {}): DiskStat => ({
	inode: 7, size: 0, modifiedMilliseconds: 1000, changedMilliseconds: 1000, bornMilliseconds: 1000, ...change,
});

const before: FolderNode = {kind: 'folder', children: new Map(), disk: stat()};
const finished = (disk: DiskStat) => finishFolder(draftFolder({path: 'a', before, disk}));

test('a folder in which nothing has changed is the very object of the last scan, whatever its times', t => {
	t.is(finished(stat({modifiedMilliseconds: 2000, changedMilliseconds: 2000})), before);
});

test('F24: a folder that got the inode of the one in whose place it stands is another one', t => {
	t.deepEqual(finished(stat({bornMilliseconds: 2000})).disk, stat({bornMilliseconds: 2000}));
	t.deepEqual(finished(stat({inode: 8})).disk, stat({inode: 8}));
});
