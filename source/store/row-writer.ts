import type {DiskStat, TreeNode} from '../engine/core/node.js';
import type {Path} from '../engine/core/path.js';
import {
	entryBits,
	kinds,
	unify,
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
	/** Of what is of any length: names, links' texts, recipes. */
	#lengths = 0;

	/** Names written so far. */
	get size(): number {
		return this.#names.length;
	}

	/** What the columns will take, nearly. */
	get bytes(): number {
		return this.#lengths + (this.#entries.length * 2) + (this.#numbers.length * 8) + (this.#digests.length * 32);
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
		this.#lengths += name.length;
		const [ancestor, local, remote] = nodes;
		if (ancestor === local && local === remote) {
			this.#entry(ancestor, entryBits.owners);
		} else {
			this.#variants(unify(nodes));
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
		const distinct = [...new Set(nodes)].filter(node => node !== undefined);
		for (const [index, node] of distinct.entries()) {
			const owners = nodes.reduce((bits, other, tree) => other === node ? bits | (1 << (entryBits.ancestorBit + tree)) : bits, 0);
			this.#entry(node, index < distinct.length - 1 ? owners | entryBits.more : owners);
		}
	}

	#entry(node: TreeNode | undefined, owners: number): void {
		if (node === undefined) {
			this.#entries.push(kinds.none);
			return;
		}

		const bits = owners | kinds[node.kind] | this.#content(node);
		this.#entries.push(node.disk ? bits | this.#disk(node, node.disk) : bits);
	}

	#content(node: TreeNode): number {
		if (node.kind === 'symlink') {
			this.#targets.push(node.target);
			this.#lengths += node.target.length;
		}

		if (node.kind !== 'file') {
			return 0;
		}

		this.#numbers.push(node.size, node.modifiedMicroseconds);
		this.#digests.push(node.digest);
		if (node.recipe) {
			this.#recipes.push(node.recipe);
			this.#lengths += node.recipe.length;
			this.#numbers.push(node.recipe.length);
		}

		return (node.executable ? entryBits.executable : 0) | (node.recipe ? entryBits.recipe : 0);
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
