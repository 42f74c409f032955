import type {DiskStat} from '../core/node.js';
import type {FileStat} from './file-system.js';

/** What was found under a name; the first of the numbers of each entry. */
export const entryCode = {
	file: 0,
	executable: 1,
	folder: 2,
	symlink: 3,
	/** FIFO, socket or device. */
	special: 4,
	/** A folder on which another file system is mounted. */
	otherDevice: 5,
	/** Nothing, where only the name was asked for. */
	absent: 6,
	/** `texts` has the error's code. */
	unreadable: 7,
	/** A name that is not UTF-8; `names` has a printable form. */
	badName: 8,
	/** A symlink whose text is not UTF-8. */
	badTarget: 9,
	/** It was listed, or was something else, a moment before. */
	vanished: 10,
} as const;

/** Numbers of each entry: code, inode, size, and the times of modification, of change and of birth in milliseconds. */
export const entryWidth = 6;

/** A stretch of one folder's entries. */
export type FolderPart = {
	/** Place of the folder in the request. */
	readonly look: number;
	readonly count: number;
	/** Nothing more of this folder follows. */
	readonly isLast: boolean;
	/** Code of the error because of which nothing is known of this folder. */
	readonly fault?: string;
	/** Texts of the folder's rule files by name, with the first part of a listed folder (when the walk was told of such files). */
	readonly rules?: ReadonlyMap<string, string>;
};

/** Entries of many folders in a form that costs little to hand from thread to thread: one text, one transferable array. */
export type EntryBatch = {
	readonly parts: readonly FolderPart[];
	/** All names, joined by slashes. */
	readonly names: string;
	readonly numbers: Float64Array<ArrayBuffer>;
	/** What some entries need besides, by their place in the batch: a link's text, an error's code. */
	readonly texts: ReadonlyMap<number, string>;
};

/** What a batch shows of one folder: `count` entries from `first` on. */
export type Listing = Pick<EntryBatch, 'numbers' | 'texts'> & {
	/** The folder's own, joined by slashes. */
	readonly names: string;
	readonly count: number;
	readonly first: number;
};

export const namesIn = ({names, count}: Listing): readonly string[] => count === 0 ? [] : names.split('/');

/** Takes the names of one folder after the other off those of a batch. */
export class JoinedNames {
	readonly #names: string;
	#start = 0;

	constructor(names: string) {
		this.#names = names;
	}

	/** The next ones, still joined. */
	take(count: number): string {
		if (count === 0) {
			return '';
		}

		const start = this.#start;
		let end = start - 1;
		for (let left = count; left > 0 && end < this.#names.length; left--) {
			const next = this.#names.indexOf('/', end + 1);
			end = next === -1 ? this.#names.length : next;
		}

		this.#start = end + 1;
		return this.#names.slice(start, end);
	}
}

export function isExecutable(stat: FileStat): boolean {
	return (stat.mode & 0o100) !== 0;
}

export function codeOf(stat: FileStat): number {
	switch (stat.kind) {
		case 'file': {
			return isExecutable(stat) ? entryCode.executable : entryCode.file;
		}

		case 'folder': {
			return entryCode.folder;
		}

		case 'symlink': {
			return entryCode.symlink;
		}

		case 'other': {
			return entryCode.special;
		}
	}
}

/** Writes one entry's numbers at `at`. */
export function putEntry(numbers: Float64Array, at: number, code: number, stat: FileStat): void {
	numbers[at] = code;
	putDiskStat(numbers, at, stat);
}

/** Writes an entry's numbers but for the first. */
export function putDiskStat(numbers: Float64Array, at: number, stat: DiskStat | FileStat): void {
	numbers[at + 1] = stat.inode;
	numbers[at + 2] = stat.size;
	numbers[at + 3] = stat.modifiedMilliseconds;
	numbers[at + 4] = stat.changedMilliseconds;
	numbers[at + 5] = stat.bornMilliseconds;
}

/** Reads what `putDiskStat` wrote. */
export function diskStatAt(numbers: Float64Array, at: number): DiskStat {
	return {
		inode: numbers[at + 1]!,
		size: numbers[at + 2]!,
		modifiedMilliseconds: numbers[at + 3]!,
		changedMilliseconds: numbers[at + 4]!,
		bornMilliseconds: numbers[at + 5]!,
	};
}

/** Whether an entry is, by all that the disk says without being read, what it was when `disk` was noted (rule R8). */
export function isUnchangedAt(numbers: Float64Array, at: number, disk: Omit<DiskStat, 'bornMilliseconds'> | undefined): boolean {
	return disk !== undefined
		&& disk.isRacy !== true
		&& disk.modifiedMilliseconds === numbers[at + 3]
		&& disk.changedMilliseconds === numbers[at + 4]
		&& disk.size === numbers[at + 2]
		&& disk.inode === numbers[at + 1];
}

/** The same question for a stat that is at hand. */
export function isUnchanged(stat: FileStat, disk: DiskStat): boolean {
	return disk.modifiedMilliseconds === stat.modifiedMilliseconds
		&& disk.changedMilliseconds === stat.changedMilliseconds
		&& disk.size === stat.size
		&& disk.inode === stat.inode;
}
