import {createHash} from 'node:crypto';
import {
	type FileNode,
	type FolderNode,
	type TreeNode,
} from '../../../source/engine/core/node.js';

/** A file whose digest follows from a word; its size is the word's length unless given. */
export const file = (word: string, change: Partial<FileNode> = {}): FileNode => ({
	kind: 'file',
	size: word.length,
	modifiedMicroseconds: 1_700_000_000_000_000,
	executable: false,
	digest: createHash('sha256').update(word).digest('hex'),
	...change,
});

export const folder = (children: Record<string, TreeNode> = {}): FolderNode => ({kind: 'folder', children: new Map(Object.entries(children))});
