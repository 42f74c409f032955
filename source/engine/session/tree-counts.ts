import type {FolderNode} from '../core/node.js';
import {packingOf, subfolders} from '../core/packed-children.js';
import type {Tree} from '../core/tree.js';

export type TreeCounts = {readonly files: number; readonly folders: number; readonly bytes: number};

const known = new WeakMap<FolderNode, TreeCounts>();

/** Files (links included), folders and bytes in a tree; subtrees counted before are not walked again. */
export function treeCounts(tree: Tree): TreeCounts {
	const before = known.get(tree);
	if (before) {
		return before;
	}

	const {files, bytes} = packingOf(tree) ?? leafCounts(tree);
	const counts = {files, folders: 0, bytes};
	for (const [, folder] of subfolders(tree)) {
		const inside = treeCounts(folder);
		counts.files += inside.files;
		counts.folders += inside.folders + 1;
		counts.bytes += inside.bytes;
	}

	known.set(tree, counts);
	return counts;
}

function leafCounts({children}: FolderNode): {readonly files: number; readonly bytes: number} {
	let files = 0;
	let bytes = 0;
	for (const node of children.values()) {
		files += node.kind === 'folder' ? 0 : 1;
		bytes += node.kind === 'file' ? node.size : 0;
	}

	return {files, bytes};
}
