import {join} from 'node:path';
import type {Clock} from '../clock.js';
import {emptyFolder, type FileNode, type TreeNode} from '../core/node.js';
import type {Operation, Problem} from '../core/operation.js';
import {nameOf, parentOf, type Path} from '../core/path.js';
import {emptyTree, walk} from '../core/tree.js';
import {FsyncError} from '../fault.js';
import {diskErrorCode, hasNoLinks} from './disk-error.js';
import type {FileSystem} from './file-system.js';
import {openFileSystem} from './node-file-system.js';
import {ensureFolder, removeTree} from './reserved-folder.js';
import {Restorer, type ContentSource} from './restorer.js';

export type Destination = {
	readonly files: FileSystem;
	/** Nothing, or an empty folder for a folder, may stand there. */
	readonly path: Path;
	/** A folder to be made on the same disk, in which everything is put together first. */
	readonly workshop: Path;
};

export type ElsewhereRequest = {
	readonly node: TreeNode;
	readonly destination: Destination;
	readonly sourceOf: (file: FileNode) => ContentSource | undefined;
	readonly clock: Clock;
	/** Eight random hexadecimal digits. */
	readonly token: string;
};

/** The name of what is put together, in the workshop. */
const draft = 'it';

/**
Puts a file or folder where nothing stands, whole from its first moment on: it is put together and checked out of sight, and gets its name
in one call that never overwrites anything. Throws `FsyncError` `usage` when something stands there. What could not be put together is
left out of a folder and told.
*/
export async function restoreElsewhere(request: ElsewhereRequest): Promise<readonly Problem[]> {
	const {destination: {files, path, workshop}} = request;
	requireRoom(request);
	ensureFolder(files, workshop);
	try {
		const problems = await putTogether(request);
		if (files.find(`${workshop}/${draft}`)) {
			publish(request);
			files.syncFolder(parentOf(path));
		}

		return problems;
	} finally {
		files.forget();
		removeTree(files, workshop);
	}
}

function requireRoom({node, destination: {files, path}}: ElsewhereRequest): void {
	if (files.find(parentOf(path))?.kind !== 'folder') {
		throw new FsyncError('usage', `There is no folder ${join(files.root, parentOf(path))}: make it first, or give another path to --to.`);
	}

	const there = files.find(path);
	const isFree = there === undefined || (node.kind === 'folder' && there.kind === 'folder' && files.list(path).length === 0);
	if (!isFree) {
		throw taken(files, path);
	}
}

const taken = (files: FileSystem, path: Path): FsyncError => new FsyncError('usage', `Something stands at ${join(files.root, path)}, and --to overwrites nothing: give it a path that is free.`);

async function putTogether({node, destination: {files, workshop}, sourceOf, clock, token}: ElsewhereRequest): Promise<Problem[]> {
	const restorer = new Restorer({files: openFileSystem(join(files.root, workshop)), clock, token});
	const problems: Problem[] = [];
	const operations: Operation[] = [];
	for (const {path, node: part} of [{path: draft, node}, ...node.kind === 'folder' ? walk(node, draft) : []]) {
		const source = part.kind === 'file' && part.size > 0 ? sourceOf(part) : undefined;
		if (part.kind === 'file' && part.size > 0 && !(source && restorer.fetch(part, source))) {
			problems.push({
				path, side: 'local', code: 'missing-content', message: 'Its content is not kept any more, or was changed just now.',
			});
			continue;
		}

		operations.push({
			kind: 'put', path, node: part.kind === 'folder' ? emptyFolder : part, expected: undefined,
		});
	}

	const {results} = await restorer.transition({operations, tree: emptyTree, cause: {device: '', reason: 'restored'}});
	restorer.close();
	const failed = results.flatMap((result, index) => result.status === 'applied' ? [] : [problemOf(operations[index]!.path, result)]);
	return [...problems, ...failed].map(problem => ({...problem, path: problem.path.slice(draft.length + 1)}));
}

function problemOf(path: Path, result: {readonly status: 'stale'; readonly reason: string} | {readonly status: 'failed'; readonly problem: Problem}): Problem {
	return result.status === 'failed'
		? result.problem
		: {
			path, side: 'local', code: 'busy', message: result.reason,
		};
}

function publish({node, destination: {files, path, workshop}}: ElsewhereRequest): void {
	const from = `${workshop}/${draft}`;
	try {
		if (node.kind === 'symlink') {
			files.makeLink(path, node.target);
		} else if (node.kind === 'folder') {
			// What stands there is only replaced by this if it is an empty folder.
			files.rename(from, path);
		} else {
			giveName(files, from, path);
		}
	} catch (error) {
		if (['EEXIST', 'ENOTEMPTY', 'ENOTDIR', 'EISDIR'].includes(diskErrorCode(error))) {
			throw taken(files, path);
		}

		throw error;
	}
}

/** RACE on file systems without hard links only: looked, then renamed. */
function giveName(files: FileSystem, from: Path, path: Path): void {
	try {
		files.link(from, path);
	} catch (error) {
		if (!hasNoLinks(diskErrorCode(error))) {
			throw error;
		}

		if (files.list(parentOf(path)).some(({name}) => name === nameOf(path))) {
			throw taken(files, path);
		}

		files.rename(from, path);
	}
}
