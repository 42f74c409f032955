import fs from 'node:fs';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {
	emptyFolder,
	type FileNode,
	type FolderNode,
	type TreeNode,
} from '../../../source/engine/core/node.js';
import {emptyTree, lookup} from '../../../source/engine/core/tree.js';
import {openFileSystem} from '../../../source/engine/disk/node-file-system.js';
import {restoreElsewhere} from '../../../source/engine/disk/restore-elsewhere.js';
import {Restorer} from '../../../source/engine/disk/restorer.js';
import {workshopOf} from '../../../source/engine/disk/stage-tidy.js';
import {listTrash, readHistory, trashPathOf} from '../../../source/engine/disk/trash-index.js';
import {
	bytesOf,
	diskError,
	fileNode,
	fixedClock,
	packOf,
	readFolder,
	replicaAt,
	stagedNames,
	watchedFileSystem,
} from './replica-fixture.js';
import {fillFolder, noRules, scanFolder} from './scan-fixture.js';
import {scratchFolder} from './scratch-folder.js';

const clock = fixedClock();
const cause = {device: 'laptop', reason: 'restored'};

/** A folder in which `a` was replaced: the old version is in the trash. */
async function replaced(t: ExecutionContext): Promise<string> {
	const root = scratchFolder(t);
	fillFolder(root, {a: 'old', other: 'other'});
	const {tree} = await scanFolder(root);
	const replica = replicaAt(root);
	await replica.stage.putPack(packOf(bytesOf('new')));
	await replica.transition({
		operations: [{
			kind: 'put', path: 'a', node: fileNode('new'), expected: lookup(tree, 'a'),
		}], tree, cause: {device: 'other', reason: 'synced'},
	});
	return root;
}

async function putBack(root: string, token: string, files = openFileSystem(root)) {
	const restorer = new Restorer({files, clock, token});
	const {tree} = await restorer.scan({previous: emptyTree, rules: noRules});
	const version = listTrash(openFileSystem(root)).find(({digest}) => digest === fileNode('old').digest)!;
	restorer.fetch(fileNode('old'), {files, path: trashPathOf(version.name)});
	const {results} = await restorer.transition({
		operations: [{
			kind: 'put', path: 'a', node: fileNode('old'), expected: lookup(tree, 'a'),
		}], tree, cause,
	});
	restorer.close();
	return results;
}

test('a guest puts a version back beside the one who holds the lock, and leaves nothing behind', async t => {
	const root = await replaced(t);
	const holder = replicaAt(root);
	await holder.lock();
	await holder.stage.putPack(packOf(bytesOf('on its way')));
	t.deepEqual((await putBack(root, '0a1b2c3d')).map(({status}) => status), ['applied']);
	t.deepEqual(readFolder(root), {a: 'old', other: 'other'});
	t.deepEqual(listTrash(openFileSystem(root)).map(({name, reason}) => [name, reason]), [['20240506/1', 'synced'], ['20240506-0a1b2c3d/1', 'restored']]);
	t.deepEqual(fs.readdirSync(join(root, '.fsync-tui')).filter(name => name.startsWith('restore')), []);
	t.true((await holder.stage.has([fileNode('on its way').digest])).has(fileNode('on its way').digest));
	t.deepEqual(stagedNames(root), []);
});

test('F01: after a stop at any call of a restore each version is whole and kept, and the same restore given again completes it', async t => {
	let calls = 0;
	const whole = await replaced(t);
	await putBack(whole, '00000000', watchedFileSystem(openFileSystem(whole), ({number}) => {
		calls = number;
	}));
	t.true(calls > 30);
	for (let last = 1; last <= calls; last++) {
		const root = await replaced(t);
		await putBack(root, '00000001', watchedFileSystem(openFileSystem(root), ({number}) => {
			if (number >= last) {
				throw diskError('EIO');
			}
		})).catch(() => undefined);
		const {a, other} = readFolder(root);
		t.true(['old', 'new'].includes(a!) && other === 'other', `call ${last}: ${a}`);
		t.deepEqual((await putBack(root, '00000002')).map(({status}) => status), ['applied'], `call ${last}`);
		const kept = new Set(listTrash(openFileSystem(root)).map(({digest}) => digest));
		t.deepEqual([readFolder(root).a, kept.has(fileNode('old').digest), kept.has(fileNode('new').digest)], ['old', true, true], `call ${last}`);
		t.true(readHistory(openFileSystem(root)).some(({reason}) => reason === 'restored'), `call ${last}`);
	}
});

test('a content that is another one by now is not taken for the wanted one', async t => {
	const root = await replaced(t);
	const files = openFileSystem(root);
	fs.writeFileSync(join(root, '.fsync-tui/trash/20240506/1'), 'bad');
	const restorer = new Restorer({files, clock, token: '0a1b2c3d'});
	t.false(restorer.fetch(fileNode('old'), {files, path: trashPathOf('20240506/1')}));
	t.false(restorer.fetch(fileNode('old'), {files, path: trashPathOf('20240506/9')}));
	restorer.close();
	t.deepEqual(fs.readdirSync(join(root, '.fsync-tui')).toSorted(), ['stage', 'trash']);
});

const folder: FolderNode = {kind: 'folder', children: new Map<string, TreeNode>([['x', fileNode('x')], ['e', emptyFolder]])};

for (const [what, node, expected] of [['file', fileNode('x'), {to: 'x'}], ['folder', folder, {'to/': '', 'to/x': 'x', 'to/e/': ''}]] as const) {
	test(`F01: a ${what} that is restored elsewhere is there whole or not at all, whatever call is the last`, async t => {
		const source = scratchFolder(t);
		fillFolder(source, {x: 'x'});
		const restore = async (root: string, act: (number: number) => void) => restoreElsewhere({
			node,
			destination: {
				files: watchedFileSystem(openFileSystem(root), ({number}) => {
					act(number);
				}), path: 'to', workshop: workshopOf('0a1b2c3d'),
			},
			sourceOf: ({digest}: FileNode) => digest === fileNode('x').digest ? {files: openFileSystem(source), path: 'x'} : undefined,
			clock,
			token: '0a1b2c3d',
		});
		let calls = 0;
		const root = scratchFolder(t);
		t.deepEqual(await restore(root, number => {
			calls = number;
		}), []);
		t.deepEqual(readFolder(root), expected);
		t.deepEqual(fs.readdirSync(join(root, '.fsync-tui')), []);
		await t.throwsAsync(restore(root, () => undefined), {code: 'usage'});
		for (let last = 1; last <= calls; last++) {
			const place = scratchFolder(t);
			await restore(place, number => {
				if (number >= last) {
					throw diskError('EIO');
				}
			}).catch(() => undefined);
			const found = readFolder(place);
			t.deepEqual(found, Object.keys(found).length === 0 ? {} : expected, `call ${last}`);
		}
	});
}

test('somebody who is faster keeps the place', async t => {
	const root = scratchFolder(t);
	const files = watchedFileSystem(openFileSystem(root), ({name}) => {
		if (name === 'link') {
			fs.writeFileSync(join(root, 'to'), 'mine');
		}
	});
	await t.throwsAsync(restoreElsewhere({
		node: fileNode(''), destination: {files, path: 'to', workshop: workshopOf('0a1b2c3d')}, sourceOf: () => undefined, clock, token: '0a1b2c3d',
	}), {code: 'usage'});
	t.deepEqual(readFolder(root), {to: 'mine'});
});

test('what is not kept of a folder is left out and told', async t => {
	const root = scratchFolder(t);
	const problems = await restoreElsewhere({
		node: folder, destination: {files: openFileSystem(root), path: 'to', workshop: workshopOf('0a1b2c3d')}, sourceOf: () => undefined, clock, token: '0a1b2c3d',
	});
	t.deepEqual(problems.map(({path, code}) => [path, code]), [['x', 'missing-content']]);
	t.deepEqual(readFolder(root), {'to/': '', 'to/e/': ''});
});
