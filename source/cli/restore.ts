import {randomBytes} from 'node:crypto';
import {emptyFolder, type TreeNode} from '../engine/core/node.js';
import type {Operation} from '../engine/core/operation.js';
import {parentOf, type Path} from '../engine/core/path.js';
import {editTree, emptyTree, lookup} from '../engine/core/tree.js';
import {openFileSystem} from '../engine/disk/node-file-system.js';
import {restoreElsewhere} from '../engine/disk/restore-elsewhere.js';
import {Restorer} from '../engine/disk/restorer.js';
import {FsyncError} from '../engine/fault.js';
import {systemClock} from '../engine/system-clock.js';
import {formatBytes} from '../ui/text/bytes.js';
import {cleanText} from '../ui/text/clean-text.js';
import {deviceName, type Context} from './context.js';
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
import {destinationOf} from './restore-destination.js';
import {shown, type RestoreTask} from './restore-task.js';
import {restoreTree} from './restore-tree.js';
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

	return at === undefined ? chooseNewest(task, rows) : chooseAt(task, rows, parseWhen(at, systemClock.wallMilliseconds()));
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

const isFolder = ({place: {path}, history: {files}}: RestoreTask) => path === '' || files.find(path)?.kind === 'folder';
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

async function putElsewhere({history, token}: RestoreTask, {node, version}: KeptVersion, to: string): Promise<true> {
	const [problem] = await restoreElsewhere({
		node, destination: destinationOf(to, token), sourceOf: () => history.sourceOf(version), clock: systemClock, token,
	});
	if (problem) {
		throw new FsyncError('no-version', `Nothing was restored. ${problem.message}`);
	}

	return true;
}

/** The present version goes to the trash first. False when it is the wanted one already. */
async function putBack(task: RestoreTask, {node, version}: KeptVersion): Promise<boolean> {
	const {place: {root, path}, history, token} = task;
	if (isFolder(task)) {
		throw new FsyncError('usage', `A folder stands at ${shown(task)} now: restore the file to another path with --to.`);
	}

	const files = openFileSystem(root);
	const restorer = new Restorer({files, clock: systemClock, token});
	try {
		const folders = missingFolders(task, files);
		const previous = folders.length > 0 ? emptyTree : editTree(emptyTree, [{path: parentOf(path), node: emptyFolder}]);
		const {tree, problems} = await restorer.scan({previous, dirty: [path], rules: {ignores: () => false}});
		if (problems[0]) {
			throw new FsyncError('no-version', `Nothing was restored. ${problems[0].message}`);
		}

		if (node.kind === 'file' && !restorer.fetch(node, history.sourceOf(version))) {
			throw new FsyncError('no-version', `Nothing was restored: the kept version of ${shown(task)} is not there any more.`);
		}

		const present = lookup(tree, path);
		const {results} = await restorer.transition({
			operations: [...folders, {
				kind: 'put', path, node, expected: present,
			}],
			tree,
			cause: {device: deviceName(), reason: 'restored'},
		});
		for (const result of results) {
			if (result.status !== 'applied') {
				throw new FsyncError('no-version', result.status === 'failed' ? result.problem.message : `Nothing was restored: ${shown(task)} was changed just now (${result.reason}). Try again.`);
			}
		}

		return !isAlike(present, node);
	} finally {
		restorer.close();
	}
}

function isAlike(present: TreeNode | undefined, node: TreeNode): boolean {
	return present?.kind === 'file' && node.kind === 'file' && present.digest === node.digest && present.executable === node.executable;
}

/** The folders that have gone with it, from the outermost on. */
function missingFolders({place: {path}}: RestoreTask, files: ReturnType<typeof openFileSystem>): Operation[] {
	const missing: Path[] = [];
	for (let folder = parentOf(path); folder !== '' && files.find(folder) === undefined; folder = parentOf(folder)) {
		missing.unshift(folder);
	}

	return missing.map(folder => ({
		kind: 'put', path: folder, node: emptyFolder, expected: undefined,
	}));
}
