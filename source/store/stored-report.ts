import type {ConflictReason} from '../engine/core/plan.js';
import type {OpenConflict} from '../engine/session/open-conflicts.js';
import type {ReportedHalt, SessionReport} from '../engine/session/session-store.js';
import {isNode, isPath} from './stored-operation.js';

const reasons: ReadonlySet<unknown> = new Set<ConflictReason>(['both-modified', 'both-created', 'kind', 'link-target', 'slot', 'mode-forbids']);
const haltCodes: ReadonlySet<unknown> = new Set<ReportedHalt['code']>(['root', 'mass-delete', 'emptied']);
const isOptionalText = (value: unknown): boolean => value === undefined || typeof value === 'string';

function isConflict(value: unknown): value is OpenConflict {
	const conflict = value as OpenConflict;
	return isPath(conflict.path) && reasons.has(conflict.reason)
		&& [conflict.base, conflict.local, conflict.remote].every(node => node === undefined || isNode(node))
		&& [conflict.localPath, conflict.remotePath].every(path => path === undefined || isPath(path))
		&& isOptionalText(conflict.localDevice) && isOptionalText(conflict.remoteDevice);
}

function isHalt(value: unknown): value is ReportedHalt {
	const {code, message, count, paths, mark} = value as ReportedHalt;
	return haltCodes.has(code) && typeof message === 'string' && Number.isSafeInteger(count)
		&& Array.isArray(paths) && paths.every(path => isPath(path)) && isOptionalText(mark);
}

/** Throws unless this is a report. */
export function parseReport(value: unknown): SessionReport {
	const report = value as SessionReport;
	const time = report.inSyncMilliseconds;
	const isSound = report.conflicts.every(conflict => isConflict(conflict))
		&& (report.halt === undefined || isHalt(report.halt))
		&& (time === undefined || Number.isFinite(time));
	if (!isSound) {
		throw new TypeError('Not a report');
	}

	return report;
}
