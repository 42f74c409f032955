import type {FolderNode, NodeKind, TreeNode} from './node.js';
import type {MergedNode} from './merge-node.js';
import type {Side} from './operation.js';
import {joinPath, parentOf, type Path} from './path.js';

/** Where a node stands in one of the three trees. */
export type Stand = {
	readonly node: TreeNode;
	readonly path: Path;
	readonly name: string;
	/** The folder around it; undefined only for the root, and until the table is linked. */
	parent: Entry | undefined;
};

/** A folder by identity, and a name in it: independent of what the folder is called. */
export type Place = {readonly parent: Entry; readonly name: string};

/**
One node with an identity of its own: where it stands in each tree (undefined: it does not), and what is to become of it. Nodes that
are alike on both sides get no entry unless something depends on them.
*/
export type Entry = {
	readonly order: number;
	readonly kind: NodeKind;
	readonly base: Stand | undefined;
	local: Stand | undefined;
	remote: Stand | undefined;
	/** The side that deleted what the other side still has. */
	deletedOn: Side | undefined;
	/** Has a reason of its own to exist in the merged tree. */
	survives: boolean;
	/** One side moved it and the other deleted it (or a folder around it): everything in it survives. */
	isWhole: boolean;
	/** Exists in the merged tree: survives, or holds something that does. */
	isAlive: boolean;
	/** Merged content and metadata; of a folder only its being one counts. */
	node: TreeNode;
	/** The preferred side's node took its place: it goes to the trash. */
	isGivenUp: boolean;
	/** The folder that this one was united with: its content goes there. */
	unitedWith: Entry | undefined;
	/** Merged place; undefined only for the root. */
	place: Place | undefined;
	/** The place combines one side's name with the other side's folder and gives way when it is taken. */
	isCombined: boolean;
	/** Stays where it is on each side, and as it is. */
	isHeld: boolean;
	/** Both sides gave it another content. */
	clash: MergedNode['clash'];
	/** Only its content stays as it is on each side. */
	isContentHeld: boolean;
	/** A folder that only one side has, as a whole: nothing in it has an entry, for everything in it fares as it does. */
	isBulk: boolean;
	/** What stands in this folder on each side, by name, as far as it has an entry. Undefined for leaves. */
	readonly inside: {local: Map<string, Entry>; remote: Map<string, Entry>} | undefined;
};

export type Stands = Partial<Record<'base' | Side, Stand>>;

export class MergeTable {
	readonly entries: Entry[] = [];
	readonly root: Entry;

	constructor(trees: Record<'base' | Side, FolderNode>) {
		const stand = (node: FolderNode): Stand => ({
			node, path: '', name: '', parent: undefined,
		});
		this.root = this.add({base: stand(trees.base), local: stand(trees.local), remote: stand(trees.remote)});
	}

	/** At least one stand is given. Folders come before what is in them. */
	add(stands: Stands): Entry {
		const {node} = (stands.base ?? stands.local ?? stands.remote)!;
		const entry: Entry = {
			order: this.entries.length,
			kind: node.kind,
			base: stands.base,
			local: stands.local,
			remote: stands.remote,
			deletedOn: undefined,
			survives: true,
			isWhole: false,
			isAlive: true,
			node,
			isGivenUp: false,
			unitedWith: undefined,
			place: undefined,
			isCombined: false,
			isHeld: false,
			clash: undefined,
			isContentHeld: false,
			isBulk: false,
			inside: node.kind === 'folder' ? {local: new Map(), remote: new Map()} : undefined,
		};
		this.entries.push(entry);
		return entry;
	}

	/** Finds the folders of nodes that came from elsewhere, and notes what stands in each folder. */
	link(): void {
		this.#linkSide('local');
		this.#linkSide('remote');
	}

	/**
	Gives a child that both sides have alike an entry after all, because something wants its place or its folder goes. Undefined when there
	is no such child.
	*/
	materialise(parent: Entry, name: string): Entry | undefined {
		const local = settledChild(parent, 'local', name);
		const remote = settledChild(parent, 'remote', name);
		if (!local || !remote) {
			return undefined;
		}

		const base = childOf(parent.base, name);
		const stand = (node: TreeNode, side: 'base' | Side): Stand => ({
			node, path: joinPath(parent[side]!.path, name), name, parent,
		});
		const entry = this.add({
			...(base?.kind === local.kind && {base: stand(base, 'base')}),
			local: stand(local, 'local'),
			remote: stand(remote, 'remote'),
		});
		entry.node = local;
		entry.place = {parent, name};
		parent.inside!.local.set(name, entry);
		parent.inside!.remote.set(name, entry);
		return entry;
	}

	/** Gives everything directly in a folder an entry. */
	open(parent: Entry): void {
		if (parent.isBulk) {
			this.#openBulk(parent);
		}

		for (const name of childrenOf(parent.local)?.keys() ?? []) {
			this.materialise(parent, name);
		}
	}

	#linkSide(side: Side): void {
		const folders = new Map<Path, Entry>();
		for (const entry of this.entries) {
			const stand = entry[side];
			if (stand && entry.kind === 'folder') {
				folders.set(stand.path, entry);
			}
		}

		for (const entry of this.entries) {
			const stand = entry[side];
			if (!stand || entry === this.root) {
				continue;
			}

			stand.parent ??= folders.get(parentOf(stand.path))!;
			stand.parent.inside![side].set(stand.name, entry);
		}
	}

	#openBulk(parent: Entry): void {
		const side = parent.local ? 'local' : 'remote';
		parent.isBulk = false;
		for (const [name, node] of childrenOf(parent[side])!) {
			const stand = (where: 'base' | Side): Stand => ({
				node, path: joinPath(parent[where]!.path, name), name, parent,
			});
			const entry = this.add({...(parent.base && {base: stand('base')}), [side]: stand(side)});
			entry.place = {parent, name};
			entry.deletedOn = parent.deletedOn;
			entry.survives = parent.survives;
			entry.isAlive = parent.isAlive;
			entry.isBulk = entry.kind === 'folder';
			parent.inside![side].set(name, entry);
		}
	}
}

export function childrenOf(stand: Stand | undefined): ReadonlyMap<string, TreeNode> | undefined {
	return stand?.node.kind === 'folder' ? stand.node.children : undefined;
}

export function childOf(stand: Stand | undefined, name: string): TreeNode | undefined {
	return childrenOf(stand)?.get(name);
}

/** A child without an entry: it is the same on both sides. */
function settledChild(parent: Entry, side: Side, name: string): TreeNode | undefined {
	return parent.inside![side].has(name) ? undefined : childOf(parent[side], name);
}

export function isSamePlace(a: Place | undefined, b: Place | undefined): boolean {
	return a?.parent === b?.parent && a?.name === b?.name;
}

/** Where an entry stands in one of the trees, as a place. */
export function standOn(entry: Entry, side: 'base' | Side): Place | undefined {
	const stand = entry[side];
	return stand?.parent && {parent: stand.parent, name: stand.name};
}

/** The same as the merged tree sees it: in a folder that was united with another, it is in that other one. */
export function placeOn(entry: Entry, side: 'base' | Side): Place | undefined {
	const stand = entry[side];
	return stand?.parent && {parent: unionOf(stand.parent), name: stand.name};
}

export function unionOf(folder: Entry): Entry {
	return folder.unitedWith ? unionOf(folder.unitedWith) : folder;
}
