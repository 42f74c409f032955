import {
	historyOf,
	type Happening,
	type HistoryRecord,
	type LeftRecord,
} from '../engine/core/history.js';
import type {LeafNode} from '../engine/core/node.js';
import {isWithin, type Path} from '../engine/core/path.js';

/** A version of one file or link that can be put back. */
export type KeptVersion = LeftRecord & {readonly whenMilliseconds: number; readonly node: LeafNode; readonly version: string};

/** A row of a path's history; a version that is kept has a number, counted from the oldest. */
export type HistoryRow = Happening & {readonly number?: number};

/** Newest first. */
export function historyRows(records: readonly HistoryRecord[], path: Path): readonly HistoryRow[] {
	const happenings = [...historyOf(records, path)];
	let number = happenings.filter(happening => isVersionOf(happening)).length;
	return happenings.map(happening => isVersionOf(happening) ? {...happening, number: number--} : happening);
}

/** A version of the path itself, not of something in a folder of that name. */
function isVersionOf({record, path}: Happening): boolean {
	return isLeafLeft(record, path) && record.version !== undefined;
}

function isLeafLeft(record: HistoryRecord, path: Path): record is HistoryRecord & LeftRecord & {readonly node: LeafNode} {
	return record.kind === 'left' && record.path === path && record.node.kind !== 'folder';
}

/** What stood at a path at a time, as far as the history of this one path tells. */
export type Standing =
	| {readonly kind: 'version'; readonly version: KeptVersion}
	/** A version whose content is not kept any more. */
	| {readonly kind: 'expired'; readonly whenMilliseconds: number}
	/** What stands there now, or nothing is known. */
	| {readonly kind: 'present'}
	| {readonly kind: 'absent'; readonly whenMilliseconds: number}
	/** A folder, or something that stands elsewhere now: for the whole tree to tell. */
	| {readonly kind: 'tree'};

export function standingAt(rows: readonly HistoryRow[], timeMilliseconds: number): Standing {
	let standing: Standing = {kind: 'present'};
	for (const {record, path} of rows) {
		if (record.whenMilliseconds <= timeMilliseconds) {
			break;
		}

		standing = before(record, path) ?? standing;
	}

	return standing;
}

function before(record: HistoryRecord, path: Path): Standing | undefined {
	if (isLeafLeft(record, path)) {
		return standingOf(record);
	}

	switch (record.kind) {
		case 'left': {
			return {kind: 'tree'};
		}

		case 'created': {
			return isWithin(record.path, path) ? {kind: 'absent', whenMilliseconds: record.whenMilliseconds} : undefined;
		}

		case 'moved': {
			return isWithin(record.path, path) ? undefined : {kind: 'tree'};
		}
	}
}

const standingOf = (record: HistoryRecord & LeftRecord): Standing => record.version === undefined
	? {kind: 'expired', whenMilliseconds: record.whenMilliseconds}
	: {kind: 'version', version: record as KeptVersion};

/** The version of a number; the newest when none is given. */
export function versionNumbered(rows: readonly HistoryRow[], number?: number): KeptVersion | undefined {
	const row = rows.find(row => row.number !== undefined && (number === undefined || row.number === number));
	return row && row.record as KeptVersion;
}

/** The last end of a folder of this name, unless it has been moved away since. */
export function lastEndOfFolder(rows: readonly HistoryRow[]): number | undefined {
	const row = rows.find(({record, path}) => (record.kind === 'left' && record.path === path && record.node.kind === 'folder') || (record.kind === 'moved' && record.from === path));
	return row?.record.kind === 'left' ? row.record.whenMilliseconds : undefined;
}
