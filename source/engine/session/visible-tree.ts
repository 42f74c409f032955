import type {FolderNode, TreeNode} from '../core/node.js';
import {joinPath, type Path} from '../core/path.js';
import type {Tree} from '../core/tree.js';
import type {IgnoreRules} from '../disk/replica.js';

/**
Shows a tree without what the rules ignore. What is ignored is not part of the sync: it is neither sent nor deleted, on either side.
Unchanged subtrees give the same result object again, so that the cost follows the changes and the result shares structure as its
source does. A folder that holds nothing but ignored things is not shown.
*/
export class VisibleTree {
	readonly #rules: IgnoreRules;
	/** The path is part of the key because rules are about paths: the same folder elsewhere may look different. */
	#known = new WeakMap<FolderNode, {readonly path: Path; readonly visible: FolderNode}>();
	#version: number | undefined;

	constructor(rules: IgnoreRules) {
		this.#rules = rules;
	}

	of(tree: Tree): Tree {
		if (this.#rules.version !== this.#version) {
			this.#version = this.#rules.version;
			this.#known = new WeakMap();
		}

		return this.#rules.isEmpty === true ? tree : this.#folder(tree, '');
	}

	#folder(folder: FolderNode, path: Path): FolderNode {
		const known = this.#known.get(folder);
		if (known?.path === path) {
			return known.visible;
		}

		const children = new Map<string, TreeNode>();
		let isSame = true;
		for (const [name, node] of folder.children) {
			const visible = this.#node(node, joinPath(path, name));
			isSame &&= visible === node;
			if (visible) {
				children.set(name, visible);
			}
		}

		const visible = isSame ? folder : {...folder, children};
		this.#known.set(folder, {path, visible});
		return visible;
	}

	#node(node: TreeNode, path: Path): TreeNode | undefined {
		if (this.#rules.ignores(path, node.kind === 'folder')) {
			return undefined;
		}

		if (node.kind !== 'folder') {
			return node;
		}

		const visible = this.#folder(node, path);
		return visible.children.size === 0 && node.children.size > 0 ? undefined : visible;
	}
}
