import type {DiskStat, LeafNode} from '../engine/core/node.js';
import type {ColumnBlock} from './column-block.js';
import {entryBits, kinds} from './row.js';

const digestBytes = 32;
const digestCharacters = 64;

/** How far a cursor has come in each column; of names as characters, of digests and recipes as bytes. */
export type Position = {
	readonly name: number;
	readonly entry: number;
	readonly number: number;
	readonly digest: number;
	readonly target: number;
	readonly recipe: number;
};

export const beginning: Position = {
	name: 0, entry: 0, number: 0, digest: 0, target: 0, recipe: 0,
};

/** Takes nodes out of columns, one after the other, in the order in which they were written, or passes over them. */
export class RowCursor {
	/** Of the row that was passed over last: what the disk said, if it was asked. */
	inode = 0;
	size = 0;
	modifiedMilliseconds = 0;
	changedMilliseconds = 0;
	readonly #block: ColumnBlock;
	readonly #digestsEnd: number;
	#digests: {readonly text: string; readonly start: number} | undefined;
	#name = 0;
	#entry = 0;
	#number = 0;
	#digest = 0;
	#target = 0;
	#recipe = 0;

	/** `end`: where whoever takes nodes will stop, at the latest. */
	constructor(block: ColumnBlock, start: Position = beginning, end?: Position) {
		this.#block = block;
		this.#digestsEnd = end?.digest ?? block.digests.length;
		this.position = start;
	}

	get position(): Position {
		return {
			name: this.#name, entry: this.#entry, number: this.#number, digest: this.#digest, target: this.#target, recipe: this.#recipe,
		};
	}

	set position({name, entry, number, digest, target, recipe}: Position) {
		this.#name = name;
		this.#entry = entry;
		this.#number = number;
		this.#digest = digest;
		this.#target = target;
		this.#recipe = recipe;
	}

	/** Whether everything was taken, and nothing that was not there. */
	get isAtEnd(): boolean {
		const {names, entries, numbers, digests, targets, recipes} = this.#block;
		return this.#name === names.length + 1 && this.#entry === entries.length && this.#number === numbers.length
			&& this.#digest === digests.length && this.#target === targets.length && this.#recipe === recipes.length;
	}

	name(): string {
		const start = this.#name;
		this.skipName();
		return this.#block.names.slice(start, this.#name - 1);
	}

	/** Throws a RangeError when there is none left. */
	skipName(): void {
		const {names} = this.#block;
		if (this.#name > names.length) {
			throw new RangeError('The columns of a shard count differently');
		}

		const end = names.indexOf('/', this.#name);
		this.#name = (end === -1 ? names.length : end) + 1;
	}

	entry(): number {
		return this.#block.entries[this.#entry++]!;
	}

	/** A file or link. */
	leaf(bits: number): LeafNode {
		if ((bits & entryBits.kind) === kinds.file) {
			return this.#file(bits);
		}

		const target = this.target();
		const disk = this.disk(bits);
		return disk ? {kind: 'symlink', target, disk} : {kind: 'symlink', target};
	}

	target(): string {
		return this.#block.targets[this.#target++]!;
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

	/** Passes over all of an entry but a link's text; returns a file's size, or nothing. */
	skim(bits: number): number {
		const {numbers} = this.#block;
		let fileBytes = 0;
		let microseconds = 0;
		if ((bits & entryBits.kind) === kinds.file) {
			fileBytes = numbers[this.#number]!;
			microseconds = numbers[this.#number + 1]!;
			this.#number += 2;
			this.#digest += digestBytes;
			this.#recipe += (bits & entryBits.recipe) === 0 ? 0 : numbers[this.#number++]!;
		}

		if ((bits & entryBits.disk) === 0) {
			return fileBytes;
		}

		this.inode = numbers[this.#number]!;
		this.changedMilliseconds = numbers[this.#number + 1]!;
		this.#number += 3;
		this.size = (bits & entryBits.sameSize) === 0 ? numbers[this.#number++]! : fileBytes;
		this.modifiedMilliseconds = (bits & entryBits.sameTime) === 0 ? numbers[this.#number++]! : microseconds / 1000;
		return fileBytes;
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
		// One text for all digests, of which each is a slice: several times faster than one conversion each.
		this.#digests ??= {text: this.#block.digestText(this.#digest, this.#digestsEnd), start: this.#digest};
		const {text, start} = this.#digests;
		const at = (this.#digest - start) * 2;
		this.#digest += digestBytes;
		return text.slice(at, at + digestCharacters);
	}

	/** Small whole numbers come back as V8's small integers, which take no memory of their own: 50 B less per file. */
	#take(): number {
		const number = this.#block.numbers[this.#number++]!;
		// eslint-disable-next-line unicorn/prefer-math-trunc
		const integer = number | 0;
		return integer === number ? integer : number;
	}

	/** A copy: a view would keep the whole block's bytes in memory. */
	#takeRecipe(): Uint8Array {
		const start = this.#recipe;
		this.#recipe += this.#take();
		return this.#block.recipes.slice(start, this.#recipe);
	}
}
