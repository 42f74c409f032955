import fs from 'node:fs';
import {join} from 'node:path';
import test from 'ava';
import {emptyFolder, type TreeNode} from '../../../source/engine/core/node.js';
import type {Operation} from '../../../source/engine/core/operation.js';
import {emptyTree, lookup} from '../../../source/engine/core/tree.js';
import {openFileSystem} from '../../../source/engine/disk/node-file-system.js';
import {readHistory} from '../../../source/engine/disk/trash-index.js';
import {
	bytesOf,
	fileNode,
	packOf,
	replicaAt,
	watchedFileSystem,
} from './replica-fixture.js';
import {fillFolder, scanFolder} from './scan-fixture.js';
import {scratchFolder} from './scratch-folder.js';

const cause = {device: 'laptop', reason: 'synced'};
const make = (path: string, node: TreeNode = fileNode('x')): Operation => ({
	kind: 'put', path, node, expected: undefined,
});
const told = (root: string): string[] => readHistory(openFileSystem(root)).map(record => `${record.kind} ${record.kind === 'moved' ? `${record.from} ` : ''}${record.path}`);

test('a first sync of many files writes nothing at all into the trash', async t => {
	const root = scratchFolder(t);
	const calls: string[] = [];
	const replica = replicaAt(root, {
		files: watchedFileSystem(openFileSystem(root), ({name, parameters}) => {
			if (parameters.some(parameter => typeof parameter === 'string' && parameter.includes('/trash'))) {
				calls.push(name);
			}
		}),
	});
	await replica.stage.putPack(packOf(bytesOf('x')));
	const operations = Array.from({length: 1000}, (_, index) => make(`f${index}`));
	const {results} = await replica.transition({operations, tree: emptyTree, cause});
	t.true(results.every(({status}) => status === 'applied'));
	t.deepEqual(calls, []);
	t.false(fs.existsSync(join(root, '.fsync-tui/trash')));
});

test('new nodes of a small batch are noted by the uppermost of them, with one write and no flush', async t => {
	const root = scratchFolder(t);
	const calls: string[] = [];
	let isInTrash = false;
	const replica = replicaAt(root, {
		files: watchedFileSystem(openFileSystem(root), ({name, parameters}) => {
			isInTrash = name === 'openWrite' ? String(parameters[0]).includes('/trash') : isInTrash;
			if (isInTrash && (name === 'write' || name === 'sync')) {
				calls.push(name);
			}
		}),
	});
	await replica.stage.putPack(packOf(bytesOf('x')));
	const operations = [make('a'), make('d', emptyFolder), make('d/b'), make('d/e', emptyFolder), make('d/e/c'), make('l', {kind: 'symlink', target: 'a'})];
	await replica.transition({operations, tree: emptyTree, cause});
	t.deepEqual(told(root), ['created a', 'created d', 'created l']);
	t.deepEqual(calls, ['write']);
});

test('what is done in one batch is told in the order in which it was done', async t => {
	const root = scratchFolder(t);
	fillFolder(root, {a: 'a', 'gone/in': 'in', file: 'f'});
	const {tree} = await scanFolder(root);
	const node = (path: string): TreeNode => lookup(tree, path)!;
	const replica = replicaAt(root);
	await replica.stage.putPack(packOf(bytesOf('x')));
	const {results} = await replica.transition({
		tree, cause, operations: [
			make('new', emptyFolder),
			{
				kind: 'move', from: 'a', path: 'new/a', expected: node('a'),
			},
			make('a'),
			{kind: 'delete', path: 'gone', expected: node('gone')},
			{
				kind: 'put', path: 'file', node: emptyFolder, expected: node('file'),
			},
			make('file/in'),
		],
	});
	t.deepEqual(results.map(({status}) => status), Array.from({length: 6}, () => 'applied'));
	t.deepEqual(told(root), ['created new', 'moved a new/a', 'created a', 'left gone/in', 'left gone', 'left file', 'created file/in']);
});

test('what is found done is not noted again', async t => {
	const root = scratchFolder(t);
	fillFolder(root, {a: 'x'});
	const {tree} = await scanFolder(root);
	const replica = replicaAt(root);
	await replica.stage.putPack(packOf(bytesOf('x')));
	const operations: Operation[] = [make('b'), {
		kind: 'move', from: 'a', path: 'c', expected: lookup(tree, 'a')!,
	}];
	for (let time = 0; time < 2; time++) {
		const {results} = await replica.transition({operations, tree, cause});
		t.deepEqual(results.map(({status}) => status), ['applied', 'applied']);
		t.deepEqual(told(root), ['created b', 'moved a c']);
	}
});
