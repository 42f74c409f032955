import {
	emptyFolder,
	type DiskStat,
	type FolderNode,
	type TreeNode,
} from '../core/node.js';
import {joinPath, type Path} from '../core/path.js';
import type {Edit} from '../core/tree.js';
import {isSameFolder} from './watched-folders.js';

/**
A folder while it is compared with what it was at the last scan. A partial draft is about some names only (dirty paths):
of the rest of the folder nothing is said, and an undefined child is one that is gone.
*/
export type FolderDraft = {
	readonly path: Path;
	readonly name: string;
	/** Number of components of `path`. */
	readonly depth: number;
	/** What stood here at the last scan, and the same if that was a folder. */
	before: TreeNode | undefined;
	previous: FolderNode | undefined;
	/** Names to look for; undefined when the whole folder is listed. */
	readonly names: readonly string[] | undefined;
	/** The folder's own stat, where it was seen. */
	readonly disk: DiskStat | undefined;
	readonly children: Map<string, TreeNode | undefined>;
	readonly subfolders: FolderDraft[];
	/** Subfolders that are being walked already, before anything was compared. */
	readonly found: Map<string, FolderDraft>;
	/** Names seen that the folder had before: when fewer than it had, some have vanished. */
	known: number;
	/** Some of its entries have been seen. */
	isBegun: boolean;
	/** All its entries are what they were at the last scan, but for what is in its subfolders: `children` are only those of these that have changed. */
	isUnchanged: boolean;
	/** Nothing reliable is known of it: it stays what it was. */
	isFrozen: boolean;
};

type DraftSource = {
	readonly path: Path;
	readonly name?: string;
	readonly before: TreeNode | undefined;
	readonly disk?: DiskStat;
	readonly names?: readonly string[];
};

export function draftFolder({path, name = '', before, disk, names}: DraftSource): FolderDraft {
	return {
		path,
		name,
		depth: path === '' ? 0 : path.split('/').length,
		before,
		previous: before?.kind === 'folder' ? before : undefined,
		names,
		disk,
		children: new Map(),
		subfolders: [],
		found: new Map(),
		known: 0,
		isBegun: false,
		isUnchanged: false,
		isFrozen: false,
	};
}

/** Says what stood there at the last scan, of a folder that was met before that was known. */
export function compareWith(draft: FolderDraft, before: TreeNode | undefined): void {
	draft.before = before;
	draft.previous = before?.kind === 'folder' ? before : undefined;
}

/** Keeps a child's place among the others until it is known. */
export function reserve(draft: FolderDraft, name: string): void {
	draft.children.set(name, emptyFolder);
}

/** Leaves a child what it was at the last scan. */
export function keep(draft: FolderDraft, name: string): void {
	const before = draft.previous?.children.get(name);
	if (before && !draft.names) {
		draft.children.set(name, before);
	} else {
		draft.children.delete(name);
	}
}

/** The finished folder: the very object of the last scan when nothing in it has changed. */
export function finishFolder(draft: FolderDraft): FolderNode {
	finishSubfolders(draft);
	const {previous, disk} = draft;
	const children = draft.isUnchanged ? withChanged(draft) : draft.children as Map<string, TreeNode>;
	const isSame = previous !== undefined && (previous.children === children || sameChildren(previous.children, children));
	// A folder's own times say nothing that its children do not say, but another one in its place is another folder: renames go by it, and the watch of the old one is gone.
	if (isSame && (disk === undefined || isSameFolder(disk, previous.disk))) {
		return previous;
	}

	const own = disk ?? previous?.disk;
	return {kind: 'folder', children: isSame ? previous.children : children, ...own && {disk: own}};
}

/** What a partial draft changes in the tree. */
export function * editsOf(draft: FolderDraft): Generator<Edit> {
	if (draft.isFrozen) {
		return;
	}

	finishSubfolders(draft);
	for (const [name, node] of draft.children) {
		if (node !== draft.previous?.children.get(name)) {
			yield {path: joinPath(draft.path, name), node};
		}
	}
}

function finishSubfolders(draft: FolderDraft): void {
	for (const subfolder of draft.subfolders) {
		const folder = subfolder.isFrozen ? subfolder.before : finishFolder(subfolder);
		if (draft.isUnchanged && folder === subfolder.before) {
			continue;
		}

		if (subfolder.isFrozen) {
			keep(draft, subfolder.name);
		} else {
			draft.children.set(subfolder.name, folder);
		}
	}
}

/** What it held, with the subfolders that have changed. */
function withChanged({previous, children}: FolderDraft): ReadonlyMap<string, TreeNode> {
	const before = previous!.children;
	return children.size === 0 ? before : new Map([...before, ...children as Map<string, TreeNode>]);
}

function sameChildren(before: ReadonlyMap<string, TreeNode>, after: ReadonlyMap<string, TreeNode>): boolean {
	if (before.size !== after.size) {
		return false;
	}

	for (const [name, node] of after) {
		if (before.get(name) !== node) {
			return false;
		}
	}

	return true;
}
