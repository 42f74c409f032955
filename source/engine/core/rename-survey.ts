import {sameNode, type FolderNode, type TreeNode} from './node.js';
import {joinPath, type Path} from './path.js';
import {lookup, type Entry, type Tree} from './tree.js';

/** A place that kept its kind of node while what stands there is not what stood there. */
export type ChangedPlace = {readonly before: Entry; readonly after: Entry};

export type Survey = {
	/** Nodes without a counterpart of their kind at their place, each folder before what it held. */
	readonly vanished: readonly Entry[];
	readonly fresh: readonly Entry[];
	readonly changed: readonly ChangedPlace[];
};

/**
Compares two trees place by place, where `folders` says which folders stand elsewhere now: what lies in them is compared there.
Subtrees that are the same object are not walked.
*/
export function surveyTrees(before: Tree, after: Tree, folders: ReadonlyMap<Path, Path>): Survey {
	const surveyor = new Surveyor(after, folders);
	surveyor.compare({path: '', node: before}, {path: '', node: after});
	return surveyor;
}

/**
A look that is cheap where everything is new or everything is gone: a move needs a place that was left and one that was taken, or two
places that changed. One-sided folders are not entered.
*/
export function couldHaveMoves(before: Tree, after: Tree): boolean {
	const seen = {left: 0, taken: 0, changed: 0};
	const isEnough = () => (seen.left > 0 && seen.taken > 0) || seen.changed > 1;
	const look = (old: FolderNode, now: FolderNode): boolean => {
		for (const [name, node] of old.children) {
			const here = now.children.get(name);
			if (here !== node && (lookAt(node, here) || isEnough())) {
				return true;
			}
		}

		for (const [name, node] of now.children) {
			seen.taken += old.children.get(name)?.kind === node.kind ? 0 : 1;
		}

		return isEnough();
	};

	const lookAt = (old: TreeNode, here: TreeNode | undefined): boolean => {
		if (here?.kind !== old.kind) {
			seen.left++;
			return false;
		}

		if (old.kind !== 'folder' || here.kind !== 'folder') {
			seen.changed += sameNode(old, here) ? 0 : 1;
			return false;
		}

		seen.changed += isOtherFolder(old, here) ? 1 : 0;
		return look(old, here);
	};

	return look(before, after);
}

class Surveyor implements Survey {
	readonly vanished: Entry[] = [];
	readonly fresh: Entry[] = [];
	readonly changed: ChangedPlace[] = [];
	readonly #after: Tree;
	readonly #folders: ReadonlyMap<Path, Path>;
	readonly #arrivals: ReadonlySet<Path>;

	constructor(after: Tree, folders: ReadonlyMap<Path, Path>) {
		this.#after = after;
		this.#folders = folders;
		this.#arrivals = new Set(folders.values());
	}

	compare(before: Entry | undefined, after: Entry | undefined): void {
		const old = childrenOf(before);
		const now = childrenOf(after);
		for (const [name, node] of old) {
			const here = now.get(name);
			if (here !== node || this.#folders.size > 0) {
				this.#leave({path: joinPath(before!.path, name), node}, here && {path: joinPath(after!.path, name), node: here});
			}
		}

		for (const [name, node] of now) {
			if (old.get(name)?.kind !== node.kind) {
				this.#arrive({path: joinPath(after!.path, name), node});
			}
		}
	}

	/** What became of one node of the tree before. */
	#leave(before: Entry, here: Entry | undefined): void {
		const to = before.node.kind === 'folder' ? this.#folders.get(before.path) : undefined;
		if (to !== undefined) {
			this.compare(before, {path: to, node: lookup(this.#after, to)!});
		} else if (here?.node.kind !== before.node.kind || this.#arrivals.has(here.path)) {
			this.vanished.push(before);
			this.compare(before, undefined);
		} else if (here.node !== before.node) {
			this.#pair(before, here);
		}
	}

	#pair(before: Entry, after: Entry): void {
		if (before.node.kind === 'folder') {
			if (isOtherFolder(before.node, after.node)) {
				this.changed.push({before, after});
			}

			this.compare(before, after);
		} else if (!sameNode(before.node, after.node)) {
			this.changed.push({before, after});
		}
	}

	#arrive(entry: Entry): void {
		if (this.#arrivals.has(entry.path)) {
			return;
		}

		this.fresh.push(entry);
		this.compare(undefined, entry);
	}
}

const nothing: ReadonlyMap<string, TreeNode> = new Map();

function childrenOf(entry: Entry | undefined): ReadonlyMap<string, TreeNode> {
	return entry?.node.kind === 'folder' ? entry.node.children : nothing;
}

function isOtherFolder(before: FolderNode, after: TreeNode): boolean {
	return before.disk && after.disk
		? before.disk.inode !== after.disk.inode || before.disk.bornMilliseconds !== after.disk.bornMilliseconds
		: false;
}
