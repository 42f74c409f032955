import type {FileNode} from '../engine/core/node.js';
import type {Operation, OperationResult, Problem} from '../engine/core/operation.js';
import {restoredTree, treeAt, type PastTree} from '../engine/core/past-tree.js';
import {isWithin} from '../engine/core/path.js';
import {reconcile} from '../engine/core/reconcile.js';
import {lookup} from '../engine/core/tree.js';
import {IgnoreTree} from '../engine/disk/ignore.js';
import type {ScanResult} from '../engine/disk/replica.js';
import {Restorer} from '../engine/disk/restorer.js';
import {FsyncError} from '../engine/fault.js';
import {batches} from '../engine/session/batches.js';
import {systemClock} from '../engine/system-clock.js';
import type {Home} from '../store/home.js';
import {cleanText} from '../ui/text/clean-text.js';
import {deviceName} from './context.js';
import {knownTree} from './known-tree.js';
import {Contents} from './restore-contents.js';
import type {Preview} from './restore-preview.js';
import {shown, type KeptTask} from './restore-task.js';
import {formatWhen} from './when.js';

/** A folder as it was, beside what it is now: everything that putting it back needs. To be closed. */
export type TreeRestore = {
	readonly task: KeptTask;
	readonly scan: ScanResult;
	readonly past: PastTree;
	readonly contents: Contents;
	readonly restorer: Restorer;
	readonly timeMilliseconds: number;
};

/** Looks at the folder and takes it back to a time, in memory. Throws `FsyncError` `no-version`. */
export async function openTreeRestore(home: Home, task: KeptTask, timeMilliseconds: number): Promise<TreeRestore> {
	const {place: {root, path}, history, token} = task;
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

		return {
			task, scan, past, contents, restorer, timeMilliseconds,
		};
	} catch (error) {
		restorer.close();
		throw error;
	}
}

/** As the server does with its own edits: what is wanted, as if somebody had made it so, is turned into operations on what is there. */
export function operationsOf({task, scan: {tree, frozen}, past}: TreeRestore): readonly Operation[] {
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
	return operations;
}

export function previewOf({task: {place}, scan, past, timeMilliseconds}: TreeRestore, operations: readonly Operation[]): Preview {
	const {path} = place;
	return {
		timeMilliseconds,
		operations,
		lost: past.lost.filter(lost => isWithin(path, lost.path)),
		uncertain: past.uncertain.filter(uncertain => isWithin(path, uncertain)),
		problems: scan.problems,
	};
}

export type Outcome = {readonly problems: readonly Problem[]; readonly steps?: number};

/** Carries the operations out batch by batch, until it is told to stop; then the same restore, given again, does the rest. */
export async function carryOut({scan, contents, restorer}: TreeRestore, operations: readonly Operation[], signal: AbortSignal): Promise<Outcome> {
	// What stands in the tree now may be moved or replaced by the operations themselves.
	const standing = wantedFiles(operations).filter(node => !contents.isInTrash(node));
	for (const file of standing) {
		fetch(restorer, contents, file);
	}

	let {tree} = scan;
	const problems: Problem[] = [];
	let steps = 0;
	for (const batch of batches(operations)) {
		if (signal.aborted) {
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
