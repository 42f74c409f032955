import type {FolderNode} from '../core/node.js';
import type {Tree} from '../core/tree.js';

export type TreeCounts = {readonly files: number; readonly folders: number; readonly bytes: number};

const known = new WeakMap<FolderNode, TreeCounts>();

/** Files (links included), folders and bytes in a tree; subtrees counted before are not walked again. */
export function treeCounts(tree: Tree): TreeCounts {
	const before = known.get(tree);
	if (before) {
		return before;
	}

	const counts = {files: 0, folders: 0, bytes: 0};
	for (const node of tree.children.values()) {
		if (node.kind === 'folder') {
			const inside = treeCounts(node);
			counts.files += inside.files;
			counts.folders += inside.folders + 1;
			counts.bytes += inside.bytes;
		} else {
			counts.files++;
			counts.bytes += node.kind === 'file' ? node.size : 0;
		}
	}

	known.set(tree, counts);
	return counts;
}
