import {sameContent, sameNode, type TreeNode} from './node.js';
import {otherSide, sides, type Side} from './operation.js';
import {joinPath, nameOf, type Path} from './path.js';
import {
	childOf,
	childrenOf,
	MergeTable,
	type Entry,
	type Stand,
} from './merge-table.js';
import type {SideMoves} from './side-moves.js';
import {lookup, type Tree} from './tree.js';

export type WalkInput = {
	readonly ancestor: Tree;
	readonly local: Tree;
	readonly remote: Tree;
	readonly moves: Record<Side, SideMoves>;
	/** Whether a folder that only one side has may be taken as a whole. */
	readonly isBulkAllowed: boolean;
	/** The side whose names are walked first, so that mirrored trees give mirrored tables. */
	readonly first: Side;
};

/**
Lines up the three trees by the identity of their nodes. Same path and kind is the same node unless a move says otherwise; what is new
on both sides under one name is one node if it is alike (or a folder on both). Walks only where the sides differ.
*/
export function lineUp(input: WalkInput): MergeTable {
	const walker = new Walker(input);
	walker.visit(walker.table.root);
	walker.table.link();
	return walker.table;
}

class Walker {
	readonly table: MergeTable;
	readonly #input: WalkInput;
	readonly #order: readonly Side[];

	constructor(input: WalkInput) {
		this.#input = input;
		this.#order = [input.first, otherSide(input.first)];
		this.table = new MergeTable({base: input.ancestor, local: input.local, remote: input.remote});
	}

	visit(folder: Entry): void {
		for (const [name, node] of childrenOf(folder.base) ?? []) {
			this.#visitKnown(folder, name, node);
		}

		for (const side of this.#order) {
			for (const name of childrenOf(folder[side])?.keys() ?? []) {
				this.#visitNew(folder, name, side);
			}
		}
	}

	/** A node that the ancestor has. */
	#visitKnown(parent: Entry, name: string, node: TreeNode): void {
		const local = this.#unmoved(parent, 'local', name, node.kind);
		const remote = this.#unmoved(parent, 'remote', name, node.kind);
		if (local && remote && this.#isSettled(parent, name, [local, remote])) {
			return;
		}

		const path = joinPath(parent.base!.path, name);
		const entry = this.table.add({
			base: {
				node, path, name, parent,
			},
		});
		entry.local = this.#stand(entry, parent, 'local', local);
		entry.remote = this.#stand(entry, parent, 'remote', remote);
		if (entry.kind === 'folder') {
			this.#enter(entry, node);
		}
	}

	/** A node that the ancestor does not have, seen from one side; one that both sides have is entered when the first is visited. */
	#visitNew(parent: Entry, name: string, side: Side): void {
		const node = this.#newChild(parent, side, name);
		const twin = this.#newChild(parent, otherSide(side), name);
		const isTwin = node !== undefined && twin !== undefined && sameContent(node, twin);
		const isSeen = isTwin && side !== this.#input.first;
		if (!node || isSeen || (isTwin && this.#isSettled(parent, name, side === 'local' ? [node, twin] : [twin, node]))) {
			return;
		}

		const stand = (here: TreeNode, where: Side): Stand => ({
			node: here, path: joinPath(parent[where]!.path, name), name, parent,
		});
		const entry = this.table.add({[side]: stand(node, side), ...(isTwin && {[otherSide(side)]: stand(twin, otherSide(side))})});
		if (entry.kind === 'folder') {
			this.#enter(entry, undefined);
		}
	}

	/** Looks into a folder, unless everything in it fares as it does. */
	#enter(entry: Entry, base: TreeNode | undefined): void {
		const nodes = [entry.local?.node, entry.remote?.node].filter(node => node !== undefined);
		const isMoving = sides.some(side => this.#input.moves[side].touches(entry.base?.path, entry[side]?.path));
		if (!isMoving && nodes.length !== 1 && nodes[0] === nodes[1]) {
			return;
		}

		// New on one side only, or deleted by one side and left alone by the other.
		entry.isBulk = this.#input.isBulkAllowed && nodes.length === 1 && !isMoving && (base === undefined || base === nodes[0]);
		if (!entry.isBulk) {
			this.visit(entry);
		}
	}

	/** Alike on both sides, all the way down, and nothing came or went. */
	#isSettled(parent: Entry, name: string, [local, remote]: readonly [TreeNode, TreeNode]): boolean {
		if (local.kind !== 'folder') {
			return sameNode(local, remote);
		}

		const basePath = parent.base && joinPath(parent.base.path, name);
		return local === remote && sides.every(side => !this.#input.moves[side].touches(basePath, joinPath(parent[side]!.path, name)));
	}

	/** The side's node at the ancestor's place, if it is the ancestor's node still. */
	#unmoved(parent: Entry, side: Side, name: string, kind: TreeNode['kind']): TreeNode | undefined {
		const node = childOf(parent[side], name);
		const moves = this.#input.moves[side];
		return node?.kind === kind && moves.destination(parent.base!.path, name) === undefined && !moves.isArrival(parent[side]!.path, name) ? node : undefined;
	}

	#newChild(parent: Entry, side: Side, name: string): TreeNode | undefined {
		const node = childOf(parent[side], name);
		if (!node || this.#input.moves[side].isArrival(parent[side]!.path, name)) {
			return undefined;
		}

		const base = childOf(parent.base, name);
		return base && this.#unmoved(parent, side, name, base.kind) ? undefined : node;
	}

	#stand(entry: Entry, parent: Entry, side: Side, unmoved: TreeNode | undefined): Stand | undefined {
		const {name} = entry.base!;
		if (unmoved) {
			return {
				node: unmoved, path: joinPath(parent[side]!.path, name), name, parent,
			};
		}

		const path = this.#input.moves[side].destination(parent.base!.path, name);
		return path === undefined ? undefined : this.#standAt(side, path);
	}

	/** Its folder is looked up when all folders are known. */
	#standAt(side: Side, path: Path): Stand {
		return {
			node: lookup(this.#input[side], path)!, path, name: nameOf(path), parent: undefined,
		};
	}
}
