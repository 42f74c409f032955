import test from 'ava';
import type {TreeNode} from '../../source/engine/core/node.js';
import type {Operation} from '../../source/engine/core/operation.js';
import {pack, unpack} from '../../source/store/envelope.js';
import {parseOperations} from '../../source/store/stored-operation.js';
import {parseReport} from '../../source/store/stored-report.js';
import {packedTree} from '../engine/disk/packed-tree.js';

const file: TreeNode = {
	kind: 'file', size: 3, modifiedMicroseconds: -5, executable: true, digest: 'ab'.repeat(32), recipe: Uint8Array.of(1, 2),
};
const disk = {
	inode: 1, size: 2, modifiedMilliseconds: 3.5, changedMilliseconds: 4, bornMilliseconds: 5,
};
const folder: TreeNode = {kind: 'folder', children: new Map<string, TreeNode>([['__proto__', file], ['link', {kind: 'symlink', target: '/x', disk}]])};

const operations: readonly Operation[] = [
	{
		kind: 'put', path: 'a', node: file, expected: undefined,
	},
	{
		kind: 'put', path: 'a', node: {...file, disk: {...disk, isRacy: true}}, expected: file,
	},
	{
		kind: 'move', from: 'a', path: 'b/c', expected: folder,
	},
	{kind: 'delete', path: 'b', expected: folder},
];

test('operations come back as they were, recipes, folders and odd names included', t => {
	t.deepEqual(parseOperations(unpack(pack(operations))), operations);
});

test('a folder out of a store, packed or not, is kept like any other', t => {
	const stored = packedTree({kind: 'folder', children: new Map([['b', folder]])}).children.get('b')!;
	for (const state of ['packed', 'unpacked']) {
		t.deepEqual(parseOperations(unpack(pack([{kind: 'delete', path: 'b', expected: stored}]))), [{kind: 'delete', path: 'b', expected: folder}], state);
	}
});

const wrong: Record<string, unknown> = {
	'no list': {},
	'an unknown kind': [{kind: 'chmod', path: 'a', expected: file}],
	'a path that leaves the root': [{kind: 'delete', path: '../a', expected: file}],
	'a path into the reserved folder': [{kind: 'delete', path: '.fsync-tui/trash', expected: file}],
	'a move from outside': [{
		kind: 'move', from: '/etc/passwd', path: 'a', expected: file,
	}],
	'a node of no kind': [{kind: 'delete', path: 'a', expected: {kind: 'fifo'}}],
	'no node': [{
		kind: 'put', path: 'a', node: undefined, expected: undefined,
	}],
	'a size that is no number': [{kind: 'delete', path: 'a', expected: {...file, size: '3'}}],
	'a time that is not whole': [{kind: 'delete', path: 'a', expected: {...file, modifiedMicroseconds: 1.5}}],
	'a stat that is no number': [{kind: 'delete', path: 'a', expected: {...file, disk: {...disk, inode: NaN}}}],
	'children in an object': [{kind: 'delete', path: 'a', expected: {kind: 'folder', children: {a: file}}}],
	'a child of no kind': [{kind: 'delete', path: 'a', expected: {kind: 'folder', children: new Map([['x', {}]])}}],
	'a name that is no text': [{kind: 'delete', path: 'a', expected: {kind: 'folder', children: new Map([[4, file]])}}],
	'a link without text': [{kind: 'delete', path: 'a', expected: {kind: 'symlink'}}],
};

for (const [name, value] of Object.entries(wrong)) {
	test(`a journal with ${name} is refused`, t => {
		t.throws(() => parseOperations(value), {instanceOf: TypeError});
	});
}

test('folders nested without end are refused', t => {
	let node: TreeNode = folder;
	for (let depth = 0; depth < 1000; depth++) {
		node = {kind: 'folder', children: new Map([['x', node]])};
	}

	t.throws(() => parseOperations([{kind: 'delete', path: 'a', expected: node}]), {instanceOf: TypeError});
});

test('a report is refused when a conflict in it has an unknown reason or a wrong path', t => {
	const conflict = {
		path: 'a', reason: 'kind', base: undefined, local: file, remote: folder, localPath: 'b',
	};
	t.deepEqual(parseReport({conflicts: [conflict], inSyncMilliseconds: 4}), {conflicts: [conflict], inSyncMilliseconds: 4} as never);
	for (const change of [{reason: 'mood'}, {path: '..'}, {local: 4}, {remotePath: '/'}]) {
		t.throws(() => parseReport({conflicts: [{...conflict, ...change}]}), {instanceOf: TypeError});
	}

	t.throws(() => parseReport({conflicts: [], inSyncMilliseconds: 'now'}), {instanceOf: TypeError});
	t.throws(() => parseReport({}), {instanceOf: TypeError});
});
