import type {FolderNode, NodeKind, TreeNode} from './node.js';

/** Goes through packed children, one after the other, in their order: its fields are those of the one that `next` has come to. */
export type ChildCursor = {
	/** False when there is none left. */
	next(): boolean;
	readonly kind: NodeKind;
	readonly isExecutable: boolean;
	/** The disk's stat is known and proves the content (`DiskStat.isRacy`); the four below are of it and of no use without. */
	readonly isProven: boolean;
	readonly inode: number;
	/** Of what the disk said, as everything below. */
	readonly size: number;
	readonly modifiedMilliseconds: number;
	readonly changedMilliseconds: number;
	/** A link's text. */
	readonly target: string | undefined;
};

/** What a store keeps of a folder's children, and what can be told of them as they lie there. */
export type Packing = {
	readonly size: number;
	/** All names in their order, joined by slashes. */
	readonly names: string;
	/** Links included. */
	readonly files: number;
	/** Sizes of the files among them, together. */
	readonly bytes: number;
	/** Folders are nodes from the beginning; what is in them may be packed in turn. */
	readonly folders: ReadonlyMap<string, FolderNode>;
	cursor(): ChildCursor;
	/** Every child as a node, in their order; folders are those of `folders`. */
	unpack(): Map<string, TreeNode>;
};

/**
Children of a folder that stay as they are stored until somebody wants one of them that is not a folder: a tree of which nothing is looked at costs neither the
time to make its nodes nor their memory. To everybody else this is the map that it becomes.
*/
export class PackedChildren implements ReadonlyMap<string, TreeNode> {
	#packing: Packing | undefined;
	#map = new Map<string, TreeNode>();

	/** Undefined as soon as they have been unpacked. */
	get packing(): Packing | undefined {
		return this.#packing;
	}

	get size(): number {
		return this.#packing?.size ?? this.#map.size;
	}

	/** Takes the place of what is here. Only while a tree is being read, like `edit`. */
	pack(packing: Packing): void {
		this.#packing = packing;
		this.#map.clear();
	}

	/** The map itself, for whoever still puts these children together. */
	edit(): Map<string, TreeNode> {
		const packing = this.#packing;
		if (packing) {
			this.#packing = undefined;
			this.#map = packing.unpack();
		}

		return this.#map;
	}

	get(name: string): TreeNode | undefined {
		return this.#packing?.folders.get(name) ?? this.edit().get(name);
	}

	has(name: string): boolean {
		return this.#packing?.folders.has(name) === true || this.edit().has(name);
	}

	keys(): MapIterator<string> {
		return this.edit().keys();
	}

	values(): MapIterator<TreeNode> {
		return this.edit().values();
	}

	entries(): MapIterator<[string, TreeNode]> {
		return this.edit().entries();
	}

	[Symbol.iterator](): MapIterator<[string, TreeNode]> {
		return this.entries();
	}

	forEach(visit: (node: TreeNode, name: string, all: ReadonlyMap<string, TreeNode>) => void): void {
		for (const [name, node] of this) {
			visit(node, name, this);
		}
	}
}

/** How a folder's children are packed, if they are. */
export const packingOf = ({children}: FolderNode): Packing | undefined => children instanceof PackedChildren ? children.packing : undefined;

/** The folders among the children of one, by name, without unpacking anything. */
export function * subfolders(folder: FolderNode): Generator<readonly [string, FolderNode]> {
	const packing = packingOf(folder);
	if (packing) {
		yield * packing.folders;
		return;
	}

	for (const [name, node] of folder.children) {
		if (node.kind === 'folder') {
			yield [name, node];
		}
	}
}
