import {
	sameContent,
	sameNode,
	type FileNode,
	type FolderNode,
	type TreeNode,
} from './node.js';
import {netMoves} from './net-moves.js';
import {parentOf, type Path} from './path.js';
import type {Move} from './rename.js';
import {placeOf} from './rename-vote.js';
import {lookup, TreeDraft, type Tree} from './tree.js';

export type Advance = {
	readonly ancestor: Tree;
	/** Both trees as they stand after the plan (or the part of it that could be done). */
	readonly local: Tree;
	readonly remote: Tree;
	/** Moves that were carried out, on either side, in the order in which they were done. */
	readonly moves: readonly Move[];
	/** `Plan.held`: bases that are still needed although nobody has them there any more. */
	readonly held?: readonly Path[] | undefined;
};

/**
The ancestor after a cycle: wherever both sides agree now it is what they agree on, as the local tree has it (with this disk's stat);
elsewhere it stays the base of what is still open, under the name that both sides give it now. Nothing is walked where both sides are
the same object, and a new ancestor shares all it can with the local tree.
*/
export function advanceAncestor(advance: Advance): Tree {
	const {ancestor, local, remote, held = []} = advance;
	const moves = advance.moves.length === 0 ? [] : verifiedMoves(advance);
	const followed = followMoves(ancestor, moves);
	const agreed = agree(followed, local, remote) as Tree;
	return held.length === 0
		? agreed
		: keepBases({
			ancestor, agreed, moves, held, sides: [local, remote],
		});
}

/** Moves of the ancestor's nodes that both sides bear out. */
function verifiedMoves({ancestor, local, remote, moves}: Advance): Move[] {
	const isThere = (tree: Tree, path: string, kind: string) => lookup(tree, path)?.kind === kind && lookup(tree, parentOf(path))?.kind === 'folder';
	return netMoves(moves).filter(move => {
		const kind = lookup(ancestor, move.from)?.kind;
		return kind !== undefined && isThere(local, move.to, kind) && isThere(remote, move.to, kind);
	});
}

/**
Lets bases go where both sides took them, so that a conflict in a renamed folder keeps its base. All leave before any arrives, for names
are exchanged: what is inside leaves first and arrives last.
*/
function followMoves(ancestor: Tree, moves: readonly Move[]): Tree {
	const draft = new TreeDraft(ancestor);
	const taken = moves
		.toSorted((a, b) => b.from.length - a.from.length)
		.map(({from, to}) => {
			const node = draft.get(from)!;
			draft.set(from, undefined);
			return {to, node};
		});
	for (const {to, node} of taken.toSorted((a, b) => a.to.length - b.to.length)) {
		draft.set(to, node);
	}

	return draft.done();
}

type Bases = {readonly ancestor: Tree; readonly agreed: Tree; readonly moves: readonly Move[]; readonly held: readonly Path[]; readonly sides: readonly Tree[]};

/** Puts back bases that only look settled because neither side has anything there. */
function keepBases({ancestor, agreed, moves, held, sides}: Bases): Tree {
	const folders = new Map(moves.map(({from, to}) => [from, to]));
	const draft = new TreeDraft(agreed);
	for (const path of held.toSorted()) {
		const node = lookup(ancestor, path);
		const place = placeOf(path, folders);
		const isOpen = [agreed, ...sides].every(tree => !lookup(tree, place));
		if (node && isOpen) {
			draft.set(place, node.kind === 'folder' ? {...node, children: new Map()} : node);
		}
	}

	return draft.done();
}

function agree(base: TreeNode | undefined, local: TreeNode | undefined, remote: TreeNode | undefined): TreeNode | undefined {
	if (local === remote) {
		return local;
	}

	if (!sameContent(local, remote)) {
		return base?.kind === 'folder' ? keepInside(base, local, remote) : base;
	}

	if (local?.kind === 'folder') {
		return agreeInside(base?.kind === 'folder' ? base : undefined, local, remote as FolderNode);
	}

	return sameNode(local, remote) ? local : agreeOnContent(base, local as FileNode, remote as FileNode);
}

/** A folder that both sides have. */
function agreeInside(base: FolderNode | undefined, local: FolderNode, remote: FolderNode): FolderNode {
	const children = new Map<string, TreeNode>();
	const take = (name: string) => {
		const node = agree(base?.children.get(name), local.children.get(name), remote.children.get(name));
		if (node) {
			children.set(name, node);
		}
	};

	for (const name of local.children.keys()) {
		take(name);
	}

	for (const name of base?.children.keys() ?? []) {
		if (!local.children.has(name)) {
			take(name);
		}
	}

	const model = [local, base].find(folder => folder && hasSameObjects(folder.children, children));
	return model ?? {...local, children};
}

/** A folder of which one side made something else: what both removed inside is settled all the same. */
function keepInside(base: FolderNode, local: TreeNode | undefined, remote: TreeNode | undefined): FolderNode {
	if (base === local || base === remote) {
		return base;
	}

	const children = new Map<string, TreeNode>();
	for (const [name, child] of base.children) {
		const node = agree(child, childOf(local, name), childOf(remote, name));
		if (node) {
			children.set(name, node);
		}
	}

	return hasSameObjects(base.children, children) ? base : {...base, children};
}

/**
Content is agreed on, bit or time not yet. The base they are compared with next time must lead to what was planned now: the old one
where the content is the old one; otherwise the older time, for the newer one wins.
*/
function agreeOnContent(base: TreeNode | undefined, local: FileNode, remote: FileNode): TreeNode | undefined {
	if (sameContent(base, local)) {
		return base;
	}

	if (base?.kind !== 'file' && local.executable !== remote.executable) {
		return base;
	}

	return {
		...local,
		executable: local.executable === remote.executable ? local.executable : (base as FileNode).executable,
		modifiedMicroseconds: Math.min(local.modifiedMicroseconds, remote.modifiedMicroseconds),
	};
}

function childOf(node: TreeNode | undefined, name: string): TreeNode | undefined {
	return node?.kind === 'folder' ? node.children.get(name) : undefined;
}

function hasSameObjects(a: ReadonlyMap<string, TreeNode>, b: ReadonlyMap<string, TreeNode>): boolean {
	if (a.size !== b.size) {
		return false;
	}

	for (const [name, node] of a) {
		if (b.get(name) !== node) {
			return false;
		}
	}

	return true;
}
