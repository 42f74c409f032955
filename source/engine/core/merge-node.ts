import {
	sameContent,
	type FileNode,
	type LeafNode,
	type TreeNode,
} from './node.js';
import {otherSide, type Side} from './operation.js';

export type NodeVersions = {
	readonly base: TreeNode | undefined;
	readonly local: TreeNode;
	readonly remote: TreeNode;
	/** Decides where no data is at stake. */
	readonly winner: Side;
};

/** `clash`: both sides gave the node another content; `node` is the winner's then. */
export type MergedNode = {readonly node: TreeNode; readonly clash?: 'both-modified' | 'both-created' | 'link-target'};

/** Merges content, executable bit and time of one node that both sides have, each on its own (rules 1-5, 19, 28). */
export function mergeNode(versions: NodeVersions): MergedNode {
	const {base, local, remote, winner} = versions;
	if (local.kind === 'folder') {
		return {node: versions[winner]};
	}

	if (sameContent(local, remote)) {
		return {node: withMetadata(versions, undefined)};
	}

	if (sameContent(base, local)) {
		return {node: withMetadata(versions, 'remote')};
	}

	if (sameContent(base, remote)) {
		return {node: withMetadata(versions, 'local')};
	}

	// A three-way merge of texts (rule 3) has its place here: with all three contents at hand it could still find one node.
	const clash = base === undefined ? 'both-created' : 'both-modified';
	return {node: versions[winner], clash: local.kind === 'symlink' ? 'link-target' : clash};
}

/** `source` is the side whose content won, if only one changed it. */
function withMetadata({base, local, remote, winner}: NodeVersions, source: Side | undefined): TreeNode {
	if (local.kind !== 'file' || remote.kind !== 'file') {
		return source === 'remote' ? remote : local;
	}

	const versions = {local, remote};
	const content = versions[source ?? winner];
	const recipe = content.recipe ?? (source === undefined ? versions[otherSide(winner)].recipe : undefined);
	const old = base?.kind === 'file' ? base : undefined;
	return {
		...content,
		...(recipe && {recipe}),
		executable: mergeBit(old?.executable, versions, winner),
		modifiedMicroseconds: source === undefined ? mergeTime(old, local, remote) : content.modifiedMicroseconds,
	};
}

function mergeBit(base: boolean | undefined, versions: Record<Side, FileNode>, winner: Side): boolean {
	const bit = versions[winner].executable;
	return bit === base ? versions[otherSide(winner)].executable : bit;
}

/** The content is the same on both sides: whoever alone touched it since, else the later time. */
function mergeTime(base: FileNode | undefined, local: FileNode, remote: FileNode): number {
	const [here, there] = [local.modifiedMicroseconds, remote.modifiedMicroseconds];
	if (base && sameContent(base, local)) {
		if (here === base.modifiedMicroseconds) {
			return there;
		}

		if (there === base.modifiedMicroseconds) {
			return here;
		}
	}

	return Math.max(here, there);
}

/** A node as another disk is to have it: what this disk said of it stays here. */
export function withoutDisk<Node extends TreeNode>(node: Node): Node {
	if (!node.disk) {
		return node;
	}

	const {disk: _disk, ...rest} = node;
	return rest as Node;
}

export function isLeaf(node: TreeNode | undefined): node is LeafNode {
	return node !== undefined && node.kind !== 'folder';
}
