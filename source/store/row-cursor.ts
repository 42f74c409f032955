import type {DiskStat, LeafNode} from '../engine/core/node.js';
import {entryBits, kinds, type RowColumns} from './row.js';

const digestCharacters = 64;

/** Takes nodes out of columns, one after the other, in the order in which they were written. */
export class RowCursor {
	readonly #names: readonly string[];
	readonly #entries: Uint16Array;
	readonly #numbers: Float64Array;
	readonly #digests: string;
	readonly #targets: readonly string[];
	readonly #recipes: Uint8Array;
	#name = 0;
	#entry = 0;
	#number = 0;
	#digest = 0;
	#target = 0;
	#recipe = 0;

	constructor(columns: RowColumns) {
		const {digests} = columns;
		this.#names = columns.names.split('/');
		this.#entries = new Uint16Array(aligned(columns.entries, 2));
		this.#numbers = new Float64Array(aligned(columns.numbers, 8));
		// One text for all digests, of which each is a slice: several times faster than one conversion each.
		this.#digests = Buffer.from(digests.buffer, digests.byteOffset, digests.byteLength).toString('hex');
		this.#targets = columns.targets;
		this.#recipes = columns.recipes;
	}

	get nameCount(): number {
		return this.#names.length;
	}

	/** Whether everything was taken, and nothing that was not there. */
	get isAtEnd(): boolean {
		return this.#name === this.#names.length && this.#entry === this.#entries.length && this.#number === this.#numbers.length
			&& this.#digest === this.#digests.length && this.#target === this.#targets.length && this.#recipe === this.#recipes.length;
	}

	name(): string {
		return this.#names[this.#name++]!;
	}

	entry(): number {
		return this.#entries[this.#entry++]!;
	}

	/** A file or link. */
	leaf(bits: number): LeafNode {
		if ((bits & entryBits.kind) === kinds.file) {
			return this.#file(bits);
		}

		const target = this.#targets[this.#target++]!;
		const disk = this.disk(bits);
		return disk ? {kind: 'symlink', target, disk} : {kind: 'symlink', target};
	}

	disk(bits: number, fileSize = 0, fileMicroseconds = 0): DiskStat | undefined {
		if ((bits & entryBits.disk) === 0) {
			return undefined;
		}

		const inode = this.#take();
		const changedMilliseconds = this.#take();
		const bornMilliseconds = this.#take();
		const size = (bits & entryBits.sameSize) === 0 ? this.#take() : fileSize;
		const modifiedMilliseconds = (bits & entryBits.sameTime) === 0 ? this.#take() : fileMicroseconds / 1000;
		return (bits & entryBits.racy) === 0
			? {
				inode, size, modifiedMilliseconds, changedMilliseconds, bornMilliseconds,
			}
			: {
				inode, size, modifiedMilliseconds, changedMilliseconds, bornMilliseconds, isRacy: true,
			};
	}

	#file(bits: number): LeafNode {
		const executable = (bits & entryBits.executable) !== 0;
		const size = this.#take();
		const modifiedMicroseconds = this.#take();
		const digest = this.#takeDigest();
		const recipe = (bits & entryBits.recipe) === 0 ? undefined : this.#takeRecipe();
		const disk = this.disk(bits, size, modifiedMicroseconds);
		// Written out, so that all nodes of a kind have one hidden class and nothing is built twice.
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

	#takeDigest(): string {
		const start = this.#digest;
		this.#digest += digestCharacters;
		return this.#digests.slice(start, this.#digest);
	}

	/** Small whole numbers come back as V8's small integers, which take no memory of their own: 50 B less per file. */
	#take(): number {
		const number = this.#numbers[this.#number++]!;
		// eslint-disable-next-line unicorn/prefer-math-trunc
		const integer = number | 0;
		return integer === number ? integer : number;
	}

	/** A copy: a view would keep the whole file's bytes in memory. */
	#takeRecipe(): Uint8Array {
		const start = this.#recipe;
		this.#recipe += this.#take();
		return Uint8Array.prototype.slice.call(this.#recipes, start, this.#recipe);
	}
}

/** The bytes in memory of their own, where numbers of this width can be read. Throws a RangeError when they are no whole number of them. */
export function aligned(bytes: Uint8Array, width: number): ArrayBuffer {
	if (bytes.byteLength % width !== 0) {
		throw new RangeError('A column of a shard ends within a number');
	}

	return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
}
