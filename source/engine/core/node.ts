/** A SHA-256 in lower-case hexadecimal, 64 characters. */
export type Digest = string;

/**
What the local disk said of a node when it was last read. Only ever compared with the same disk's later answer: it decides
whether a file must be hashed again and helps to recognise a renamed node; it never travels.
*/
export type DiskStat = {
	readonly inode: number;
	readonly size: number;
	/** `stats.mtimeMs`, unrounded. */
	readonly modifiedMilliseconds: number;
	/** `stats.ctimeMs`, unrounded. */
	readonly changedMilliseconds: number;
	/** `stats.birthtimeMs`, unrounded. */
	readonly bornMilliseconds: number;
	/** Read so soon after its last change that another change could hide behind the same times: hash again next time (rule R8). */
	readonly isRacy?: boolean;
};

export type FileNode = {
	readonly kind: 'file';
	/** Bytes. */
	readonly size: number;
	/** Modification time in whole microseconds since 1970. */
	readonly modifiedMicroseconds: number;
	readonly executable: boolean;
	/** The digest of the only chunk, or of the recipe's chunk list when there are several. */
	readonly digest: Digest;
	/** Packed recipe (content/recipe), present when the file has more than one chunk and this side has read or received it. */
	readonly recipe?: Uint8Array;
	readonly disk?: DiskStat;
};

export type SymlinkNode = {
	readonly kind: 'symlink';
	/** The link's text, as data; never followed. */
	readonly target: string;
	readonly disk?: DiskStat;
};

export type FolderNode = {
	readonly kind: 'folder';
	readonly children: ReadonlyMap<string, TreeNode>;
	/**
	Names a whole subtree in place of its children (core/tree-digest). Only in what an operation from a peer expects, where `children` is
	empty: compare this with the fingerprint of what stands there.
	*/
	readonly fingerprint?: Digest;
	readonly disk?: DiskStat;
};

export type TreeNode = FileNode | SymlinkNode | FolderNode;
/** Anything that is not a folder. */
export type LeafNode = FileNode | SymlinkNode;
export type NodeKind = TreeNode['kind'];

export const emptyFolder: FolderNode = {kind: 'folder', children: new Map()};

/** Same kind and same bytes (or link text); folders are alike whatever they hold. Metadata does not count. */
export function sameContent(a: TreeNode | undefined, b: TreeNode | undefined): boolean {
	if (a === b) {
		return true;
	}

	if (!a || a.kind !== b?.kind) {
		return false;
	}

	return a.kind === 'file' ? a.digest === (b as FileNode).digest && a.size === (b as FileNode).size : a.kind === 'folder' || a.target === (b as SymlinkNode).target;
}

/** What a content is called, whatever its path: equal for equal contents of files and links, undefined for a folder, which has none. */
export function contentName(node: LeafNode): string;
export function contentName(node: TreeNode): string | undefined;
export function contentName(node: TreeNode): string | undefined {
	return node.kind === 'file' ? node.digest : (node.kind === 'symlink' ? `-> ${node.target}` : undefined);
}

/** Same content and, for files, same executable bit and modification time. What is below a folder does not count. */
export function sameNode(a: TreeNode | undefined, b: TreeNode | undefined): boolean {
	return sameContent(a, b) && (a?.kind !== 'file' || (
		a.executable === (b as FileNode).executable && a.modifiedMicroseconds === (b as FileNode).modifiedMicroseconds
	));
}
