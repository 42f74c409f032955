import type {Path} from '../core/path.js';
import {diskErrorCode} from './disk-error.js';
import {entryWidth, putEntry} from './entry-batch.js';
import type {FileStat, FileSystem} from './file-system.js';
import {toMicroseconds} from './file-time.js';
import {statCode, type Step} from './transition-step.js';

/** As in a scan: a time so near to the disk's present proves nothing on a file system that counts in seconds. */
const racyMilliseconds = 2000;

export type StepOutcome = {
	readonly isRefused: boolean;
	/** Known already. */
	readonly stat: FileStat | undefined;
	/** An edit may hide behind the stat. */
	readonly isDoubtful: boolean;
};

/** What stands at each step's path now: `statCode` and the stat, for the nodes of the new tree. */
export function readStats(files: FileSystem, steps: readonly Step[], outcomeOf: (index: number) => StepOutcome): Float64Array<ArrayBuffer> {
	const stats = new Float64Array(steps.length * entryWidth);
	for (const [index, step] of steps.entries()) {
		const outcome = outcomeOf(index);
		const stat = step.kind === 'delete' || outcome.isRefused ? undefined : outcome.stat ?? look(files, step.path);
		if (!stat) {
			continue;
		}

		const isRacy = outcome.isDoubtful || isOther(step, stat) || isYoung(stat);
		putEntry(stats, index * entryWidth, isRacy ? statCode.racy : statCode.sure, stat);
	}

	return stats;
}

/** What cannot be looked at any more is the next scan's business. */
function look(files: FileSystem, path: Path): FileStat | undefined {
	try {
		return files.find(path);
	} catch (error) {
		diskErrorCode(error);
		return undefined;
	}
}

/** Somebody was at it right after it was published. */
function isOther(step: Step, stat: FileStat): boolean {
	return step.kind === 'put' && step.node.kind === 'file'
		&& (stat.size !== step.node.size || toMicroseconds(stat.modifiedMilliseconds) !== step.node.modifiedMicroseconds);
}

/** Rule R8, by the disk's own clock: the ctime is that of the publication. */
function isYoung(stat: FileStat): boolean {
	return stat.kind === 'file' && Math.abs(stat.changedMilliseconds - stat.modifiedMilliseconds) < racyMilliseconds;
}
