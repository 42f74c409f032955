import {emptyFolder, type FolderNode, type TreeNode} from '../core/node.js';
import type {Tree} from '../core/tree.js';
import type {VisibleTree} from './visible-tree.js';

export type Showing = {
	/** A side's tree without what is ignored. */
	readonly visible: Tree;
	/** The same tree with it. */
	readonly actual: Tree;
	/** Trees without ignored things in which the same folders may stand. */
	readonly others: readonly Tree[];
};

/**
Shows a folder that holds nothing but ignored things after all, empty, where one of the others has a folder there too. Hidden, it would
pass for deleted although nobody deleted it, and its name for free although it is not. Cost follows the folders with ignored things in them.
*/
export function showFolders({visible, actual, others}: Showing): Tree {
	if (visible === actual) {
		return visible;
	}

	let children: Map<string, TreeNode> | undefined;
	for (const [name, inside] of actual.children) {
		const beside = isFolder(inside) ? others.map(other => other.children.get(name)).filter(node => isFolder(node)) : [];
		if (!isFolder(inside) || beside.length === 0) {
			continue;
		}

		const seen = visible.children.get(name);
		const shown = showFolders({visible: isFolder(seen) ? seen : {...inside, children: emptyFolder.children}, actual: inside, others: beside});
		if (shown === seen) {
			continue;
		}

		children ??= new Map(visible.children);
		children.set(name, shown);
	}

	return children ? {...visible, children} : visible;
}

function isFolder(node: unknown): node is FolderNode {
	return (node as FolderNode | undefined)?.kind === 'folder';
}

/** The server's tree without ignored things, with the folders that one of the others has. */
export function shownTree(visible: VisibleTree, tree: Tree, others: readonly Tree[]): Tree {
	return showFolders({visible: visible.of(tree), actual: tree, others});
}
