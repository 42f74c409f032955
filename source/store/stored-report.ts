import type {ConflictReason} from '../engine/core/plan.js';
import type {OpenConflict} from '../engine/session/open-conflicts.js';
import type {ReportedHalt, SessionReport} from '../engine/session/session-store.js';
import type {Problem, ProblemCode} from '../engine/core/operation.js';
import {isNode, isPath} from './stored-operation.js';

const reasons: ReadonlySet<unknown> = new Set<ConflictReason>(['both-modified', 'both-created', 'kind', 'link-target', 'slot', 'mode-forbids']);
const haltCodes: ReadonlySet<unknown> = new Set<ReportedHalt['code']>(['root', 'mass-delete', 'emptied']);
const problemCodes: ReadonlySet<unknown> = new Set<ProblemCode>([
	'unreadable', 'unwritable', 'no-space', 'busy', 'not-utf8', 'special-file', 'other-device', 'case-clash', 'bad-name', 'unsafe-link', 'ignored-inside', 'corrupt', 'missing-content', 'read-only', 'io', 'too-deep', 'cancelled',
]);
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

/** Its path may be one that no tree could hold: that is the problem then. */
function isProblem(value: unknown): value is Problem {
	const {path, side, code, message} = value as Problem;
	return typeof path === 'string' && (side === 'local' || side === 'remote') && problemCodes.has(code) && typeof message === 'string';
}

/** Throws unless this is a report. */
export function parseReport(value: unknown): SessionReport {
	const report = value as SessionReport;
	const time = report.inSyncMilliseconds;
	const isSound = report.conflicts.every(conflict => isConflict(conflict))
		&& (report.halt === undefined || isHalt(report.halt))
		&& (report.problems ?? []).every(problem => isProblem(problem))
		&& (time === undefined || Number.isFinite(time));
	if (!isSound) {
		throw new TypeError('Not a report');
	}

	return report;
}
