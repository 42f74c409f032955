import {createInterface} from 'node:readline/promises';
import {setImmediate} from 'node:timers/promises';
import {editTree, lookup} from '../engine/core/tree.js';
import {restoreElsewhere} from '../engine/disk/restore-elsewhere.js';
import {FsyncError} from '../engine/fault.js';
import {systemClock} from '../engine/system-clock.js';
import {cleanText} from '../ui/text/clean-text.js';
import {formatCounted} from '../ui/text/count.js';
import {exitCode, type ExitCode} from './exit-codes.js';
import {destinationOf} from './restore-destination.js';
import {tellPreview} from './restore-preview.js';
import {shown, type RestoreTask} from './restore-task.js';
import {
	carryOut,
	openTreeRestore,
	operationsOf,
	previewOf,
	type Outcome,
	type TreeRestore,
} from './tree-restore.js';

/** Puts everything at a path (the whole folder, most of the time) back to what it was, after a preview. */
export async function restoreTree(task: RestoreTask, timeMilliseconds: number): Promise<ExitCode> {
	const {invocation: {to}, context: {home}} = task;
	const work = await openTreeRestore(home, task, timeMilliseconds);
	try {
		return await (to === undefined ? restoreInPlace(task, work) : restoreCopy(task, work, to));
	} finally {
		work.restorer.close();
	}
}

async function restoreInPlace(task: RestoreTask, work: TreeRestore): Promise<ExitCode> {
	const {context: {report, stop}, invocation: {isDryRun}} = task;
	const operations = operationsOf(work);
	tellPreview(report, previewOf(work, operations));
	if (operations.length === 0) {
		report.say(`${shown(task)} is as it was then: there is nothing to do.`);
		return exitCode.inSync;
	}

	if (isDryRun) {
		return exitCode.inSync;
	}

	await requireConsent(task);
	return tellResult(task, await carryOut(work, operations, stop.signal));
}

async function restoreCopy(task: RestoreTask, work: TreeRestore, to: string): Promise<ExitCode> {
	const {past, contents} = work;
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
