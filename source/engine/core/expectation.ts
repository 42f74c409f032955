import {emptyFolder, type TreeNode} from './node.js';

/** What a step says it expects: enough to recognise the node, and nothing that only this disk knows. */
export function expectation(node: TreeNode): TreeNode {
	switch (node.kind) {
		case 'folder': {
			return emptyFolder;
		}

		case 'symlink': {
			return {kind: 'symlink', target: node.target};
		}

		case 'file': {
			const {disk: _disk, recipe: _recipe, ...rest} = node;
			return rest;
		}
	}
}
