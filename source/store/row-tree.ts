import type {DiskStat, FolderNode, TreeNode} from '../engine/core/node.js';
import {joinPath, parentOf, type Path} from '../engine/core/path.js';
import {folderNode, type RowReader} from './row-reader.js';
import type {Nodes, Trees, Triple} from './row.js';

type Children = ReadonlyMap<string, TreeNode>;

/** The three trees out of the rows that were read. Whatever is the same in two of them is the same object, folders included. */
export function treesOf(reader: RowReader, rootDisk: DiskStat | undefined): Trees {
	const [ancestor, local, remote] = new Assembly(reader).children('');
	const root = new SharedFolders(rootDisk);
	return [root.with(ancestor), root.with(local), root.with(remote)];
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

	#folders(path: Path, nodes: Nodes): Nodes {
		const children = this.children(path);
		const folders = new Map<TreeNode, SharedFolders>();
		const [ancestor, local, remote] = nodes.map((node, tree) => {
			if (node?.kind !== 'folder') {
				return node;
			}

			const shared = folders.get(node) ?? new SharedFolders(node.disk);
			folders.set(node, shared);
			return shared.with(children[tree]!);
		});
		return [ancestor, local, remote];
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

	add(name: string, nodes: Nodes): void {
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

/** Folder nodes with one stat: the same node for the same children. */
class SharedFolders {
	readonly #disk: DiskStat | undefined;
	readonly #folders = new Map<Children, FolderNode>();

	constructor(disk: DiskStat | undefined) {
		this.#disk = disk;
	}

	with(children: Children): FolderNode {
		const folder = this.#folders.get(children) ?? folderNode(children, this.#disk);
		this.#folders.set(children, folder);
		return folder;
	}
}
