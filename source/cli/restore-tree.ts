import {createInterface} from 'node:readline/promises';
import {setImmediate} from 'node:timers/promises';
import type {FileNode} from '../engine/core/node.js';
import type {Operation, OperationResult, Problem} from '../engine/core/operation.js';
import {restoredTree, treeAt, type PastTree} from '../engine/core/past-tree.js';
import {isWithin} from '../engine/core/path.js';
import {reconcile} from '../engine/core/reconcile.js';
import {editTree, lookup} from '../engine/core/tree.js';
import {IgnoreTree} from '../engine/disk/ignore.js';
import type {ScanResult} from '../engine/disk/replica.js';
import {restoreElsewhere} from '../engine/disk/restore-elsewhere.js';
import {Restorer} from '../engine/disk/restorer.js';
import {FsyncError} from '../engine/fault.js';
import {batches} from '../engine/session/batches.js';
import {systemClock} from '../engine/system-clock.js';
import {cleanText} from '../ui/text/clean-text.js';
import {formatCounted} from '../ui/text/count.js';
import {deviceName} from './context.js';
import {exitCode, type ExitCode} from './exit-codes.js';
import {knownTree} from './known-tree.js';
import {Contents} from './restore-contents.js';
import {destinationOf} from './restore-destination.js';
import {tellPreview, type Preview} from './restore-preview.js';
import {shown, type RestoreTask} from './restore-task.js';
import {formatWhen} from './when.js';

/** Puts everything at a path (the whole folder, most of the time) back to what it was, after a preview. */
export async function restoreTree(task: RestoreTask, timeMilliseconds: number): Promise<ExitCode> {
	const {place: {root, path}, history, invocation: {to}, context: {home}, token} = task;
	if (timeMilliseconds < history.sinceMilliseconds) {
		throw new FsyncError('no-version', `The history of ${cleanText(root)} reaches back to ${formatWhen(history.sinceMilliseconds)} only: give a later time.`);
	}

	const restorer = new Restorer({files: history.files, clock: systemClock, token});
	try {
		const scan = await restorer.scan({previous: await knownTree(home, root), rules: new IgnoreTree({})});
		const contents = new Contents(history, scan.tree);
		const past = treeAt({
			present: scan.tree, records: history.records, timeMilliseconds, isKept: file => contents.sourceOf(file) !== undefined,
		});
		if (!lookup(past.tree, path)) {
			throw new FsyncError('no-version', `Nothing stood at ${shown(task)} at ${formatWhen(timeMilliseconds)}, as far as is remembered here.`);
		}

		const work = {
			task, scan, past, contents, restorer, timeMilliseconds,
		};
		return await (to === undefined ? restoreInPlace(work) : restoreCopy(work, to));
	} finally {
		restorer.close();
	}
}

type Work = {
	readonly task: RestoreTask;
	readonly scan: ScanResult;
	readonly past: PastTree;
	readonly contents: Contents;
	readonly restorer: Restorer;
	readonly timeMilliseconds: number;
};

function previewOf({task: {place}, scan, past, timeMilliseconds}: Work, operations: readonly Operation[]): Preview {
	const {path} = place;
	return {
		timeMilliseconds,
		operations,
		lost: past.lost.filter(lost => isWithin(path, lost.path)),
		uncertain: past.uncertain.filter(uncertain => isWithin(path, uncertain)),
		problems: scan.problems,
	};
}

async function restoreInPlace(work: Work): Promise<ExitCode> {
	const {task, scan: {tree, frozen}, past} = work;
	const {context: {report}, invocation: {isDryRun}} = task;
	// As the server does with its own edits: what is wanted, as if somebody had made it so, is turned into operations on what is there.
	const {remote: operations} = reconcile({
		ancestor: tree,
		local: restoredTree(tree, past, task.place.path),
		remote: tree,
		mode: 'two-way',
		prefer: 'hold',
		frozen,
		tieWinner: 'local',
		devices: {local: deviceName(), remote: deviceName()},
	});
	tellPreview(report, previewOf(work, operations));
	if (operations.length === 0) {
		report.say(`${shown(task)} is as it was then: there is nothing to do.`);
		return exitCode.inSync;
	}

	if (isDryRun) {
		return exitCode.inSync;
	}

	await requireConsent(task);
	return tellResult(task, await carryOut(work, operations));
}

async function restoreCopy(work: Work, to: string): Promise<ExitCode> {
	const {task, past, contents} = work;
	const {place: {path}, context: {report}, invocation: {isDryRun}, token} = task;
	const wanted = editTree(past.tree, past.lost.map(lost => ({path: lost.path, node: undefined})));
	const node = lookup(wanted, path);
	if (!node) {
		throw new FsyncError('no-version', `What stood at ${shown(task)} then is not kept any more.`);
	}

	tellPreview(report, {...previewOf(work, []), copy: node});

	if (isDryRun) {
		return exitCode.inSync;
	}

	const problems = await restoreElsewhere({
		node, destination: destinationOf(to, token), sourceOf: file => contents.sourceOf(file), clock: systemClock, token,
	});
	return tellResult(task, {problems});
}

/** A preview is for somebody to look at: a yes at the terminal, or `--yes`. */
async function requireConsent({invocation: {isConfirmed}, context: {report, stop}}: RestoreTask): Promise<void> {
	if (isConfirmed) {
		return;
	}

	if (process.stdin.isTTY && process.stderr.isTTY && !report.isJson) {
		// The preview is gathered and written in one go a moment later; the question comes after it.
		await setImmediate();
		const terminal = createInterface({input: process.stdin, output: process.stderr});
		try {
			const answer = await terminal.question('Do this? [y/N] ', {signal: stop.signal});
			if (/^y(?:es)?$/iv.test(answer.trim())) {
				return;
			}
		} catch (error) {
			if (!stop.signal.aborted) {
				throw error;
			}
		} finally {
			terminal.close();
		}
	}

	throw new FsyncError('usage', 'Nothing was changed: give --yes to do what the preview shows.');
}

type Outcome = {readonly problems: readonly Problem[]; readonly steps?: number};

/** Carries the operations out batch by batch, until it is told to stop; then the same restore, given again, does the rest. */
async function carryOut({task, scan, contents, restorer}: Work, operations: readonly Operation[]): Promise<Outcome> {
	const {stop} = task.context;
	// What stands in the tree now may be moved or replaced by the operations themselves.
	const standing = wantedFiles(operations).filter(node => !contents.isInTrash(node));
	for (const file of standing) {
		fetch(restorer, contents, file);
	}

	let {tree} = scan;
	const problems: Problem[] = [];
	let steps = 0;
	for (const batch of batches(operations)) {
		if (stop.signal.aborted) {
			break;
		}

		for (const file of wantedFiles(batch)) {
			fetch(restorer, contents, file);
		}

		const done = await restorer.transition({operations: batch, tree, cause: {device: deviceName(), reason: 'restored'}});
		tree = done.tree;
		steps += done.results.filter(({status}) => status === 'applied').length;
		problems.push(...done.results.flatMap((result, index) => problemOf(batch[index]!, result)));
	}

	return {problems, steps};
}

/** A content that cannot be had is told by the operation that wants it. */
function fetch(restorer: Restorer, contents: Contents, file: FileNode): void {
	const source = contents.sourceOf(file);
	if (source) {
		restorer.fetch(file, source);
	}
}

function wantedFiles(operations: readonly Operation[]): FileNode[] {
	return operations.flatMap(operation => operation.kind === 'put' && operation.node.kind === 'file' && !isInPlace(operation) ? [operation.node] : []);
}

const isInPlace = ({node, expected}: Extract<Operation, {kind: 'put'}>) => node.kind === 'file' && expected?.kind === 'file' && expected.digest === node.digest;

function problemOf({path}: Operation, result: OperationResult): Problem[] {
	if (result.status === 'applied') {
		return [];
	}

	return [result.status === 'failed'
		? result.problem
		: {
			path, side: 'local', code: 'busy', message: `It was changed just now: ${result.reason}`,
		}];
}

function tellResult(task: RestoreTask, {problems, steps}: Outcome): ExitCode {
	const {context: {report}, invocation: {to}} = task;
	for (const {path, code, message} of problems) {
		report.result(`problem: ${cleanText(path)}: ${message}`, {
			type: 'problem', path, code, message,
		});
	}

	const where = to === undefined ? shown(task) : cleanText(to);
	const count = steps === undefined ? '' : ` in ${formatCounted(steps, 'step')}`;
	report.result(`restored ${where}${count}`, {
		type: 'restored', path: task.place.path, ...(to !== undefined && {to}), problems: problems.length, ...(steps !== undefined && {steps}),
	});
	return problems.length === 0 ? exitCode.inSync : exitCode.problems;
}
