import {emptyFolder, type TreeNode} from '../engine/core/node.js';
import type {Operation} from '../engine/core/operation.js';
import {parentOf, type Path} from '../engine/core/path.js';
import {editTree, emptyTree, lookup} from '../engine/core/tree.js';
import {openFileSystem} from '../engine/disk/node-file-system.js';
import {restoreElsewhere} from '../engine/disk/restore-elsewhere.js';
import {Restorer} from '../engine/disk/restorer.js';
import {FsyncError} from '../engine/fault.js';
import {systemClock} from '../engine/system-clock.js';
import {deviceName} from './context.js';
import type {KeptVersion} from './kept-versions.js';
import {destinationOf} from './restore-destination.js';
import {isFolder, shown, type KeptTask} from './restore-task.js';

/** Puts a version where nothing stands. */
export async function putElsewhere({history, token}: KeptTask, {node, version}: KeptVersion, to: string): Promise<true> {
	const [problem] = await restoreElsewhere({
		node, destination: destinationOf(to, token), sourceOf: () => history.sourceOf(version), clock: systemClock, token,
	});
	if (problem) {
		throw new FsyncError('no-version', `Nothing was restored. ${problem.message}`);
	}

	return true;
}

/** The present version goes to the trash first. False when it is the wanted one already. */
export async function putBack(task: KeptTask, {node, version}: KeptVersion): Promise<boolean> {
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
function missingFolders({place: {path}}: KeptTask, files: ReturnType<typeof openFileSystem>): Operation[] {
	const missing: Path[] = [];
	for (let folder = parentOf(path); folder !== '' && files.find(folder) === undefined; folder = parentOf(folder)) {
		missing.unshift(folder);
	}

	return missing.map(folder => ({
		kind: 'put', path: folder, node: emptyFolder, expected: undefined,
	}));
}
