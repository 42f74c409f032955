import type {FileSystem} from './file-system.js';
import {
	indexName,
	isEntry,
	readDay,
	trashDays,
	trashPathOf,
} from './trash-index.js';

/** What the trash holds: versions whose content is there, their bytes, and when the oldest of them went. */
export type TrashUse = {readonly versions: number; readonly bytes: number; readonly oldestMilliseconds?: number};

type MeasuredDay = {readonly mark: string; readonly use: TrashUse};

const nothing: TrashUse = {versions: 0, bytes: 0};

/** Measures the trash again and again: a day whose folder and index are as they were last time is not read again. */
export class TrashMeasure {
	#days = new Map<string, MeasuredDay>();

	measure(files: FileSystem): TrashUse {
		const days = new Map(trashDays(files).map(day => [day, this.#measureDay(files, day)]));
		this.#days = days;
		let sum = nothing;
		for (const {use} of days.values()) {
			sum = add(sum, use);
		}

		return sum;
	}

	#measureDay(files: FileSystem, day: string): MeasuredDay {
		const mark = markOf(files, day);
		const before = this.#days.get(day);
		return before?.mark === mark ? before : {mark, use: useOf(files, day)};
	}
}

/** Changes whenever a version comes (the index grows) or goes (the folder changes). */
function markOf(files: FileSystem, day: string): string {
	const folder = files.find(trashPathOf(day));
	return [folder?.inode, folder?.modifiedMilliseconds, files.find(`${trashPathOf(day)}/${indexName}`)?.size].join(' ');
}

function useOf(files: FileSystem, day: string): TrashUse {
	const {lines, present} = readDay(files, day);
	return lines
		.filter(line => isEntry(line) && present.has(line.name))
		.reduce<TrashUse>((sum, {size = 0, whenMilliseconds}) => add(sum, {versions: 1, bytes: size, oldestMilliseconds: whenMilliseconds}), nothing);
}

function add(one: TrashUse, other: TrashUse): TrashUse {
	const oldest = [one, other].flatMap(({oldestMilliseconds}) => oldestMilliseconds ?? []);
	return {
		versions: one.versions + other.versions, bytes: one.bytes + other.bytes, ...(oldest.length > 0 && {oldestMilliseconds: Math.min(...oldest)}),
	};
}
