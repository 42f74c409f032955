import type {DiskStat, TreeNode} from '../engine/core/node.js';
import type {Path} from '../engine/core/path.js';
import {
	entryBits,
	kinds,
	sameRow,
	sameSubstance,
	type Nodes,
	type RowColumns,
} from './row.js';

/** Gathers rows and packs them into columns. Rows of one folder are best given one after the other. */
export class RowWriter {
	readonly #folders: Path[] = [];
	readonly #counts: number[] = [];
	readonly #names: string[] = [];
	readonly #entries: number[] = [];
	readonly #numbers: number[] = [];
	readonly #digests: string[] = [];
	readonly #targets: string[] = [];
	readonly #recipes: Uint8Array[] = [];

	/** Names written so far. */
	get size(): number {
		return this.#names.length;
	}

	/** Three times nothing says that the name is gone. */
	add(folder: Path, name: string, nodes: Nodes): void {
		const last = this.#folders.length - 1;
		if (last >= 0 && this.#folders[last] === folder) {
			this.#counts[last]!++;
		} else {
			this.#folders.push(folder);
			this.#counts.push(1);
		}

		this.#names.push(name);
		const [ancestor, local, remote] = nodes;
		if (ancestor === local && local === remote) {
			this.#entry(ancestor, undefined, ancestor ? entryBits.owners : 0);
		} else {
			this.#variants(nodes);
		}
	}

	columns(): RowColumns {
		return {
			folders: this.#folders.join('\0'),
			counts: bytesOf(Uint32Array.from(this.#counts)),
			names: this.#names.join('/'),
			entries: bytesOf(Uint16Array.from(this.#entries)),
			numbers: bytesOf(Float64Array.from(this.#numbers)),
			digests: digestBytes(this.#digests),
			targets: this.#targets,
			recipes: Buffer.concat(this.#recipes),
		};
	}

	/** One entry for each distinct node, naming all trees that have it. */
	#variants(nodes: Nodes): void {
		let owned = 0;
		let previous: TreeNode | undefined;
		const first = this.#entries.length;
		for (let tree = 0; tree < 3; tree++) {
			const node = nodes[tree];
			if (node === undefined || (owned & (1 << tree)) !== 0) {
				continue;
			}

			let owners = 1 << tree;
			for (let other = tree + 1; other < 3; other++) {
				owners |= sameRow(node, nodes[other]) ? 1 << other : 0;
			}

			owned |= owners;
			this.#entry(node, previous, owners << entryBits.ancestorBit);
			previous = node;
		}

		for (let index = first; index < this.#entries.length - 1; index++) {
			this.#entries[index]! |= entryBits.more;
		}
	}

	#entry(node: TreeNode | undefined, previous: TreeNode | undefined, owners: number): void {
		if (node === undefined) {
			this.#entries.push(kinds.none);
			return;
		}

		let bits = owners | kinds[node.kind];
		const isLike = previous !== undefined && sameSubstance(node, previous);
		if (isLike) {
			bits |= entryBits.like;
		} else if (node.kind === 'symlink') {
			this.#targets.push(node.target);
		}

		if (node.kind === 'file') {
			bits |= node.executable ? entryBits.executable : 0;
			if (!isLike) {
				this.#numbers.push(node.size, node.modifiedMicroseconds);
				this.#digests.push(node.digest);
				if (node.recipe) {
					bits |= entryBits.recipe;
					this.#recipes.push(node.recipe);
					this.#numbers.push(node.recipe.length);
				}
			}
		}

		this.#entries.push(node.disk ? bits | this.#disk(node, node.disk) : bits);
	}

	#disk(node: TreeNode, disk: DiskStat): number {
		let bits = entryBits.disk | (disk.isRacy ? entryBits.racy : 0);
		this.#numbers.push(disk.inode, disk.changedMilliseconds, disk.bornMilliseconds);
		if (node.kind === 'file' && disk.size === node.size) {
			bits |= entryBits.sameSize;
		} else {
			this.#numbers.push(disk.size);
		}

		if (node.kind === 'file' && disk.modifiedMilliseconds === node.modifiedMicroseconds / 1000) {
			bits |= entryBits.sameTime;
		} else {
			this.#numbers.push(disk.modifiedMilliseconds);
		}

		return bits;
	}
}

function bytesOf(values: Uint16Array | Uint32Array | Float64Array): Uint8Array {
	return Buffer.from(values.buffer, values.byteOffset, values.byteLength);
}

function digestBytes(digests: readonly string[]): Uint8Array {
	const bytes = Buffer.from(digests.join(''), 'hex');
	if (bytes.length !== digests.length * 32) {
		throw new TypeError('A digest is not a SHA-256 in hexadecimal');
	}

	return bytes;
}
