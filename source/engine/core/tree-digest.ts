import {createHash, hash} from 'node:crypto';
import type {
	Digest,
	FolderNode,
	LeafNode,
	TreeNode,
} from './node.js';

/** Trees are immutable, so that a folder is hashed once for all trees that share it. */
const known = new WeakMap<FolderNode, Digest>();

/**
A fingerprint of a node and everything below it: kinds, names, digests, link texts and executable bits, but no times. Equal fingerprints
mean equal subtrees; on the wire one stands for a whole folder. A Merkle tree (Merkle, 1987): each folder is the SHA-256 of its
children's fingerprints in the order of their names' UTF-16 code units.
*/
export function treeDigest(node: TreeNode): Digest {
	return node.kind === 'folder' ? folderDigest(node) : leafDigest(node);
}

function leafDigest(node: LeafNode): Digest {
	const text = node.kind === 'file'
		? `file ${node.executable ? 'x' : '-'} ${node.size} ${node.digest}`
		: `symlink ${node.target}`;
	return hash('sha256', text);
}

function folderDigest(folder: FolderNode): Digest {
	const found = known.get(folder);
	if (found !== undefined) {
		return found;
	}

	const sum = createHash('sha256').update('folder');
	for (const name of [...folder.children.keys()].toSorted()) {
		// A slash cannot be part of a name, and a digest has a fixed length: no two folders give the same text.
		sum.update(`/${name}/${treeDigest(folder.children.get(name)!)}`);
	}

	const digest = sum.digest('hex');
	known.set(folder, digest);
	return digest;
}
