import type {Operation, Problem} from '../engine/core/operation.js';
import type {LossReason, PastTree} from '../engine/core/past-tree.js';
import type {Path} from '../engine/core/path.js';
import {countOperations} from '../engine/session/plan-counts.js';
import {cleanText} from '../ui/text/clean-text.js';
import {formatCount} from '../ui/text/count.js';
import {describeOperation, type StepDescription} from './describe-operation.js';
import type {Report} from './report.js';
import {formatWhen} from './when.js';

export type Preview = {
	readonly timeMilliseconds: number;
	readonly operations: readonly Operation[];
	readonly lost: PastTree['lost'];
	readonly uncertain: readonly Path[];
	readonly problems: readonly Problem[];
};

/** Paths of each kind that are shown one by one to people; programs get all of them. */
const shownPaths = 10;

const words: Readonly<Record<StepDescription['operation'], string>> = {
	created: 'bring back', modified: 'put back', moved: 'move back', deleted: 'to the trash', attributes: 'attributes of',
};

const reasons: Readonly<Record<LossReason, string>> = {
	expired: 'its content is not kept any more',
	untraced: 'it was moved, and has been taken from there since',
	blocked: 'something older stands in its place',
};

/** Says what a restore would do, what it cannot bring back, and what it leaves alone because nobody knows. */
export function tellPreview(report: Report, preview: Preview): void {
	const {timeMilliseconds, operations, lost, uncertain, problems} = preview;
	const counts = countOperations(operations);
	const text = `as of ${formatWhen(timeMilliseconds)}: ${counts.created} to bring back, ${counts.modified} to put back, ${counts.moved} to move back, ${counts.deleted} to the trash`;
	report.result(text, {
		type: 'preview',
		at: new Date(timeMilliseconds).toISOString(),
		counts,
		steps: operations.map(operation => describeOperation(operation)),
		lost: lost.map(({path, reason}) => ({path, reason})),
		uncertain,
		problems: problems.map(({path, message}) => ({path, message})),
	});
	if (report.isJson) {
		return;
	}

	tellSome(report, operations.map(operation => describeStep(describeOperation(operation))));
	tellSome(report, lost.map(({path, reason}) => `  cannot be restored: ${cleanText(path)}: ${reasons[reason]}`));
	tellSome(report, uncertain.map(path => `  left as it is: ${cleanText(path)}: made or changed since, and nothing is remembered of it here`));
	tellSome(report, problems.map(({path, message}) => `  left as it is: ${cleanText(path)}: ${message}`));
}

function describeStep({operation, path, from}: StepDescription): string {
	return `  ${words[operation]} ${cleanText(from === undefined ? path : `${from} → ${path}`)}`;
}

function tellSome({result}: Pick<Report, 'result'>, lines: readonly string[]): void {
	for (const line of lines.slice(0, shownPaths)) {
		result(line, {type: 'text'});
	}

	if (lines.length > shownPaths) {
		result(`  and ${formatCount(lines.length - shownPaths)} more`, {type: 'text'});
	}
}
