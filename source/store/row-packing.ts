import type {
	DiskStat,
	FolderNode,
	NodeKind,
	TreeNode,
} from '../engine/core/node.js';
import type {ChildCursor, Packing} from '../engine/core/packed-children.js';
import type {Path} from '../engine/core/path.js';
import type {ColumnBlock} from './column-block.js';
import {RowCursor, type Position} from './row-cursor.js';
import {entryBits, kinds} from './row.js';

/** Rows of one folder that lie one after the other in a block. */
export type RowRun = {readonly path: Path; readonly count: number; readonly block: ColumnBlock};

type MakeFolder = (name: string, disk: DiskStat | undefined) => FolderNode;

/** Most folders hold files alone. */
const noFolders: ReadonlyMap<string, FolderNode> = new Map();

const kindOf: Readonly<Record<number, NodeKind>> = {[kinds.file]: 'file', [kinds.symlink]: 'symlink', [kinds.folder]: 'folder'};

/** Leaves a folder's rows as they are and passes over them; undefined, with the cursor anywhere, when they are not alike in all three trees. */
export function packRows({count, block}: RowRun, cursor: RowCursor, makeFolder: MakeFolder): Packing | undefined {
	const start = cursor.position;
	const folders = new Map<string, FolderNode>();
	let files = 0;
	let bytes = 0;
	for (let left = count; left > 0; left--) {
		const bits = cursor.entry();
		if ((bits & entryBits.owners) !== entryBits.owners) {
			return undefined;
		}

		const kind = bits & entryBits.kind;
		if (kind === kinds.folder) {
			const name = cursor.name();
			folders.set(name, makeFolder(name, cursor.disk(bits)));
			continue;
		}

		cursor.skipName();
		if (kind === kinds.symlink) {
			cursor.target();
		}

		files++;
		bytes += cursor.skim(bits);
	}

	return new PackedRows({
		block, start, end: cursor.position, size: count, files, bytes, folders: folders.size === 0 ? noFolders : folders,
	});
}

type PackedRowsOptions = Pick<Packing, 'size' | 'files' | 'bytes' | 'folders'> & {readonly block: ColumnBlock; readonly start: Position; readonly end: Position};

class PackedRows implements Packing {
	readonly size: number;
	readonly files: number;
	readonly bytes: number;
	readonly folders: ReadonlyMap<string, FolderNode>;
	readonly #block: ColumnBlock;
	readonly #start: Position;
	readonly #end: Position;

	constructor({size, files, bytes, folders, block, start, end}: PackedRowsOptions) {
		this.size = size;
		this.files = files;
		this.bytes = bytes;
		this.folders = folders;
		this.#block = block;
		this.#start = start;
		this.#end = end;
	}

	get names(): string {
		return this.#block.names.slice(this.#start.name, this.#end.name - 1);
	}

	cursor(): ChildCursor {
		return new PackedRowCursor(new RowCursor(this.#block, this.#start), this.size);
	}

	unpack(): Map<string, TreeNode> {
		const cursor = new RowCursor(this.#block, this.#start, this.#end);
		const children = new Map<string, TreeNode>();
		for (let left = this.size; left > 0; left--) {
			const name = cursor.name();
			const bits = cursor.entry();
			if ((bits & entryBits.kind) === kinds.folder) {
				cursor.skim(bits);
				children.set(name, this.folders.get(name)!);
			} else {
				children.set(name, cursor.leaf(bits));
			}
		}

		return children;
	}
}

class PackedRowCursor implements ChildCursor {
	kind: NodeKind = 'file';
	isExecutable = false;
	isProven = false;
	inode = 0;
	size = 0;
	modifiedMilliseconds = 0;
	changedMilliseconds = 0;
	target: string | undefined;
	readonly #rows: RowCursor;
	#left: number;

	constructor(rows: RowCursor, count: number) {
		this.#rows = rows;
		this.#left = count;
	}

	next(): boolean {
		if (this.#left === 0) {
			return false;
		}

		this.#left--;
		const rows = this.#rows;
		const bits = rows.entry();
		this.kind = kindOf[bits & entryBits.kind]!;
		this.isExecutable = (bits & entryBits.executable) !== 0;
		this.isProven = (bits & (entryBits.disk | entryBits.racy)) === entryBits.disk;
		this.target = this.kind === 'symlink' ? rows.target() : undefined;
		rows.skim(bits);
		this.inode = rows.inode;
		this.size = rows.size;
		this.modifiedMilliseconds = rows.modifiedMilliseconds;
		this.changedMilliseconds = rows.changedMilliseconds;
		return true;
	}
}
