import type {FileNode, TreeNode} from '../core/node.js';
import {isUnchangedAt} from './entry-batch.js';

/**
Finds again what has vanished from its place, by inode, so that the files of a renamed folder are not read again: their own size
and times, of modification and of change, are what they were. (A file that was itself renamed has a new time of change and is read.)
*/
export class VanishedFiles {
	readonly #roots: TreeNode[] = [];
	#index: Map<number, FileNode> | undefined;

	get isEmpty(): boolean {
		return this.#roots.length === 0;
	}

	/** Notes a node that is not where it was, with all that is below. */
	add(node: TreeNode): void {
		this.#roots.push(node);
		this.#index = undefined;
	}

	/** The file as it was known, if an entry is that same file. */
	find(numbers: Float64Array, at: number): FileNode | undefined {
		const node = this.findInode(numbers, at);
		return node && isUnchangedAt(numbers, at, node.disk) ? node : undefined;
	}

	/** The file that had an entry's inode: if it was renamed, or replaced by a copy of its own making, it may hold what it held. */
	findInode(numbers: Float64Array, at: number): FileNode | undefined {
		return this.#build().get(numbers[at + 1]!);
	}

	#build(): Map<number, FileNode> {
		if (this.#index) {
			return this.#index;
		}

		const index = new Map<number, FileNode>();
		const pending = [...this.#roots];
		for (let node = pending.pop(); node; node = pending.pop()) {
			if (node.kind === 'folder') {
				for (const child of node.children.values()) {
					pending.push(child);
				}
			} else if (node.kind === 'file' && node.disk) {
				index.set(node.disk.inode, node);
			}
		}

		this.#index = index;
		return index;
	}
}
