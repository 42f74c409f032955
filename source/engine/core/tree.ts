import {
	emptyFolder,
	sameNode,
	type FolderNode,
	type TreeNode,
} from './node.js';
import {joinPath, type Path} from './path.js';

/**
A whole tree is its root folder. Trees are immutable and share what they have in common: an edit copies only the folders on
the way to it, so that two trees are compared by walking only where they are not the very same object.
*/
export type Tree = FolderNode;

export const emptyTree: Tree = emptyFolder;

/** One path set to a node, or removed (`undefined`). A set folder brings its children along. */
export type Edit = {readonly path: Path; readonly node: TreeNode | undefined};

export function lookup(tree: Tree, path: Path): TreeNode | undefined {
	if (path === '') {
		return tree;
	}

	let node: TreeNode | undefined = tree;
	for (const name of path.split('/')) {
		if (node?.kind !== 'folder') {
			return undefined;
		}

		node = node.children.get(name);
	}

	return node;
}

/** A folder that this edit session has copied and may therefore write to. */
type OwnFolder = {kind: 'folder'; children: Map<string, TreeNode>};

/**
Applies many edits in order with one copy of each touched folder. Missing parents are created as empty folders; a parent that
is not a folder is replaced by one. The trees given out by `done` must not be edited by the same draft afterwards.
*/
export class TreeDraft {
	readonly #owned = new Set<TreeNode>();
	#root: Tree;

	constructor(tree: Tree) {
		this.#root = tree;
	}

	get(path: Path): TreeNode | undefined {
		return lookup(this.#root, path);
	}

	set(path: Path, node: TreeNode | undefined): this {
		if (path === '') {
			this.#root = node?.kind === 'folder' ? node : emptyTree;
			return this;
		}

		const names = path.split('/');
		const last = names.pop()!;
		if (node === undefined && !this.#exists(names, last)) {
			return this;
		}

		this.#root = this.#own(this.#root);
		let folder = this.#root as OwnFolder;
		for (const name of names) {
			const child = folder.children.get(name);
			const owned = this.#own(child?.kind === 'folder' ? child : emptyFolder);
			if (owned !== child) {
				folder.children.set(name, owned);
			}

			folder = owned as OwnFolder;
		}

		if (node === undefined) {
			folder.children.delete(last);
		} else {
			folder.children.set(last, node);
		}

		return this;
	}

	/** Moves what stands at `from`, whole; nothing happens when nothing stands there. */
	move(from: Path, to: Path): this {
		const node = this.get(from);
		return node ? this.set(from, undefined).set(to, node) : this;
	}

	done(): Tree {
		this.#owned.clear();
		return this.#root;
	}

	#exists(folders: string[], name: string): boolean {
		let node: TreeNode | undefined = this.#root;
		for (const folder of folders) {
			node = node?.kind === 'folder' ? node.children.get(folder) : undefined;
		}

		return node?.kind === 'folder' && node.children.has(name);
	}

	#own(folder: FolderNode): FolderNode {
		if (this.#owned.has(folder)) {
			return folder;
		}

		const copy: FolderNode = {...folder, children: new Map(folder.children)};
		this.#owned.add(copy);
		return copy;
	}
}

export function editTree(tree: Tree, edits: Iterable<Edit>): Tree {
	const draft = new TreeDraft(tree);
	for (const {path, node} of edits) {
		draft.set(path, node);
	}

	return draft.done();
}

export type Entry = {readonly path: Path; readonly node: TreeNode};

/** Every node below `folder` (not the folder itself), each folder before what it holds. */
export function * walk(folder: FolderNode, at: Path = ''): Generator<Entry> {
	for (const [name, node] of folder.children) {
		const path = joinPath(at, name);
		yield {path, node};
		if (node.kind === 'folder') {
			yield * walk(node, path);
		}
	}
}

/** A path at which two trees differ. A folder on one side only is listed together with everything in it, folder first. */
export type Difference = {readonly path: Path; readonly before: TreeNode | undefined; readonly after: TreeNode | undefined};

/** Walks only where the two are not the same object. Folders that both have are not listed, only what differs inside. */
export function * diffTrees(before: FolderNode | undefined, after: FolderNode | undefined, at: Path = ''): Generator<Difference> {
	if (before === after) {
		return;
	}

	for (const [name, old] of before?.children ?? []) {
		yield * diffNodes(old, after?.children.get(name), joinPath(at, name));
	}

	for (const [name, node] of after?.children ?? []) {
		if (!before?.children.has(name)) {
			yield * diffNodes(undefined, node, joinPath(at, name));
		}
	}
}

function * diffNodes(before: TreeNode | undefined, after: TreeNode | undefined, path: Path): Generator<Difference> {
	if (before === after) {
		return;
	}

	if (!sameNode(before, after)) {
		yield {path, before, after};
	}

	yield * diffTrees(before?.kind === 'folder' ? before : undefined, after?.kind === 'folder' ? after : undefined, path);
}
