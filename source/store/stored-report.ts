import type {Conflict, ConflictReason} from '../engine/core/plan.js';
import type {SessionReport} from '../engine/session/session-store.js';
import {isNode, isPath} from './stored-operation.js';

const reasons: ReadonlySet<unknown> = new Set<ConflictReason>(['both-modified', 'both-created', 'kind', 'link-target', 'slot', 'mode-forbids']);

function isConflict(value: unknown): value is Conflict {
	const conflict = value as Conflict;
	return isPath(conflict.path) && reasons.has(conflict.reason)
		&& [conflict.base, conflict.local, conflict.remote].every(node => node === undefined || isNode(node))
		&& [conflict.localPath, conflict.remotePath].every(path => path === undefined || isPath(path));
}

/** Throws unless this is a report. */
export function parseReport(value: unknown): SessionReport {
	const report = value as SessionReport;
	const time = report.inSyncMilliseconds;
	if (report.conflicts.some(conflict => !isConflict(conflict)) || !(time === undefined || Number.isFinite(time))) {
		throw new TypeError('Not a report');
	}

	return report;
}
