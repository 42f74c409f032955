import type {HistoryRecord, LeftRecord, MovedRecord} from './history.js';
import {
	emptyFolder,
	type FileNode,
	type LeafNode,
	type TreeNode,
} from './node.js';
import {
	comparePaths,
	isWithin,
	parentOf,
	rebase,
	type Path,
} from './path.js';
import {
	lookup,
	TreeDraft,
	walk,
	type Tree,
} from './tree.js';

export type PastQuestion = {
	/** The tree as it is now. */
	readonly present: Tree;
	/** What has happened to it, in order of time. */
	readonly records: readonly HistoryRecord[];
	/** Milliseconds since 1970. */
	readonly timeMilliseconds: number;
	/** Whether a content is kept anywhere. */
	readonly isKept: (file: FileNode) => boolean;
};

/** Why a version that stood at a path cannot be brought back. */
export type LossReason =
	/** Its content is not kept any more. */
	| 'expired'
	/** It was moved to a place from which somebody has taken it since. */
	| 'untraced'
	/** Something that is older than that time stands in its place, and nobody knows since when. */
	| 'blocked';

export type PastTree = {
	readonly tree: Tree;
	/** By the paths of that time, in order. In `tree` nothing stands there, or what stands there now. */
	readonly lost: ReadonlyArray<{readonly path: Path; readonly reason: LossReason}>;
	/** Paths in `tree` whose nodes were made or changed since that time, or came from elsewhere, without a record: they are left as they are. */
	readonly uncertain: readonly Path[];
};

/**
The tree as it was at a time, found by taking back what has happened since, newest first. What the records do not tell stays as it is:
nothing is left out on a guess.
*/
export function treeAt(question: PastQuestion): PastTree {
	const rewind = new Rewind(question);
	for (const record of question.records.toReversed()) {
		if (record.whenMilliseconds > question.timeMilliseconds) {
			rewind.undo(record);
		}
	}

	return rewind.done();
}

class Rewind {
	readonly #question: PastQuestion;
	readonly #draft: TreeDraft;
	readonly #lost = new Map<Path, LossReason>();
	/** Old leaves that were found where nothing stood yet. */
	readonly #survivors = new Set<TreeNode>();

	constructor(question: PastQuestion) {
		this.#question = question;
		this.#draft = new TreeDraft(question.present);
	}

	undo(record: HistoryRecord): void {
		switch (record.kind) {
			case 'left': {
				this.#bringBack(record);
				break;
			}

			case 'moved': {
				this.#moveBack(record);
				break;
			}

			case 'created': {
				this.#remove(record.path);
				break;
			}
		}
	}

	done(): PastTree {
		const tree = this.#draft.done();
		const lost = new Map(this.#lost);
		const uncertain: Path[] = [];
		for (const {path, node} of walk(tree)) {
			if (node.kind === 'folder') {
				continue;
			}

			if (this.#survivors.has(node) || this.#isYoung(node)) {
				uncertain.push(path);
			} else if (node.disk === undefined && node.kind === 'file' && node.size > 0 && !this.#question.isKept(node)) {
				lost.set(path, 'expired');
			}
		}

		return {
			tree,
			lost: Array.from(lost, ([path, reason]) => ({path, reason})).toSorted((a, b) => comparePaths(a.path, b.path)),
			uncertain: uncertain.toSorted((a, b) => comparePaths(a, b)),
		};
	}

	#bringBack({path, node}: LeftRecord): void {
		if (node.kind === 'folder' && this.#draft.get(path)?.kind === 'folder') {
			return;
		}

		if (this.#makeRoom(path)) {
			this.#draft.set(path, node.kind === 'folder' ? emptyFolder : withoutDisk(node));
			this.#lost.delete(path);
		} else {
			this.#lost.set(path, 'blocked');
		}
	}

	#moveBack({from, path}: MovedRecord): void {
		if (isWithin(from, path) || isWithin(path, from)) {
			return;
		}

		const node = this.#draft.get(path);
		if (!node) {
			// A crash may have left a second record of the same move: then it is back already.
			if (!this.#draft.get(from)) {
				this.#lost.set(from, 'untraced');
			}
		} else if (this.#makeRoom(from)) {
			this.#draft.move(path, from);
			this.#rebaseLost(path, from);
		} else {
			this.#lost.set(from, 'blocked');
		}
	}

	#remove(path: Path): void {
		const node = this.#draft.get(path);
		if (node) {
			this.#draft.set(path, this.#oldPart(node));
		}

		const obsolete = [...this.#lost.keys()].filter(lost => isWithin(path, lost));
		for (const lost of obsolete) {
			this.#lost.delete(lost);
		}
	}

	/** Nothing that stands there now stood there then. Whether it can go: nothing old is in it, and no old file is where a folder is needed. */
	#makeRoom(path: Path): boolean {
		for (let at = parentOf(path); at !== ''; at = parentOf(at)) {
			const above = this.#draft.get(at);
			if (above && above.kind !== 'folder' && this.#oldPart(above)) {
				return false;
			}
		}

		const here = this.#draft.get(path);
		return here?.kind !== 'folder' || this.#oldPart(here) === undefined;
	}

	/** What of a node existed at that time already, by its birth; undefined when nothing did. */
	#oldPart(node: TreeNode): TreeNode | undefined {
		if (node.kind !== 'folder') {
			if (!this.#isOld(node)) {
				return undefined;
			}

			this.#survivors.add(node);
			return node;
		}

		const children = new Map<string, TreeNode>();
		for (const [name, child] of node.children) {
			const old = this.#oldPart(child);
			if (old) {
				children.set(name, old);
			}
		}

		return children.size === 0 ? undefined : {...node, children};
	}

	/** A disk that does not tell births says 0, or the time of the last change. */
	#isOld({disk}: LeafNode): boolean {
		return disk !== undefined && disk.bornMilliseconds > 0 && disk.bornMilliseconds <= this.#question.timeMilliseconds;
	}

	#isYoung({disk}: LeafNode): boolean {
		return disk !== undefined && Math.max(disk.bornMilliseconds, disk.modifiedMilliseconds) > this.#question.timeMilliseconds;
	}

	#rebaseLost(from: Path, to: Path): void {
		const riding = [...this.#lost].filter(([path]) => isWithin(from, path));
		for (const [path, reason] of riding) {
			this.#lost.delete(path);
			this.#lost.set(rebase(path, from, to), reason);
		}
	}
}

function withoutDisk({disk, ...node}: LeafNode): LeafNode {
	return node;
}

/**
What a tree becomes when `path` (the root: everything) is put back to what it was. Where the past cannot be brought back, what stands there
now stays.
*/
export function restoredTree(present: Tree, {tree, lost}: PastTree, path: Path): Tree {
	const draft = new TreeDraft(path === '' ? tree : present);
	if (path !== '') {
		draft.set(path, lookup(tree, path));
	}

	for (const {path: missing} of lost) {
		if (isWithin(path, missing)) {
			draft.set(missing, lookup(present, missing));
		}
	}

	return draft.done();
}
