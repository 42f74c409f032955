import test from 'ava';
import fc from 'fast-check';
import {
	PackedChildren,
	packingOf,
	subfolders,
	type ChildCursor,
} from '../../source/engine/core/packed-children.js';
import type {FolderNode, TreeNode} from '../../source/engine/core/node.js';
import {lookup, type Tree} from '../../source/engine/core/tree.js';
import {treeCounts} from '../../source/engine/session/tree-counts.js';
import {entriesOf, packedFolders, packedTree} from '../engine/disk/packed-tree.js';
import {
	edit,
	noTrees,
	propertySeed,
	steps,
} from './random-trees.js';

const randomTree: fc.Arbitrary<Tree> = steps({minLength: 1, maxLength: 25}).map(edits => edit(noTrees, edits.map(step => ({...step, owners: 7})))[1]);

const told = ({kind, isExecutable, isProven, inode, size, modifiedMilliseconds, changedMilliseconds, target}: ChildCursor) => {
	const stat = isProven && kind !== 'folder' ? [inode, size, modifiedMilliseconds, changedMilliseconds] : [];
	return [kind, isExecutable, isProven, target, ...stat];
};

function expected(node: TreeNode): unknown[] {
	const {kind, disk} = node;
	const isProven = disk !== undefined && disk.isRacy !== true;
	const stat = isProven && kind !== 'folder' ? [disk.inode, disk.size, disk.modifiedMilliseconds, disk.changedMilliseconds] : [];
	return [kind, kind === 'file' && node.executable, isProven, kind === 'symlink' ? node.target : undefined, ...stat];
}

const folders = (tree: Tree): FolderNode[] => [tree, ...Array.from(subfolders(tree)).flatMap(([, folder]) => folders(folder))];

test('what is told of packed children is what they turn out to be', t => {
	fc.assert(fc.property(randomTree, tree => {
		const packed = packedTree(tree);
		const counts = treeCounts(packed);
		t.is(packedFolders(packed).unpacked, 0);
		t.deepEqual(counts, treeCounts(tree));
		for (const folder of folders(packedTree(tree))) {
			const packing = packingOf(folder);
			if (!packing) {
				t.is(folder.children.size, 0);
				continue;
			}

			const cursor = packing.cursor();
			const seen: unknown[] = [];
			while (cursor.next()) {
				seen.push(told(cursor));
			}

			const {size, names, folders: inside} = packing;
			const nodes = packing.unpack();
			t.deepEqual([names, size], [[...nodes.keys()].join('/'), nodes.size]);
			t.deepEqual(seen, Array.from(nodes.values(), node => expected(node)));
			t.deepEqual([...inside], [...nodes].filter(([, node]) => node.kind === 'folder'));
		}

		t.deepEqual(entriesOf(packed), entriesOf(packedTree(packed)));
		t.is(packedFolders(packed).packed, 0, 'whoever walks it has unpacked it');
	}), {seed: propertySeed, numRuns: 200});
});

test('looking for one file unpacks its folder and no other', t => {
	const leaf = (name: string) => ({
		owners: 7, path: name, kind: 'file' as const, seed: 3,
	});
	const tree = packedTree(edit(noTrees, ['a/one', 'a/b/two', 'a/c/three', 'four'].map(leaf))[1]);
	const folder = lookup(tree, 'a/b') as FolderNode;
	t.deepEqual(packedFolders(tree), {packed: 4, unpacked: 0});
	t.is(lookup(tree, 'a/b/two')?.kind, 'file');
	t.deepEqual(packedFolders(tree), {packed: 3, unpacked: 1});
	t.is(lookup(tree, 'a/b'), folder);
	t.deepEqual([...tree.children.keys()], ['a', 'four']);
	t.is(lookup(tree, 'a/b'), folder, 'a folder is the same node packed and unpacked');
	t.deepEqual(Array.from(subfolders(tree), ([name]) => name), ['a']);
});

test('packed children answer like a map', t => {
	const children = new PackedChildren();
	t.deepEqual([...children], []);
	const node: TreeNode = {kind: 'symlink', target: 'there'};
	children.edit().set('a', node);
	t.is(children.get('a'), node);
	t.deepEqual([children.has('a'), children.has('b'), children.size], [true, false, 1]);
	t.deepEqual([[...children.keys()], [...children.values()], [...children.entries()]], [['a'], [node], [['a', node]]]);
	const visited: unknown[] = [];
	for (const [name, one] of children) {
		visited.push([name, one]);
	}

	t.deepEqual(visited, [['a', node]]);
});
