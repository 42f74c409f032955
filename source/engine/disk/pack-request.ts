import type {Digest, DiskStat} from '../core/node.js';
import type {Path} from '../core/path.js';
import {diskStatAt, entryWidth, putDiskStat} from './entry-batch.js';
import type {Content} from './replica.js';

/** Whole small files in columns: as objects, to be handed from thread to thread costs them more than to be read. */
export type PackRequest = {
	/** Joined by NUL. */
	readonly paths: string;
	/** Of each its size, then what the disk said of it when it was last read, as in an `EntryBatch` behind the code; not a number where that is not known. */
	readonly numbers: Float64Array<ArrayBuffer>;
	/** Of those whose times prove nothing yet (rule R8), by place. */
	readonly digests: ReadonlyMap<number, Digest>;
};

/** One of the files. Without `disk` it cannot be told from another, and with a digest its bytes must prove what they are. */
export type PackedFile = {readonly path: Path; readonly size: number; readonly disk: DiskStat | undefined; readonly digest: Digest | undefined};

export function requestPack(contents: readonly Content[]): PackRequest {
	const numbers = new Float64Array(contents.length * entryWidth);
	const digests = new Map<number, Digest>();
	for (const [index, {node: {size, disk, digest}}] of contents.entries()) {
		const at = index * entryWidth;
		numbers[at] = size;
		if (disk) {
			putDiskStat(numbers, at, disk);
		} else {
			numbers.fill(NaN, at + 1, at + entryWidth);
		}

		if (disk?.isRacy === true) {
			digests.set(index, digest);
		}
	}

	return {paths: contents.map(({path}) => path).join('\0'), numbers, digests};
}

/** Bytes of all of them together. */
export function packBytesOf({numbers}: PackRequest): number {
	let bytes = 0;
	for (let at = 0; at < numbers.length; at += entryWidth) {
		bytes += numbers[at]!;
	}

	return bytes;
}

export function * filesOf({paths, numbers, digests}: PackRequest): Generator<PackedFile> {
	const names = numbers.length === 0 ? [] : paths.split('\0');
	for (const [index, path] of names.entries()) {
		const at = index * entryWidth;
		const disk = diskStatAt(numbers, at);
		yield {
			path, size: numbers[at]!, disk: Number.isNaN(disk.inode) ? undefined : disk, digest: digests.get(index),
		};
	}
}
