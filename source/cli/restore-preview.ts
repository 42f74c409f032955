import type {Operation, Problem} from '../engine/core/operation.js';
import type {LossReason, PastTree} from '../engine/core/past-tree.js';
import type {TreeNode} from '../engine/core/node.js';
import type {Path} from '../engine/core/path.js';
import {walk} from '../engine/core/tree.js';
import {countOperations} from '../engine/session/plan-counts.js';
import {cleanText} from '../ui/text/clean-text.js';
import {formatCount, formatCounted} from '../ui/text/count.js';
import {describeOperation, type StepDescription} from './describe-operation.js';
import type {Report} from './report.js';
import {formatWhen} from './when.js';

export type Preview = {
	readonly timeMilliseconds: number;
	readonly operations: readonly Operation[];
	readonly lost: PastTree['lost'];
	readonly uncertain: readonly Path[];
	readonly problems: readonly Problem[];
	/** What is copied elsewhere, when the present is left alone. */
	readonly copy?: TreeNode;
};

/** Paths of each kind that are shown one by one to people; programs get all of them. */
const shownPaths = 10;

const words: Readonly<Record<StepDescription['operation'], string>> = {
	created: 'bring back', modified: 'put back', moved: 'move back', deleted: 'to the trash', attributes: 'attributes of',
};

/** Why something cannot be brought back. */
export const lossReasons: Readonly<Record<LossReason, string>> = {
	expired: 'its content is not kept any more',
	untraced: 'it was moved, and has been taken from there since',
	blocked: 'something older stands in its place',
};

/** Says what a restore would do, what it cannot bring back, and what it leaves alone because nobody knows. */
export function tellPreview(report: Report, preview: Preview): void {
	const {timeMilliseconds, operations, lost, uncertain, problems, copy} = preview;
	const counts = countOperations(operations);
	const copied = copy && countNodes(copy);
	const text = copied
		? `${formatCounted(copied.files, 'file')} and ${formatCounted(copied.folders, 'folder')} to copy`
		: `${counts.created} to bring back, ${counts.modified} to put back, ${counts.moved} to move back, ${counts.deleted} to the trash`;
	report.result(`as of ${formatWhen(timeMilliseconds)}: ${text}`, {
		type: 'preview',
		at: new Date(timeMilliseconds).toISOString(),
		...(copied ? {copied} : {counts}),
		steps: operations.map(operation => describeOperation(operation)),
		lost: lost.map(({path, reason}) => ({path, reason})),
		uncertain,
		problems: problems.map(({path, message}) => ({path, message})),
	});
	if (report.isJson) {
		return;
	}

	tellSome(report, operations.map(operation => describeStep(describeOperation(operation))));
	tellSome(report, lost.map(({path, reason}) => `  cannot be restored: ${cleanText(path)}: ${lossReasons[reason]}`));
	tellSome(report, uncertain.map(path => `  as it is now: ${cleanText(path)}: made or changed since, and nothing is remembered of it here`));
	tellSome(report, problems.map(({path, message}) => `  as it is now: ${cleanText(path)}: ${message}`));
}

/** Links count as files, and the copy itself as one of what it is. */
function countNodes(copy: TreeNode): {readonly files: number; readonly folders: number} {
	const nodes = [copy, ...(copy.kind === 'folder' ? Array.from(walk(copy), ({node}) => node) : [])];
	const folders = nodes.filter(({kind}) => kind === 'folder').length;
	return {files: nodes.length - folders, folders};
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
