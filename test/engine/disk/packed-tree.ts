import type {FolderNode, TreeNode} from '../../../source/engine/core/node.js';
import {packingOf, subfolders} from '../../../source/engine/core/packed-children.js';
import {walk, type Tree} from '../../../source/engine/core/tree.js';
import {RowReader} from '../../../source/store/row-reader.js';
import {treesOf} from '../../../source/store/row-tree.js';
import {writeShards} from '../../../source/store/shard-layout.js';

/** The tree as it comes out of a store. */
export function packedTree(tree: Tree): Tree {
	const reader = new RowReader();
	for (const writer of writeShards([tree, tree, tree], {count: 1, wide: new Set()}, [0]).values()) {
		reader.read(writer.columns());
	}

	return treesOf(reader, tree.disk)[1];
}

/** The same tree with all children in the opposite order. */
export function reversed(folder: FolderNode): FolderNode {
	const children = [...folder.children].toReversed().map(([name, node]): [string, TreeNode] => [name, node.kind === 'folder' ? reversed(node) : node]);
	return {...folder, children: new Map(children)};
}

/** How many of the folders that hold something are packed, and how many are not. */
export function packedFolders(tree: Tree): {packed: number; unpacked: number} {
	const counts = {packed: packingOf(tree) ? 1 : 0, unpacked: packingOf(tree) || tree.children.size === 0 ? 0 : 1};
	for (const [, folder] of subfolders(tree)) {
		const inside = packedFolders(folder);
		counts.packed += inside.packed;
		counts.unpacked += inside.unpacked;
	}

	return counts;
}

/** Every path with its node, folders without what is in them. */
export function entriesOf(tree: Tree): Map<string, unknown> {
	return new Map(Array.from(walk(tree), ({path, node}) => [path, node.kind === 'folder' ? {kind: 'folder', disk: node.disk} : node]));
}
