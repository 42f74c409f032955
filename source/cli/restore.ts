import {randomBytes} from 'node:crypto';
import {FsyncError} from '../engine/fault.js';
import {systemClock} from '../engine/system-clock.js';
import {formatBytes} from '../ui/text/bytes.js';
import {cleanText} from '../ui/text/clean-text.js';
import type {Context} from './context.js';
import {exitCode, type ExitCode} from './exit-codes.js';
import type {RestoreInvocation} from './invocation.js';
import {loadHistory, type KeptHistory} from './kept-history.js';
import {locateKept} from './kept-path.js';
import {
	historyRows,
	lastEndOfFolder,
	standingAt,
	versionNumbered,
	type HistoryRow,
	type KeptVersion,
} from './kept-versions.js';
import {isFolder, shown, type RestoreTask} from './restore-task.js';
import {restoreTree} from './restore-tree.js';
import {putBack, putElsewhere} from './restore-version.js';
import {formatWhen, parseWhen} from './when.js';

/** Puts an earlier version of a file back, or a whole folder as it was. */
export async function runRestore(invocation: RestoreInvocation, context: Context): Promise<ExitCode> {
	const place = locateKept(invocation.path);
	const history = await loadHistory(context.home, place.root);
	const task: RestoreTask = {
		place, history, invocation, context, token: randomBytes(4).toString('hex'),
	};
	const rows = historyRows(history.records, place.path);
	const choice = choose(task, rows);
	return choice.kind === 'tree' ? restoreTree(task, choice.timeMilliseconds) : restoreVersion(task, choice.version);
}

type Choice = {readonly kind: 'version'; readonly version: KeptVersion} | {readonly kind: 'tree'; readonly timeMilliseconds: number};

function choose(task: RestoreTask, rows: readonly HistoryRow[]): Choice {
	const {at} = task.invocation;
	if (at !== undefined && /^\d{1,6}$/v.test(at)) {
		return versionOr(versionNumbered(rows, Number(at)), `There is no version ${at} of ${shown(task)}: fsync-tui history lists the numbers.`);
	}

	return at === undefined ? chooseNewest(task, rows) : chooseAt(task, rows, parseWhen(at, systemClock.wallMilliseconds(), ', or a number that fsync-tui history shows'));
}

function versionOr(version: KeptVersion | undefined, message: string): Choice {
	if (!version) {
		throw new FsyncError('no-version', message);
	}

	return {kind: 'version', version};
}

function chooseNewest(task: RestoreTask, rows: readonly HistoryRow[]): Choice {
	if (isFolder(task)) {
		throw new FsyncError('usage', `${shown(task)} is a folder: say with --at what time it shall be put back to.`);
	}

	const end = lastEndOfFolder(rows);
	return end === undefined
		? versionOr(versionNumbered(rows), `No version of ${shown(task)} is kept here${elsewhere(task.history)}.`)
		: {kind: 'tree', timeMilliseconds: end - 1};
}

function chooseAt(task: RestoreTask, rows: readonly HistoryRow[], timeMilliseconds: number): Choice {
	const standing = standingAt(rows, timeMilliseconds);
	if (isFolder(task)) {
		return {kind: 'tree', timeMilliseconds};
	}

	switch (standing.kind) {
		case 'version': {
			return standing;
		}

		case 'expired': {
			throw new FsyncError('no-version', `The version of ${shown(task)} that stood there then (until ${formatWhen(standing.whenMilliseconds)}) is not kept any more.`);
		}

		case 'absent': {
			throw new FsyncError('no-version', `${shown(task)} was not there then: it was created ${formatWhen(standing.whenMilliseconds)}.`);
		}

		case 'present':
		case 'tree': {
			return {kind: 'tree', timeMilliseconds};
		}
	}
}

const elsewhere = ({servers}: KeptHistory) => servers.length === 0 ? '' : `; what was replaced from this machine is kept by ${servers.map(server => cleanText(server)).join(' and ')}`;

async function restoreVersion(task: RestoreTask, version: KeptVersion): Promise<ExitCode> {
	const {invocation: {to, isDryRun}, context: {report}} = task;
	const target = to === undefined ? shown(task) : cleanText(to);
	const {node, whenMilliseconds} = version;
	const content = {
		path: task.place.path,
		...(to !== undefined && {to}),
		until: new Date(whenMilliseconds).toISOString(),
		kind: node.kind,
		...(node.kind === 'file' && {size: node.size}),
	};
	const what = `the version that stood there until ${formatWhen(whenMilliseconds)}${node.kind === 'file' ? ` (${formatBytes(node.size)})` : ''}`;
	if (isDryRun) {
		report.result(`would restore ${target}: ${what}`, {type: 'restore', ...content});
		return exitCode.inSync;
	}

	const isChanged = to === undefined ? await putBack(task, version) : await putElsewhere(task, version, to);
	report.result(isChanged ? `restored ${target}: ${what}` : `${target} is that version already`, {type: 'restored', ...content, isChanged});
	return exitCode.inSync;
}
