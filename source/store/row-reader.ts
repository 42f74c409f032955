import type {DiskStat, FolderNode, TreeNode} from '../engine/core/node.js';
import {PackedChildren} from '../engine/core/packed-children.js';
import {joinPath, type Path} from '../engine/core/path.js';
import {ColumnBlock} from './column-block.js';
import {RowCursor} from './row-cursor.js';
import {packRows, type RowRun} from './row-packing.js';
import {
	entryBits,
	kinds,
	type Nodes,
	type RowColumns,
} from './row.js';

/** What stands in one folder: names alike in all three trees, and those that are not. */
export type FolderRows = {
	readonly shared: PackedChildren;
	mixed: Map<string, Nodes> | undefined;
};

/**
Reads columns back, one block after the other; a later row of the same name replaces an earlier one. Folder nodes hold the very
children that their own rows are read into, so a tree that is the same on all sides is whole as soon as the last block is read. Rows of a folder that is
the same on all sides stay packed.
*/
export class RowReader {
	readonly folders = new Map<Path, FolderRows>();

	folder(path: Path): FolderRows {
		let rows = this.folders.get(path);
		if (!rows) {
			rows = {shared: new PackedChildren(), mixed: undefined};
			this.folders.set(path, rows);
		}

		return rows;
	}

	/** Throws a RangeError when the columns do not belong together. */
	read(columns: RowColumns): void {
		const block = new ColumnBlock(columns);
		const {folders, counts} = block;
		if (counts.length === 0) {
			return;
		}

		if (folders.length !== counts.length) {
			throw new RangeError('The columns of a shard count differently');
		}

		const cursor = new RowCursor(block);
		for (const [index, path] of folders.entries()) {
			this.#rows({path, count: counts[index]!, block}, cursor);
		}

		if (!cursor.isAtEnd) {
			throw new RangeError('The columns of a shard are of different lengths');
		}
	}

	#rows(run: RowRun, cursor: RowCursor): void {
		const rows = this.folder(run.path);
		if (rows.shared.size === 0 && rows.mixed === undefined) {
			const {position} = cursor;
			const packing = packRows(run, cursor, (name, disk) => this.#folder(joinPath(run.path, name), disk));
			if (packing) {
				rows.shared.pack(packing);
				return;
			}

			cursor.position = position;
		}

		for (let {count} = run; count > 0; count--) {
			this.#row(run.path, rows, cursor);
		}
	}

	#row(path: Path, rows: FolderRows, cursor: RowCursor): void {
		const name = cursor.name();
		const bits = cursor.entry();
		if ((bits & entryBits.owners) === entryBits.owners) {
			const isFolder = (bits & entryBits.kind) === kinds.folder;
			rows.shared.edit().set(name, isFolder ? this.#folder(joinPath(path, name), cursor.disk(bits)) : cursor.leaf(bits));
			rows.mixed?.delete(name);
			return;
		}

		rows.shared.edit().delete(name);
		if (bits === kinds.none) {
			rows.mixed?.delete(name);
			return;
		}

		rows.mixed ??= new Map();
		rows.mixed.set(name, this.#variants(joinPath(path, name), cursor, bits));
	}

	#variants(path: Path, cursor: RowCursor, first: number): Nodes {
		const nodes: [TreeNode | undefined, TreeNode | undefined, TreeNode | undefined] = [undefined, undefined, undefined];
		for (let bits = first; ; bits = cursor.entry()) {
			const node = (bits & entryBits.kind) === kinds.folder ? this.#folder(path, cursor.disk(bits)) : cursor.leaf(bits);
			for (let tree = 0; tree < 3; tree++) {
				if ((bits & (1 << (entryBits.ancestorBit + tree))) !== 0) {
					nodes[tree] = node;
				}
			}

			if ((bits & entryBits.more) === 0) {
				return nodes;
			}
		}
	}

	#folder(path: Path, disk: DiskStat | undefined): FolderNode {
		return folderNode(this.folder(path).shared, disk);
	}
}

export function folderNode(children: ReadonlyMap<string, TreeNode>, disk: DiskStat | undefined): FolderNode {
	return disk ? {kind: 'folder', children, disk} : {kind: 'folder', children};
}
