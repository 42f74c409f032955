import fs from 'node:fs';
import {join} from 'node:path';
import test from 'ava';
import {
	editTree,
	emptyTree,
	lookup,
	type Tree,
} from '../../../source/engine/core/tree.js';
import {openFileSystem} from '../../../source/engine/disk/node-file-system.js';
import {OwnWrites} from '../../../source/engine/disk/own-writes.js';
import {ManualClock} from './manual-clock.js';
import {fillFolder, scanFolder} from './scan-fixture.js';
import {scratchFolder} from './scratch-folder.js';

function setUp(root: string) {
	const clock = new ManualClock();
	const disk = openFileSystem(root);
	return {clock, own: new OwnWrites({clock, look: path => disk.peek(path)})};
}

/** What a transition does: changes the disk and hands back the tree with the disk's own stats. */
async function transition(root: string, change: () => void): Promise<Tree> {
	change();
	return (await scanFolder(root)).tree;
}

test('events of our own writes, moves and deletions are dropped, early and late ones', async t => {
	const root = scratchFolder(t);
	fillFolder(root, {'a/gone': '1', 'a/old': '2', 'a/other': '3'});
	const {tree: before} = await scanFolder(root);
	const {own} = setUp(root);
	const paths = ['a/new', 'a/gone', 'a/old', 'b', 'b/moved'];
	own.begin(paths);
	const after = await transition(root, () => {
		fillFolder(root, {'a/new': 'written', 'b/': ''});
		fs.rmSync(join(root, 'a/gone'));
		fs.renameSync(join(root, 'a/old'), join(root, 'b/moved'));
	});
	t.true(paths.every(path => own.isOwn(path, before)), 'while it runs');
	t.false(own.isOwn('a/other', before));
	t.deepEqual(own.end(paths, after), []);
	t.true(paths.every(path => own.isOwn(path, after)), 'when it is over');
	t.false(own.isOwn('a/other', after), 'of other paths nothing is said');
});

test('what somebody else did meanwhile is dirty', async t => {
	const root = scratchFolder(t);
	fillFolder(root, {'a/kept': '1'});
	const {own} = setUp(root);
	const paths = ['a/new', 'a/deleted', 'folder'];
	own.begin(paths);
	const after = await transition(root, () => {
		fillFolder(root, {'a/new': 'written', 'folder/x': 'written'});
	});
	fs.writeFileSync(join(root, 'a/new'), 'written over');
	fs.writeFileSync(join(root, 'a/deleted'), 'there again');
	fs.writeFileSync(join(root, 'folder/y'), 'beside it');
	for (const path of ['a/new', 'a/deleted', 'folder', 'folder/x', 'folder/y']) {
		t.true(own.isOwn(path, after));
	}

	t.deepEqual(own.end(paths, after).toSorted(), ['a/deleted', 'a/new', 'folder/y']);
	t.false(own.isOwn('a/new', after), 'late events of it are not ours either');
	t.true(own.isOwn('folder/x', after));
});

test('a path that two transitions write is kept back until both have ended', async t => {
	const root = scratchFolder(t);
	fillFolder(root, {a: '1'});
	const {own} = setUp(root);
	own.begin(['a']);
	own.begin(['a']);
	const after = await transition(root, () => {
		fillFolder(root, {a: '22'});
	});
	t.true(own.isOwn('a', after));
	fs.writeFileSync(join(root, 'a'), 'somebody else');
	t.deepEqual(own.end(['a'], after), []);
	t.deepEqual(own.end(['a'], after), ['a']);
});

test('after a while nothing is remembered', async t => {
	const root = scratchFolder(t);
	fillFolder(root, {a: '1'});
	const {own, clock} = setUp(root);
	const {tree} = await scanFolder(root);
	own.begin(['a']);
	own.end(['a'], tree);
	clock.advance(1999);
	t.true(own.isOwn('a', tree));
	clock.advance(1);
	t.false(own.isOwn('a', tree));
});

test('a node without a stat, or of another kind, is not taken for ours', async t => {
	const root = scratchFolder(t);
	fillFolder(root, {a: '1', b: '-> a'});
	const {own} = setUp(root);
	const {tree} = await scanFolder(root);
	const {disk, ...bare} = lookup(tree, 'a')!;
	t.truthy(disk);
	const strange = editTree(tree, [{path: 'a', node: bare}, {path: 'b', node: lookup(tree, 'a')}]);
	own.begin(['a', 'b']);
	own.isOwn('a', strange);
	own.isOwn('b', strange);
	t.deepEqual(own.end(['a', 'b'], strange).toSorted(), ['a', 'b']);
});

test('F08: a path that cannot be looked at is somebody else\'s business, and no reason to fail', t => {
	const own = new OwnWrites({
		clock: new ManualClock(), look() {
			throw Object.assign(new Error('EACCES: planted'), {code: 'EACCES'});
		},
	});
	own.begin(['a']);
	t.true(own.isOwn('a', emptyTree));
	t.deepEqual(own.end(['a'], emptyTree), ['a']);
	t.false(own.isOwn('a', emptyTree));
});
