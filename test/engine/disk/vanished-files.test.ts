import test from 'ava';
import type {DiskStat, FileNode} from '../../../source/engine/core/node.js';
import {VanishedFiles} from '../../../source/engine/disk/vanished-files.js';

const disk: DiskStat = {
	inode: 7, size: 10, modifiedMilliseconds: 1000.5, changedMilliseconds: 2000.5, bornMilliseconds: 500,
};
const file = (stat: DiskStat): FileNode => ({
	kind: 'file', size: stat.size, modifiedMicroseconds: 1_000_500, executable: false, digest: 'd'.repeat(64), disk: stat,
});
const entry = (stat: DiskStat) => Float64Array.of(0, 0, stat.inode, stat.size, stat.modifiedMilliseconds, stat.changedMilliseconds, stat.bornMilliseconds);

test('a vanished file is found again when inode, size and both times are what they were', t => {
	const node = file(disk);
	const vanished = new VanishedFiles();
	t.is(vanished.find(entry(disk), 1), undefined);
	vanished.add({kind: 'folder', children: new Map([['sub', {kind: 'folder', children: new Map([['file', node]])}]])});
	t.is(vanished.find(entry(disk), 1), node);
});

const others: Record<string, Partial<DiskStat>> = {
	'another inode': {inode: 8},
	'another size': {size: 11},
	'another modification time': {modifiedMilliseconds: 1000.75},
	'another time of change': {changedMilliseconds: 2000.75},
};

for (const [name, other] of Object.entries(others)) {
	test(`F24: ${name} is another file`, t => {
		const vanished = new VanishedFiles();
		vanished.add(file(disk));
		t.is(vanished.find(entry({...disk, ...other}), 1), undefined);
	});
}

test('R8: a file whose times proved nothing is not taken for known', t => {
	const vanished = new VanishedFiles();
	vanished.add(file({...disk, isRacy: true}));
	t.is(vanished.find(entry(disk), 1), undefined);
});
