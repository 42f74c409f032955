import type {DiskStat, FolderNode, TreeNode} from '../engine/core/node.js';
import {joinPath, type Path} from '../engine/core/path.js';
import {entryBits, kinds, type RowColumns} from './row.js';

/** What stands in one folder: names alike in all three trees, and those that are not. */
export type FolderRows = {
	readonly shared: Map<string, TreeNode>;
	mixed: Map<string, [TreeNode | undefined, TreeNode | undefined, TreeNode | undefined]> | undefined;
};

const bytesPerDigest = 64;

/**
Reads columns back, one block after the other; a later row of the same name replaces an earlier one. Folder nodes hold the very
map that their own rows are read into, so a tree that is the same on all sides is whole as soon as the last block is read.
*/
export class RowReader {
	readonly folders = new Map<Path, FolderRows>();

	folder(path: Path): FolderRows {
		let rows = this.folders.get(path);
		if (!rows) {
			rows = {shared: new Map(), mixed: undefined};
			this.folders.set(path, rows);
		}

		return rows;
	}

	/** Throws when the columns do not belong together. */
	read(columns: RowColumns): void {
		const counts = new Uint32Array(aligned(columns.counts, 4));
		const folders = columns.folders.split('\0');
		const cursor = new Cursor(columns);
		if (counts.length === 0) {
			return;
		}

		for (const [index, path] of folders.entries()) {
			const rows = this.folder(path);
			for (let left = counts[index]!; left > 0; left--) {
				this.#row(path, rows, cursor);
			}
		}

		if (folders.length !== counts.length || !cursor.isAtEnd()) {
			throw new RangeError('The columns of a shard are of different lengths');
		}
	}

	#row(path: Path, rows: FolderRows, cursor: Cursor): void {
		const name = cursor.name();
		let bits = cursor.entry();
		if ((bits & entryBits.owners) === entryBits.owners) {
			rows.shared.set(name, this.#node(path, name, cursor, bits));
			rows.mixed?.delete(name);
			return;
		}

		rows.shared.delete(name);
		if (bits === kinds.none) {
			rows.mixed?.delete(name);
			return;
		}

		const nodes: [TreeNode | undefined, TreeNode | undefined, TreeNode | undefined] = [undefined, undefined, undefined];
		let node: TreeNode | undefined;
		for (;;) {
			node = this.#node(path, name, cursor, bits, node);
			for (let tree = 0; tree < 3; tree++) {
				if ((bits & (1 << (entryBits.ancestorBit + tree))) !== 0) {
					nodes[tree] = node;
				}
			}

			if ((bits & entryBits.more) === 0) {
				break;
			}

			bits = cursor.entry();
		}

		rows.mixed ??= new Map();
		rows.mixed.set(name, nodes);
	}

	#node(path: Path, name: string, cursor: Cursor, bits: number, previous?: TreeNode): TreeNode {
		if ((bits & entryBits.kind) === kinds.file) {
			return fileNode(cursor, bits, previous);
		}

		if ((bits & entryBits.kind) === kinds.folder) {
			const children = this.folder(joinPath(path, name)).shared;
			return folderNode(children, (bits & entryBits.disk) === 0 ? undefined : cursor.disk(bits));
		}

		const target = (bits & entryBits.like) !== 0 && previous?.kind === 'symlink' ? previous.target : cursor.target();
		return (bits & entryBits.disk) === 0 ? {kind: 'symlink', target} : {kind: 'symlink', target, disk: cursor.disk(bits)};
	}
}

export function folderNode(children: ReadonlyMap<string, TreeNode>, disk: DiskStat | undefined): FolderNode {
	return disk ? {kind: 'folder', children, disk} : {kind: 'folder', children};
}

function fileNode(cursor: Cursor, bits: number, previous: TreeNode | undefined): TreeNode {
	const executable = (bits & entryBits.executable) !== 0;
	const like = (bits & entryBits.like) !== 0 && previous?.kind === 'file' ? previous : undefined;
	const size = like ? like.size : cursor.number();
	const modifiedMicroseconds = like ? like.modifiedMicroseconds : cursor.number();
	const digest = like ? like.digest : cursor.digest();
	const recipe = like ? like.recipe : ((bits & entryBits.recipe) === 0 ? undefined : cursor.recipe());
	const disk = (bits & entryBits.disk) === 0 ? undefined : cursor.disk(bits, size, modifiedMicroseconds);
	// Written out, because every node of a kind then has the same hidden class, and nothing is built twice.
	if (recipe) {
		return disk
			? {
				kind: 'file', size, modifiedMicroseconds, executable, digest, recipe, disk,
			}
			: {
				kind: 'file', size, modifiedMicroseconds, executable, digest, recipe,
			};
	}

	return disk
		? {
			kind: 'file', size, modifiedMicroseconds, executable, digest, disk,
		}
		: {
			kind: 'file', size, modifiedMicroseconds, executable, digest,
		};
}

/** Where in each column the reading stands. */
class Cursor {
	readonly #names: string[];
	readonly #entries: Uint16Array;
	readonly #numbers: Float64Array;
	readonly #digests: string;
	readonly #targets: readonly string[];
	readonly #recipes: readonly Uint8Array[];
	#name = 0;
	#entry = 0;
	#number = 0;
	#digest = 0;
	#target = 0;
	#recipe = 0;

	constructor(columns: RowColumns) {
		this.#names = columns.names.split('/');
		this.#entries = new Uint16Array(aligned(columns.entries, 2));
		this.#numbers = new Float64Array(aligned(columns.numbers, 8));
		this.#digests = Buffer.from(columns.digests.buffer, columns.digests.byteOffset, columns.digests.byteLength).toString('hex');
		this.#targets = columns.targets;
		this.#recipes = columns.recipes;
	}

	name(): string {
		return this.#names[this.#name++]!;
	}

	entry(): number {
		return this.#entries[this.#entry++]!;
	}

	number(): number {
		return this.#numbers[this.#number++]!;
	}

	digest(): string {
		return this.#digests.slice(this.#digest, this.#digest += bytesPerDigest);
	}

	target(): string {
		return this.#targets[this.#target++]!;
	}

	/** A copy: a view would keep the whole file's bytes in memory. */
	recipe(): Uint8Array {
		return Uint8Array.from(this.#recipes[this.#recipe++]!);
	}

	disk(bits: number, fileSize = 0, fileMicroseconds = 0): DiskStat {
		const inode = this.number();
		const changedMilliseconds = this.number();
		const bornMilliseconds = this.number();
		const size = (bits & entryBits.sameSize) === 0 ? this.number() : fileSize;
		const modifiedMilliseconds = (bits & entryBits.sameTime) === 0 ? this.number() : fileMicroseconds / 1000;
		return (bits & entryBits.racy) === 0
			? {
				inode, size, modifiedMilliseconds, changedMilliseconds, bornMilliseconds,
			}
			: {
				inode, size, modifiedMilliseconds, changedMilliseconds, bornMilliseconds, isRacy: true,
			};
	}

	isAtEnd(): boolean {
		return this.#name === this.#names.length && this.#entry === this.#entries.length && this.#number === this.#numbers.length
			&& this.#digest === this.#digests.length && this.#target === this.#targets.length && this.#recipe === this.#recipes.length;
	}
}

function aligned(bytes: Uint8Array, width: number): ArrayBuffer {
	if (bytes.byteLength % width !== 0) {
		throw new RangeError('A column of a shard ends within a number');
	}

	return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
}
