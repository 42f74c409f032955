import fs from 'node:fs';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {emptyFolder, type FileNode, type TreeNode} from '../../../source/engine/core/node.js';
import type {Operation} from '../../../source/engine/core/operation.js';
import {lookup, type Tree} from '../../../source/engine/core/tree.js';
import type {DiskReplica} from '../../../source/engine/disk/assemble-replica.js';
import {openFileSystem} from '../../../source/engine/disk/node-file-system.js';
import {FsyncError} from '../../../source/engine/fault.js';
import {
	bytesOf,
	diskError,
	fileNode,
	packOf,
	readFolder,
	replicaAt,
	stagedNames,
	trashedTexts,
	watchedFileSystem,
} from './replica-fixture.js';
import {fillFolder, scanFolder} from './scan-fixture.js';
import {scratchFolder} from './scratch-folder.js';

/** One of each kind of step, with something at stake in each. */
const before = {
	same: 'same', edit: 'old edit', gone: 'gone', moved: 'moved', touch: 'touch', link: '-> same', 'sub/x': 'x',
	'dir/a': 'in a', 'dir/b/c': 'in c', 'dir/empty/': '', fileToFolder: 'file', 'folderToFile/': '', 'renamed/inside': 'inside', linkToFile: '-> same',
};

const contents = ['new edit', 'new', 'one', 'three', 'twin', 'in folder', 'was folder', 'was link'];

function operationsOn(tree: Tree): Operation[] {
	const node = (path: string): TreeNode => {
		const {disk, ...rest} = lookup(tree, path)!;
		return rest;
	};

	return [
		{
			kind: 'put', path: 'edit', node: fileNode('new edit'), expected: node('edit'),
		},
		{kind: 'delete', path: 'gone', expected: node('gone')},
		{
			kind: 'move', from: 'moved', path: 'sub/moved', expected: node('moved'),
		},
		{
			kind: 'put', path: 'touch', node: {...node('touch') as FileNode, executable: true, modifiedMicroseconds: 7_000_000}, expected: node('touch'),
		},
		{
			kind: 'put', path: 'link', node: {kind: 'symlink', target: 'edit'}, expected: node('link'),
		},
		{kind: 'delete', path: 'dir', expected: node('dir')},
		{
			kind: 'put', path: 'fileToFolder', node: emptyFolder, expected: node('fileToFolder'),
		},
		{
			kind: 'put', path: 'fileToFolder/in', node: fileNode('in folder'), expected: undefined,
		},
		{
			kind: 'put', path: 'folderToFile', node: fileNode('was folder'), expected: emptyFolder,
		},
		{
			kind: 'put', path: 'linkToFile', node: fileNode('was link'), expected: node('linkToFile'),
		},
		{
			kind: 'put', path: 'fresh', node: emptyFolder, expected: undefined,
		},
		{
			kind: 'put', path: 'fresh/one', node: fileNode('one'), expected: undefined,
		},
		{
			kind: 'put', path: 'fresh/two', node: emptyFolder, expected: undefined,
		},
		{
			kind: 'put', path: 'fresh/two/three', node: fileNode('three'), expected: undefined,
		},
		{
			kind: 'move', from: 'renamed', path: 'fresh/renamed', expected: node('renamed'),
		},
		{
			kind: 'put', path: 'new', node: fileNode('new'), expected: undefined,
		},
		{
			kind: 'put', path: 'copy', node: fileNode('same', {executable: true}), expected: undefined,
		},
		{
			kind: 'put', path: 'twin1', node: fileNode('twin'), expected: undefined,
		},
		{
			kind: 'put', path: 'twin2', node: fileNode('twin'), expected: undefined,
		},
	];
}

const after: Readonly<Record<string, string>> = {
	same: 'same', edit: 'new edit', touch: '*touch', link: '-> edit', 'sub/': '', 'sub/x': 'x', 'sub/moved': 'moved',
	'fileToFolder/': '', 'fileToFolder/in': 'in folder', folderToFile: 'was folder', linkToFile: 'was link',
	'fresh/': '', 'fresh/one': 'one', 'fresh/two/': '', 'fresh/two/three': 'three', 'fresh/renamed/': '', 'fresh/renamed/inside': 'inside',
	new: 'new', copy: '*same', twin1: 'twin', twin2: 'twin',
};

/** Paths that may be empty for a moment: what stood there or will stand there is nothing, or of another kind. */
const mayBeAbsent = new Set(['folderToFile', 'fileToFolder', 'fileToFolder/']);

async function fill(t: ExecutionContext): Promise<{root: string; tree: Tree; operations: Operation[]}> {
	const root = scratchFolder(t);
	fillFolder(root, before);
	const {tree} = await scanFolder(root);
	return {root, tree, operations: operationsOn(tree)};
}

/** What a session does: fetches what is not staged, then carries out. */
async function carryOut(replica: DiskReplica, tree: Tree, operations: readonly Operation[]) {
	const staged = await replica.stage.has(contents.map(content => fileNode(content).digest));
	const missing = contents.filter(content => !staged.has(fileNode(content).digest));
	await replica.stage.putPack(packOf(...missing.map(content => bytesOf(content))));
	return replica.transition({operations, tree, cause: {device: 'other', reason: 'synced'}});
}

/** Rule R1: at each path a complete old version or a complete new one. */
function mixtures(root: string, old: Readonly<Record<string, string>>): string[] {
	const found = readFolder(root);
	const wrong: string[] = [];
	for (const path of new Set([...Object.keys(old), ...Object.keys(after), ...Object.keys(found)])) {
		const isWhole = found[path] === old[path] || found[path] === after[path] || (path === 'touch' && found[path] === 'touch');
		if (!isWhole && !(found[path] === undefined && mayBeAbsent.has(path))) {
			wrong.push(`${path} holds ${found[path] ?? 'nothing'}`);
		}
	}

	return wrong;
}

class Crash extends Error {}

/** Runs with a disk that does what `before` says at each call; returns how many calls there were. */
async function attempt(t: ExecutionContext, act: (call: {number: number; name: string}, root: string) => void) {
	const {root, tree, operations} = await fill(t);
	const old = readFolder(root);
	let calls = 0;
	const files = watchedFileSystem(openFileSystem(root), call => {
		calls = call.number;
		act(call, root);
	});
	let error: unknown;
	try {
		await carryOut(replicaAt(root, {files}), tree, operations);
	} catch (error_) {
		error = error_;
	}

	return {
		root, tree, operations, old, calls, error,
	};
}

async function assertConverges(t: ExecutionContext, {root, tree, operations}: {root: string; tree: Tree; operations: readonly Operation[]}, when: string): Promise<void> {
	const replica = replicaAt(root, {files: watchedFileSystem(openFileSystem(root), () => undefined)});
	const {results} = await carryOut(replica, tree, operations);
	t.deepEqual(readFolder(root), after, when);
	t.deepEqual(results.filter(result => result.status !== 'applied'), [], when);
	await replica.stage.sweep();
	t.deepEqual(stagedNames(root), [], when);
	const shared = Object.keys(after).filter(path => !path.endsWith('/') && fs.lstatSync(join(root, path)).nlink > 1);
	t.deepEqual(shared, [], when);

	const kept = trashedTexts(root);
	for (const text of ['old edit', 'gone', 'in a', 'in c', 'file']) {
		t.true(kept.includes(text), `${text} is in the trash, ${when}`);
	}
}

test('F01 R1: after a stop before any call each path is whole, and carrying out the same again converges', async t => {
	const complete = await attempt(t, () => undefined);
	t.is(complete.error, undefined);
	t.deepEqual(readFolder(complete.root), after);
	t.log(`${complete.calls} calls`);
	for (let last = 1; last <= complete.calls; last++) {
		const run = await attempt(t, ({number}) => {
			if (number >= last) {
				throw new Crash();
			}
		});
		t.true(run.error instanceof Crash, `call ${last}`);
		t.deepEqual(mixtures(run.root, run.old), [], `call ${last}`);
		await assertConverges(t, run, `call ${last}`);
	}
});

test('F05 F10 F13: when any single call fails each path is whole, and carrying out the same again converges', async t => {
	const {calls} = await attempt(t, () => undefined);
	for (let failing = 1; failing <= calls; failing++) {
		const code = ['EIO', 'ENOSPC', 'EACCES'][failing % 3]!;
		let name = '';
		const run = await attempt(t, call => {
			if (call.number !== failing) {
				return;
			}

			({name} = call);
			throw diskError(code);
		});
		const when = `${code} at call ${failing} (${name})`;
		t.true(run.error === undefined || run.error instanceof FsyncError, `${when}: ${String(run.error)}`);
		t.deepEqual(mixtures(run.root, run.old), [], when);
		await assertConverges(t, run, when);
	}
});

/** What another program may do to a file that it wants to write. */
const rivals: ReadonlyArray<readonly [how: string, edit: (place: string, text: string) => void, races: readonly string[]]> = [
	['writes into each path', (place, text) => {
		// Not through a link, into what that points to.
		fs.closeSync(fs.openSync(place, fs.constants.O_RDWR | fs.constants.O_CREAT | fs.constants.O_NOFOLLOW));
		fs.writeFileSync(place, text);
	}, ['sub/moved']],
	['renames a new file to each path', (place, text) => {
		fs.writeFileSync(`${place}~`, text);
		fs.renameSync(`${place}~`, place);
	}, ['edit', 'link', 'linkToFile', 'sub/moved']],
];

const rivalPaths = ['edit', 'gone', 'moved', 'touch', 'dir/a', 'dir/b/c', 'new', 'fresh/one', 'link', 'fileToFolder', 'fileToFolder/in', 'sub/moved', 'folderToFile', 'linkToFile', 'copy', 'renamed/inside'];

for (const [how, edit, races] of rivals) {
	test(`F19: when another program ${how}, at any moment, its versions are in the folder or in the trash`, async t => {
		const {calls} = await attempt(t, () => undefined);
		const lost: string[] = [];
		for (let moment = 1; moment <= calls; moment++) {
			const written: string[] = [];
			let name = '';
			const run = await attempt(t, (call, root) => {
				if (call.number !== moment) {
					return;
				}

				({name} = call);
				for (const path of rivalPaths) {
					try {
						edit(join(root, path), `mine in ${path}`);
						written.push(path);
					} catch {
						// Its folder is not there (any more), or a folder stands in its place.
					}
				}
			});
			const texts = new Set([...Object.values(readFolder(run.root)), ...trashedTexts(run.root)].map(text => text.replace(/^\*/v, '')));
			lost.push(...written.filter(path => !texts.has(`mine in ${path}`)).map(path => `${path} before ${name}`));
		}

		// The documented races: a version renamed to a path after the last look at it, and a file made at the free name of a move.
		t.deepEqual(lost.toSorted(), races.map(path => `${path} before rename`).toSorted());
	});
}
