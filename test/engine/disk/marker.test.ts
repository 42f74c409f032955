import fs from 'node:fs';
import {join} from 'node:path';
import test from 'ava';
import type {RootState} from '../../../source/engine/disk/replica.js';
import {checkRoot, isMarker, type RootCheck} from '../../../source/engine/disk/marker.js';
import {openFileSystem} from '../../../source/engine/disk/node-file-system.js';
import {diskError, replicaAt} from './replica-fixture.js';
import {withCalls} from './scan-fixture.js';
import {scratchFolder} from './scratch-folder.js';

const marker = '0123456789abcdef0123456789abcdef';
const other = 'f'.repeat(32);
const place = (root: string): string => join(root, '.fsync-tui/id');
const check = (root: string, input: RootCheck = {}): RootState => checkRoot(openFileSystem(root), input).state;

function marked(root: string, text = `fsync-tui 1 ${marker}\n`): string {
	fs.mkdirSync(join(root, '.fsync-tui'), {recursive: true});
	fs.writeFileSync(place(root), text);
	return root;
}

test('first use writes a marker, and every later look finds the same', t => {
	const root = scratchFolder(t);
	t.is(check(root).state, 'marker-missing');
	t.deepEqual(fs.readdirSync(root), []);
	t.deepEqual(check(root, {fresh: marker}), {state: 'ready', marker});
	t.deepEqual(check(root, {fresh: other}), {state: 'ready', marker});
	t.deepEqual(check(root, {expected: marker}), {state: 'ready', marker});
	t.deepEqual(fs.readdirSync(join(root, '.fsync-tui')), ['id']);
	t.true(isMarker(marker));
});

test('F15: a root that is gone, no folder, unmarked or marked otherwise is named, and nothing is made', t => {
	const root = scratchFolder(t);
	fs.writeFileSync(join(root, 'file'), '');
	t.is(check(join(root, 'absent'), {fresh: marker}).state, 'missing');
	t.is(check(join(root, 'file'), {fresh: marker}).state, 'not-a-folder');
	t.is(check(join(root, 'file/below'), {fresh: marker}).state, 'not-a-folder');
	t.is(check(root, {expected: marker}).state, 'marker-missing');
	t.deepEqual(fs.readdirSync(root), ['file']);
	t.is(check(marked(root), {expected: other, fresh: other}).state, 'marker-differs');
	t.is(fs.readFileSync(place(root), 'utf8'), `fsync-tui 1 ${marker}\n`);
});

for (const text of ['', 'fsync-tui 1 ', 'fsync-tui 1 xyz\n', `fsync-tui 2 ${marker}\n`, `fsync-tui 1 ${marker}`, `${marker}\n`, 'x'.repeat(10_000)]) {
	test(`a damaged marker is nobody's: ${JSON.stringify(text.slice(0, 20))}`, t => {
		const root = marked(scratchFolder(t), text);
		t.is(check(root, {expected: marker}).state, 'marker-differs');
	});
}

test('a marker that is a symlink is not followed', t => {
	const root = scratchFolder(t);
	const outside = marked(scratchFolder(t));
	fs.mkdirSync(join(root, '.fsync-tui'));
	fs.symlinkSync(place(outside), place(root));
	t.is(check(root).state, 'unreadable');
	fs.rmSync(join(root, '.fsync-tui'), {recursive: true});
	fs.symlinkSync(join(outside, '.fsync-tui'), join(root, '.fsync-tui'));
	t.is(check(root, {fresh: marker}).state, 'unreadable');
});

test('F08: a root or marker that cannot be read is unreadable, which is not missing', t => {
	const root = marked(scratchFolder(t));
	for (const name of ['stat', 'openRead'] as const) {
		const files = withCalls(openFileSystem(root), {
			[name]() {
				throw diskError('EACCES');
			},
		});
		t.is(checkRoot(files, {expected: marker}).state.state, 'unreadable', name);
	}
});

test('F15: another folder in the root\'s place is noticed even if it has the same marker', async t => {
	const parent = scratchFolder(t);
	const root = join(parent, 'root');
	fs.mkdirSync(root);
	const replica = replicaAt(root);
	t.is((await replica.check(true)).state, 'ready');
	fs.cpSync(root, join(parent, 'copy'), {recursive: true});
	fs.renameSync(root, join(parent, 'old'));
	t.is((await replica.check()).state, 'missing');
	fs.renameSync(join(parent, 'copy'), root);
	t.is((await replica.check()).state, 'marker-differs');
	fs.rmSync(root, {recursive: true});
	fs.renameSync(join(parent, 'old'), root);
	t.is((await replica.check()).state, 'ready');
});

test('F15: a root whose marker becomes another one while it is watched is another folder', async t => {
	const root = marked(scratchFolder(t));
	const replica = replicaAt(root);
	t.is((await replica.check()).state, 'ready');
	marked(root, `fsync-tui 1 ${other}\n`);
	t.is((await replica.check()).state, 'marker-differs');
	marked(root);
	t.is((await replica.check()).state, 'ready');
});

test('rule 31, F39: a root on which the marker is found by another spelling folds names', t => {
	const root = scratchFolder(t);
	const files = openFileSystem(root);
	const folding = withCalls(files, {find: path => files.find(path === '.fsync-tui/ID' ? '.fsync-tui/id' : path)});
	t.deepEqual(checkRoot(folding, {fresh: marker}).state, {state: 'ready', marker, isFolding: true});
});
