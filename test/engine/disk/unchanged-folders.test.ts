import test from 'ava';
import type {DiskStat, FileNode, TreeNode} from '../../../source/engine/core/node.js';
import {packingOf} from '../../../source/engine/core/packed-children.js';
import {entryCode, entryWidth, type Listing} from '../../../source/engine/disk/entry-batch.js';
import {unchangedFolders} from '../../../source/engine/disk/unchanged-folders.js';
import {packedTree} from './packed-tree.js';

const disk: DiskStat = {
	inode: 5, size: 12, modifiedMilliseconds: 1000.5, changedMilliseconds: 2000.25, bornMilliseconds: 500,
};
const file: FileNode = {
	kind: 'file', size: 12, modifiedMicroseconds: 1_000_500, executable: false, digest: 'ab'.repeat(32), disk,
};

const children = new Map<string, TreeNode>([
	['a', file],
	['sub', {kind: 'folder', children: new Map([['inside', file]]), disk: {...disk, inode: 6}}],
	['link', {kind: 'symlink', target: 'a', disk: {...disk, inode: 7, size: 1}}],
	['run', {...file, executable: true, disk: {...disk, inode: 8}}],
]);

type Listed = {name: string; code: number; inode: number; size: number; modified: number; changed: number; text?: string};

const {modifiedMilliseconds: modified, changedMilliseconds: changed} = disk;
const asStored: readonly Listed[] = [
	{
		name: 'a', code: entryCode.file, inode: 5, size: 12, modified, changed,
	},
	{
		name: 'sub', code: entryCode.folder, inode: 99, size: 4096, modified: 7, changed: 8,
	},
	{
		name: 'link', code: entryCode.symlink, inode: 7, size: 1, modified, changed, text: 'a',
	},
	{
		name: 'run', code: entryCode.executable, inode: 8, size: 12, modified, changed,
	},
];

/** A listing that begins behind two entries of another folder. */
function listing(entries: readonly Listed[]): Listing {
	const first = 2;
	const numbers = new Float64Array((first + entries.length) * entryWidth);
	const texts = new Map<number, string>();
	for (const [index, entry] of entries.entries()) {
		const place = first + index;
		numbers.set([entry.code, entry.inode, entry.size, entry.modified, entry.changed, 0], place * entryWidth);
		if (entry.text !== undefined) {
			texts.set(place, entry.text);
		}
	}

	return {
		names: entries.map(({name}) => name).join('/'), count: entries.length, first, numbers, texts,
	};
}

const compare = (entries: readonly Listed[], stored = children) =>
	unchangedFolders(packingOf(packedTree({kind: 'folder', children: stored}))!, listing(entries));
const withEntry = (index: number, change: Partial<Listed>) => asStored.map((entry, at) => at === index ? {...entry, ...change} : entry);

test('a listing that is as it was names its folders and their places, in any order', t => {
	t.deepEqual(compare(asStored), [{name: 'sub', place: 3}]);
	t.deepEqual(compare(asStored.toReversed()), [{name: 'sub', place: 4}]);
});

const others: Readonly<Record<string, readonly Listed[]>> = {
	'a file more': [...asStored, {...asStored[0]!, name: 'b'}],
	'a file less': asStored.slice(1),
	'another name': withEntry(0, {name: 'b'}),
	'another size': withEntry(0, {size: 13}),
	'another time of modification': withEntry(0, {modified: 1000.75}),
	'another time of change': withEntry(0, {changed: 2000.5}),
	'another inode': withEntry(0, {inode: 55}),
	'an executable bit more': withEntry(0, {code: entryCode.executable}),
	'an executable bit less': withEntry(3, {code: entryCode.file}),
	'a link with another text': withEntry(2, {text: 'b'}),
	'a link with another time': withEntry(2, {changed: 1}),
	'a folder in place of a file': withEntry(0, {code: entryCode.folder}),
	'a file in place of a folder': withEntry(1, {code: entryCode.file}),
	'something that cannot be read': withEntry(0, {code: entryCode.unreadable, text: 'EIO'}),
	'a folder of another disk': withEntry(1, {code: entryCode.otherDevice}),
	'another name in another order': withEntry(0, {name: 'b'}).toReversed(),
};

for (const [what, entries] of Object.entries(others)) {
	test(`${what} is a change`, t => {
		t.is(compare(entries), undefined);
	});
}

test('what the disk has not said, or not said late enough to prove anything, is looked at again', t => {
	const {disk: _, ...bare} = file;
	t.is(compare(asStored, new Map<string, TreeNode>([...children, ['a', bare]])), undefined);
	t.is(compare(asStored, new Map<string, TreeNode>([...children, ['a', {...file, disk: {...disk, isRacy: true}}]])), undefined);
});
