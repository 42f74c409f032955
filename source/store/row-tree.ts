import type {DiskStat, TreeNode} from '../engine/core/node.js';
import {joinPath, parentOf, type Path} from '../engine/core/path.js';
import type {Tree} from '../engine/core/tree.js';
import {folderNode, type RowReader} from './row-reader.js';
import {sameDisk, type Triple, type Trees} from './row.js';

type Children = ReadonlyMap<string, TreeNode>;

/** The three trees out of the rows that were read. Whatever is the same in two of them is the same object, folders included. */
export function treesOf(reader: RowReader, rootDisks: Triple<DiskStat | undefined>): Trees {
	const children = new Assembly(reader).children('');
	return shareFolders(rootDisks, children) as readonly TreeNode[] as unknown as Triple<Tree>;
}

class Assembly {
	readonly #reader: RowReader;
	/** Folders in which, or somewhere below which, the trees differ. */
	readonly #mixed = new Set<Path>();

	constructor(reader: RowReader) {
		this.#reader = reader;
		for (const [path, rows] of reader.folders) {
			if (rows.mixed !== undefined && rows.mixed.size > 0) {
				this.#mark(path);
			}
		}
	}

	children(path: Path): Triple<Children> {
		const rows = this.#reader.folder(path);
		if (!this.#mixed.has(path)) {
			return [rows.shared, rows.shared, rows.shared];
		}

		const gathered = new Gathered();
		for (const [name, node] of rows.shared) {
			gathered.add(name, this.#isMixed(path, name, node) ? this.#folders(joinPath(path, name), [node, node, node]) : [node, node, node]);
		}

		for (const [name, nodes] of rows.mixed ?? []) {
			gathered.add(name, nodes.some(node => node && this.#isMixed(path, name, node)) ? this.#folders(joinPath(path, name), nodes) : nodes);
		}

		return gathered.done();
	}

	#isMixed(path: Path, name: string, node: TreeNode): boolean {
		return node.kind === 'folder' && this.#mixed.has(joinPath(path, name));
	}

	#folders(path: Path, nodes: Triple<TreeNode | undefined>): Triple<TreeNode | undefined> {
		const folders = shareFolders([nodes[0]?.disk, nodes[1]?.disk, nodes[2]?.disk], this.children(path));
		const pick = (tree: 0 | 1 | 2): TreeNode | undefined => nodes[tree]?.kind === 'folder' ? folders[tree] : nodes[tree];
		return [pick(0), pick(1), pick(2)];
	}

	#mark(path: Path): void {
		for (let at = path; !this.#mixed.has(at); at = parentOf(at)) {
			this.#mixed.add(at);
		}
	}
}

/** Collects the children of one folder in three trees, and hands out one map for those that turned out alike. */
class Gathered {
	readonly #maps = [new Map<string, TreeNode>(), new Map<string, TreeNode>(), new Map<string, TreeNode>()] as const;
	#ancestorLocal = true;
	#ancestorRemote = true;
	#localRemote = true;

	add(name: string, nodes: Triple<TreeNode | undefined>): void {
		for (const [tree, node] of nodes.entries()) {
			if (node) {
				this.#maps[tree]!.set(name, node);
			}
		}

		this.#ancestorLocal &&= nodes[0] === nodes[1];
		this.#ancestorRemote &&= nodes[0] === nodes[2];
		this.#localRemote &&= nodes[1] === nodes[2];
	}

	done(): Triple<Children> {
		const [ancestor, ownLocal, ownRemote] = this.#maps;
		const local = this.#ancestorLocal ? ancestor : ownLocal;
		const remote = this.#ancestorRemote ? ancestor : (this.#localRemote ? local : ownRemote);
		return [ancestor, local, remote];
	}
}

function shareFolders(disks: Triple<DiskStat | undefined>, children: Triple<Children>): Triple<TreeNode> {
	const isSame = (a: 0 | 1 | 2, b: 0 | 1 | 2): boolean => children[a] === children[b] && sameDisk(disks[a], disks[b]);
	const ancestor = folderNode(children[0], disks[0]);
	const local = isSame(0, 1) ? ancestor : folderNode(children[1], disks[1]);
	const remote = isSame(0, 2) ? ancestor : (isSame(1, 2) ? local : folderNode(children[2], disks[2]));
	return [ancestor, local, remote];
}
