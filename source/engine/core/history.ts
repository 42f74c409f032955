import type {TreeNode} from './node.js';
import {isWithin, rebase, type Path} from './path.js';

/** When something was done to a path, by which device's change, and why. */
export type Deed = {
	/** Milliseconds since 1970. */
	readonly whenMilliseconds: number;
	readonly device: string;
	readonly reason: string;
};

/** What a replica remembers of what was done to its paths. */
export type HistoryRecord = Deed & (LeftRecord | MovedRecord | CreatedRecord);

/** A version that stood at a path until then. */
export type LeftRecord = {
	readonly kind: 'left';
	readonly path: Path;
	/** A folder's children have records of their own. */
	readonly node: TreeNode;
	/** Records of older versions of this program do not say it. */
	readonly change?: 'replaced' | 'deleted';
	/** Names where its content is kept; absent when it is not kept any more. */
	readonly version?: string;
};

export type MovedRecord = {readonly kind: 'moved'; readonly from: Path; readonly path: Path};

/** Something stands at a path since then; a folder with all that was put into it at once. */
export type CreatedRecord = {readonly kind: 'created'; readonly path: Path};

/** A record of what happened to something, and what that was called right after it. */
export type Happening = {readonly record: HistoryRecord; readonly path: Path};

/**
What happened to a path, newest first. Moves are followed: what happened to a node before it was called `path` is told too, and what
happened at that earlier path after it had left is not. Of a folder everything that happened in it is told. `records` are in order of time.
*/
export function * historyOf(records: readonly HistoryRecord[], path: Path): Generator<Happening> {
	let at = path;
	for (const record of records.toReversed()) {
		if (!concerns(record, at)) {
			continue;
		}

		yield {record, path: at};
		if (record.kind === 'moved') {
			at = rebase(at, record.path, record.from);
		}
	}
}

function concerns(record: HistoryRecord, at: Path): boolean {
	switch (record.kind) {
		case 'left': {
			return isWithin(at, record.path);
		}

		case 'created': {
			return isWithin(at, record.path) || isWithin(record.path, at);
		}

		case 'moved': {
			return [record.from, record.path].some(path => isWithin(at, path) || isWithin(path, at));
		}
	}
}

/** What lies less than this apart was done by one cycle: the batches of one plan follow each other at once. */
const cycleGapMilliseconds = 2000;

/**
What the last cycle of a sync has done here: the records that were written together, none of them a restore's. Empty when nothing is remembered. `records`
are in order of time.
*/
export function lastCycle(records: readonly HistoryRecord[]): readonly HistoryRecord[] {
	const end = records.findLastIndex(({reason}) => reason !== 'restored');
	let start = end;
	while (start > 0 && records[start - 1]!.reason !== 'restored' && records[start]!.whenMilliseconds - records[start - 1]!.whenMilliseconds < cycleGapMilliseconds) {
		start--;
	}

	return end === -1 ? [] : records.slice(start, end + 1);
}
