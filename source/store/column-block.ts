import type {RowColumns} from './row.js';

/** Columns in memory of their own, as numbers where they are numbers. Throws a RangeError when a column is no whole number of them. */
export class ColumnBlock {
	readonly folders: readonly string[];
	readonly counts: Uint32Array;
	readonly names: string;
	readonly entries: Uint16Array;
	readonly numbers: Float64Array;
	readonly digests: Uint8Array<ArrayBuffer>;
	readonly targets: readonly string[];
	readonly recipes: Uint8Array<ArrayBuffer>;

	constructor(columns: RowColumns) {
		this.counts = new Uint32Array(aligned(columns.counts, 4));
		this.folders = this.counts.length === 0 ? [] : columns.folders.split('\0');
		this.names = columns.names;
		this.entries = new Uint16Array(aligned(columns.entries, 2));
		this.numbers = new Float64Array(aligned(columns.numbers, 8));
		this.digests = new Uint8Array(columns.digests);
		this.targets = columns.targets;
		this.recipes = new Uint8Array(columns.recipes);
	}

	/** The digests between two places, one after the other in hexadecimal. */
	digestText(start: number, end: number): string {
		return Buffer.from(this.digests.buffer).toString('hex', start, end);
	}
}

/** The bytes in memory of their own, where numbers of this width can be read. */
function aligned(bytes: Uint8Array, width: number): ArrayBuffer {
	if (bytes.byteLength % width !== 0) {
		throw new RangeError('A column of a shard ends within a number');
	}

	return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
}
