import type {FileSystem} from './file-system.js';
import {removeFile, removeTree, reservedPaths} from './reserved-folder.js';
import {readHorizon, writeHorizon, type TrashHorizon} from './trash-horizon.js';
import {
	isEntry,
	readDay,
	startOf,
	trashDays,
	trashPathOf,
	type TrashEntry,
} from './trash-index.js';

/** How long versions are kept. */
export type Retention = {
	/** Versions that went longer ago go. */
	readonly keepDays: number;
	/** Bytes; when all versions together take more, the oldest go. */
	readonly limitBytes: number;
};

export const usualRetention: Retention = {keepDays: 30, limitBytes: 10 * (1024 ** 3)};

export type TidyRequest = Retention & {
	readonly nowMilliseconds: number;
	/** Nothing is done when the last clean-up was finished within this time. */
	readonly everyMilliseconds?: number;
};

export type TidyResult = {
	/** Versions that were removed, and their bytes. */
	readonly versions: number;
	readonly bytes: number;
	/** False: there is more to remove; ask again, so that nobody who waits for the disk waits long. */
	readonly isDone: boolean;
};

export const dayMilliseconds = 24 * 60 * 60 * 1000;
/**
Nothing younger goes, whatever the settings are: most mistakes are noticed within the hour, a plan under way may still fetch a content from
the trash, and a guest may still be writing the index of its own.
*/
export const youngMilliseconds = 60 * 60 * 1000;
const removalsAtOnce = 2000;

type Doomed = {readonly entries: readonly TrashEntry[]; readonly days: readonly string[]};

/**
Removes versions that are too old or too many, oldest first. How far the trash reaches back is written down before anything goes: then
a content that is missing is known to have expired, and after a crash at any moment index and files still agree.
*/
export function tidyTrash(files: FileSystem, request: TidyRequest): TidyResult {
	if (files.find(reservedPaths.trash)?.kind !== 'folder') {
		return {versions: 0, bytes: 0, isDone: true};
	}

	const before = readHorizon(files);
	const {nowMilliseconds, everyMilliseconds = 0} = request;
	if (Math.abs(nowMilliseconds - before.tidiedMilliseconds) < everyMilliseconds) {
		return {versions: 0, bytes: 0, isDone: true};
	}

	const doomed = choose(files, request);
	const entries = doomed.entries.slice(0, removalsAtOnce);
	const isDone = entries.length === doomed.entries.length;
	const horizon = horizonAfter(before, entries, isDone ? doomed.days : []);
	if (horizon !== before) {
		writeHorizon(files, horizon);
	}

	for (const {name} of entries) {
		removeFile(files, trashPathOf(name));
	}

	if (isDone) {
		for (const day of doomed.days) {
			removeTree(files, trashPathOf(day));
		}

		writeHorizon(files, {...horizon, tidiedMilliseconds: nowMilliseconds});
	}

	return {versions: entries.length, bytes: bytesOf(entries), isDone};
}

const bytesOf = (entries: readonly TrashEntry[]): number => entries.reduce((sum, {size = 0}) => sum + size, 0);

function choose(files: FileSystem, {keepDays, limitBytes, nowMilliseconds}: TidyRequest): Doomed {
	const youngest = nowMilliseconds - youngMilliseconds;
	const oldest = Math.min(nowMilliseconds - (keepDays * dayMilliseconds), youngest);
	const days = trashDays(files);
	const present = days.flatMap(day => {
		const {lines, present} = readDay(files, day);
		return lines.filter(line => isEntry(line) && present.has(line.name)) as TrashEntry[];
	}).toSorted((a, b) => a.whenMilliseconds - b.whenMilliseconds);

	let left = bytesOf(present);
	let count = 0;
	for (const {whenMilliseconds, size = 0} of present) {
		if (!(whenMilliseconds < oldest || (left > limitBytes && whenMilliseconds < youngest))) {
			break;
		}

		left -= size;
		count++;
	}

	// Of a whole day's folder nothing is left to be remembered when the day is over.
	return {entries: present.slice(0, count), days: days.filter(day => startOf(day) + dayMilliseconds <= oldest)};
}

function horizonAfter(before: TrashHorizon, entries: readonly TrashEntry[], days: readonly string[]): TrashHorizon {
	const contents = Math.max(before.contentsMilliseconds, ...entries.slice(-1).map(({whenMilliseconds}) => whenMilliseconds + 1));
	const records = Math.max(before.recordsMilliseconds, ...days.map(day => startOf(day) + dayMilliseconds));
	return contents === before.contentsMilliseconds && records === before.recordsMilliseconds
		? before
		: {...before, contentsMilliseconds: Math.max(contents, records), recordsMilliseconds: records};
}
