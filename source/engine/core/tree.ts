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
	/**
	The folder that was used last, and its path with a slash at the end: paths mostly come in runs of one folder. It is always the one in the
	tree, because every edit outside of it takes its place.
	*/
	#prefix = '';
	#folder: TreeNode | undefined;

	constructor(tree: Tree) {
		this.#root = tree;
		this.#folder = tree;
	}

	get(path: Path): TreeNode | undefined {
		if (path === '') {
			return this.#root;
		}

		const folder = this.folderOf(path);
		return folder?.children.get(path.slice(this.#prefix.length));
	}

	/** The folder that holds `path`; undefined when there is none. */
	folderOf(path: Path): FolderNode | undefined {
		const end = path.lastIndexOf('/') + 1;
		if (end !== this.#prefix.length || !path.startsWith(this.#prefix)) {
			this.#prefix = path.slice(0, end);
			this.#folder = end === 0 ? this.#root : lookup(this.#root, path.slice(0, end - 1));
		}

		return this.#folder?.kind === 'folder' ? this.#folder : undefined;
	}

	set(path: Path, node: TreeNode | undefined): this {
		if (path === '') {
			this.#root = node?.kind === 'folder' ? node : emptyTree;
			this.#prefix = '';
			this.#folder = this.#root;
			return this;
		}

		const found = this.folderOf(path);
		const name = path.slice(this.#prefix.length);
		if (node === undefined && found?.children.has(name) !== true) {
			return this;
		}

		const folder = found && this.#owned.has(found) ? found as OwnFolder : this.#ownFolder();
		if (node === undefined) {
			folder.children.delete(name);
		} else {
			folder.children.set(name, node);
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

	/** Copies the folders on the way to the folder in use, and that one, where that has not been done. */
	#ownFolder(): OwnFolder {
		this.#root = this.#own(this.#root);
		let folder = this.#root as OwnFolder;
		for (const name of this.#prefix === '' ? [] : this.#prefix.slice(0, -1).split('/')) {
			const child = folder.children.get(name);
			const owned = this.#own(child?.kind === 'folder' ? child : emptyFolder);
			if (owned !== child) {
				folder.children.set(name, owned);
			}

			folder = owned as OwnFolder;
		}

		this.#folder = folder;
		return folder;
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
