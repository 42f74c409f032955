import type {DiskStat, FolderNode} from '../core/node.js';
import {subfolders} from '../core/packed-children.js';
import {joinPath, type Path} from '../core/path.js';
import {emptyTree, type Tree} from '../core/tree.js';

/** A folder by its inode. The number of an inode that is gone is given to the next one: only together with the birth it names a folder (fault F24). */
export type FolderIdentity = Pick<DiskStat, 'inode' | 'bornMilliseconds'>;

/** Folders that one tree has and another has not. */
export type FolderChanges = {readonly added: readonly Path[]; readonly removed: readonly Path[]};

/**
What the watcher must be told after a scan. A folder with another inode counts as removed and added. Walks only where the trees
are not the very same object.
*/
export function folderChanges(before: Tree, after: Tree): FolderChanges {
	const added: Path[] = [];
	const removed: Path[] = [];
	compareChildren(before, after, {path: '', added, removed});
	return {added, removed};
}

/** The root and every folder below it, parents first: what a watcher starts with. */
export function allFolders(tree: Tree): Path[] {
	return ['', ...folderChanges(emptyTree, tree).added];
}

type Comparison = {readonly path: Path; readonly added: Path[]; readonly removed: Path[]};

function compareChildren(before: FolderNode | undefined, after: FolderNode | undefined, at: Comparison): void {
	const old = new Map(before && subfolders(before));
	const now = new Map(after && subfolders(after));
	for (const [name, folder] of old) {
		compare(folder, now.get(name), {...at, path: joinPath(at.path, name)});
	}

	for (const [name, folder] of now) {
		if (!old.has(name)) {
			compare(undefined, folder, {...at, path: joinPath(at.path, name)});
		}
	}
}

function compare(before: FolderNode | undefined, after: FolderNode | undefined, at: Comparison): void {
	if (before === after) {
		return;
	}

	const isOther = !isSameFolder(before?.disk, after?.disk);
	if (before && (!after || isOther)) {
		at.removed.push(at.path);
	}

	if (after && (!before || isOther)) {
		at.added.push(at.path);
	}

	compareChildren(before, after, at);
}

export function isSameFolder(before: FolderIdentity | undefined, after: FolderIdentity | undefined): boolean {
	return before?.inode === after?.inode && before?.bornMilliseconds === after?.bornMilliseconds;
}
