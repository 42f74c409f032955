import {sameNode, type DiskStat, type TreeNode} from '../engine/core/node.js';
import type {Tree} from '../engine/core/tree.js';

/** One value for each of ancestor, local and remote, in this order. */
export type Triple<Value> = readonly [Value, Value, Value];

/** Three trees that usually share most of their nodes. */
export type Trees = Triple<Tree>;

/** What stands under one name in the three trees. */
export type Nodes = Triple<TreeNode | undefined>;

/** Bits of a stored entry: one node, the trees that have it (`ancestorBit` and the two above it), and how it is written. */
export const entryBits = {
	kind: 3,
	executable: 1 << 2,
	disk: 1 << 3,
	recipe: 1 << 4,
	racy: 1 << 5,
	/** The disk says the same size and modification time: not written twice. */
	sameSize: 1 << 6,
	sameTime: 1 << 7,
	ancestorBit: 8,
	owners: 7 << 8,
	/** Another entry for the same name follows. */
	more: 1 << 11,
} as const;

export const kinds = {
	none: 0, file: 1, symlink: 2, folder: 3,
} as const;

/**
Many rows (folder, name, nodes), packed column by column: one text for all names, one block for all numbers, one for all digests.
That reads back several times faster than a list of objects.
*/
export type RowColumns = {
	/** Folder paths joined by NUL, and how many names each has. */
	readonly folders: string;
	readonly counts: Uint8Array;
	/** Names joined by `/`. */
	readonly names: string;
	/** `entryBits`, u16 each. */
	readonly entries: Uint8Array;
	/** Sizes, times and stats as f64 in this machine's byte order: state never leaves it. */
	readonly numbers: Uint8Array;
	/** 32 bytes each. */
	readonly digests: Uint8Array;
	readonly targets: readonly string[];
	/** One after the other; their lengths are among the numbers. */
	readonly recipes: Uint8Array;
};

export function sameDisk(a: DiskStat | undefined, b: DiskStat | undefined): boolean {
	if (a === undefined || b === undefined) {
		return a === b;
	}

	return a === b || (a.inode === b.inode && a.size === b.size && a.modifiedMilliseconds === b.modifiedMilliseconds
		&& a.changedMilliseconds === b.changedMilliseconds && a.bornMilliseconds === b.bornMilliseconds
		&& (a.isRacy === true) === (b.isRacy === true));
}

/** Alike in everything that is stored with the row. What is in a folder stands in rows of its own. */
export const sameRow = (a: TreeNode | undefined, b: TreeNode | undefined): boolean =>
	a === b || (sameNode(a, b) && sameDisk(a?.disk, b?.disk) && recipeOf(a)?.length === recipeOf(b)?.length);

/** A file's recipe follows from its content: it is there or it is not. */
const recipeOf = (node: TreeNode | undefined): Uint8Array | undefined => node?.kind === 'file' ? node.recipe : undefined;

/** Whether `a` can stand for `b`: the same node, with whatever else is known of it. What this disk said matters to nobody but the local tree. */
const covers = (a: TreeNode | undefined, b: TreeNode | undefined): boolean =>
	a === b || (sameNode(a, b) && (recipeOf(b) === undefined || recipeOf(a) !== undefined));

/**
The local node stands for the other trees' wherever they are the same but for the disk's stat, so that equal trees are read back as
one and the same.
*/
export function unify([ancestor, local, remote]: Nodes): Nodes {
	const first = local && covers(local, ancestor) ? local : ancestor;
	return local && covers(local, remote) ? [first, local, local] : [first, local, first && covers(first, remote) ? first : remote];
}
