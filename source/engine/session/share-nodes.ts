import {sameNode, type FolderNode, type TreeNode} from '../core/node.js';

/**
The same tree as `tree`, made of the objects of `model` wherever they are alike: what is the very same object need not be compared again, is
stored once, and keeps what only this side knows of it (recipe, the disk's stat). Cost follows what is not shared yet.
*/
export function shareNodes(tree: FolderNode, model: FolderNode): FolderNode {
	if (tree === model) {
		return model;
	}

	const children = new Map<string, TreeNode>();
	let isModel = tree.children.size === model.children.size;
	let isTree = true;
	for (const [name, node] of tree.children) {
		const like = model.children.get(name);
		const shared = shareNode(node, like);
		isModel &&= shared === like;
		isTree &&= shared === node;
		children.set(name, shared);
	}

	if (isModel) {
		return model;
	}

	return isTree ? tree : {...tree, children};
}

function shareNode(node: TreeNode, like: TreeNode | undefined): TreeNode {
	if (!like || node === like || node.kind !== like.kind) {
		return node;
	}

	if (node.kind === 'folder') {
		return shareNodes(node, like as FolderNode);
	}

	return sameNode(node, like) ? like : node;
}
