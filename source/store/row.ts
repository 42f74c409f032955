import type {DiskStat, FileNode, TreeNode} from '../engine/core/node.js';
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
	/** Everything but the disk's stat is as in the entry before. */
	like: 1 << 6,
	/** The disk says the same size and modification time: not written twice. */
	sameSize: 1 << 7,
	sameTime: 1 << 8,
	ancestorBit: 9,
	owners: 7 << 9,
	/** Another entry for the same name follows. */
	more: 1 << 12,
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

const asBuffer = (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

const sameRecipe = (a: Uint8Array | undefined, b: Uint8Array | undefined): boolean =>
	a === b || (a !== undefined && b !== undefined && asBuffer(a).equals(b));

const sameFile = (a: FileNode, b: FileNode): boolean =>
	a.digest === b.digest && a.size === b.size && a.modifiedMicroseconds === b.modifiedMicroseconds
	&& a.executable === b.executable && sameRecipe(a.recipe, b.recipe);

/** Alike in everything that is stored with the row, the disk's stat aside. What is in a folder stands in rows of its own. */
export function sameSubstance(a: TreeNode | undefined, b: TreeNode | undefined): boolean {
	if (a === b || a === undefined || b === undefined) {
		return a === b;
	}

	if (a.kind === 'file') {
		return b.kind === 'file' && sameFile(a, b);
	}

	return a.kind === 'symlink' ? b.kind === 'symlink' && a.target === b.target : b.kind === 'folder';
}

export const sameRow = (a: TreeNode | undefined, b: TreeNode | undefined): boolean =>
	a === b || (sameSubstance(a, b) && sameDisk(a?.disk, b?.disk));
