import type {FolderNode, TreeNode} from '../core/node.js';
import {
	keptIgnored,
	type DeleteOperation,
	type Operation,
	type Problem,
} from '../core/operation.js';
import {joinPath, parentOf, type Path} from '../core/path.js';
import {TreeDraft, type Tree} from '../core/tree.js';

export type Expanded = {
	readonly operations: readonly Operation[];
	/** One for each folder that stays, and for each step that has to wait because it does. */
	readonly problems: readonly Problem[];
};

/**
A folder that is to go as a whole, on the server, where it also holds something ignored, cannot go as a whole: what is tracked goes piece
by piece, deepest first, and the folders around the ignored things stay (rule 29). `actual` is the server's tree with the ignored things
in it. What was to take the place of such a folder, or of something else that is ignored, waits. Other operations pass unchanged.
*/
export function expandDeletions(operations: readonly Operation[], actual: Tree): Expanded {
	const kept = new Set<Path>();
	const draft = new TreeDraft(actual);
	const expanded: Operation[] = [];
	const problems: Problem[] = [];
	for (const operation of operations) {
		const node = draft.get(operation.path);
		const isFolder = operation.kind === 'delete' && operation.expected.kind === 'folder' && node?.kind === 'folder';
		if (isFolder && countEntries(node) !== countEntries(operation.expected)) {
			const tracked = operation.expected;
			kept.add(operation.path);
			for (const deletion of deletionsInside(operation.path, tracked, node)) {
				expanded.push(deletion);
				follow(draft, deletion);
			}

			const message = keptIgnored(countUntracked(tracked, node));
			problems.push(problem(operation.path, message));
		} else if (isBlocked(operation, kept) || isTaken(operation, node)) {
			kept.add(operation.path);
			problems.push(problem(operation.path, 'Waits, because what has that name on the server is ignored, or holds what is. Move that away there to go on.'));
		} else {
			expanded.push(operation);
			follow(draft, operation);
		}
	}

	return {operations: expanded, problems};
}

/** What leaves a place before is not there any more for the steps that follow. What is put somewhere is in nobody's way. */
function follow(draft: TreeDraft, operation: Operation): void {
	if (operation.kind === 'move') {
		draft.move(operation.from, operation.path);
	} else if (operation.kind === 'delete') {
		draft.set(operation.path, undefined);
	}
}

function problem(path: Path, message: string): Problem {
	return {
		path, side: 'remote', code: 'ignored-inside', message,
	};
}

/** Something would stand where a folder stays, or in what was to stand there. */
function isBlocked(operation: Operation, kept: ReadonlySet<Path>): boolean {
	return operation.kind !== 'delete' && isAmong(kept, operation.path);
}

function isAmong(paths: ReadonlySet<Path>, path: Path): boolean {
	for (let at = path; paths.size > 0 && at !== ''; at = parentOf(at)) {
		if (paths.has(at)) {
			return true;
		}
	}

	return false;
}

/** The step needs a free name, and the name is not free: the plan does not see what has it. */
function isTaken(operation: Operation, node: TreeNode | undefined): boolean {
	const isMadeThere = operation.kind === 'put' && operation.expected === undefined && !(operation.node.kind === 'folder' && node?.kind === 'folder');
	return node !== undefined && (operation.kind === 'move' || isMadeThere);
}

function * deletionsInside(path: Path, tracked: FolderNode, actual: FolderNode): Generator<DeleteOperation> {
	for (const [name, expected] of tracked.children) {
		const node = actual.children.get(name);
		const at = joinPath(path, name);
		if (expected.kind === 'folder' && node?.kind === 'folder' && countEntries(node) !== countEntries(expected)) {
			yield * deletionsInside(at, expected, node);
		} else {
			yield {kind: 'delete', path: at, expected};
		}
	}
}

/** Topmost entries that only `actual` has. */
function countUntracked(tracked: FolderNode, actual: FolderNode): number {
	let count = 0;
	for (const [name, node] of actual.children) {
		const known = tracked.children.get(name);
		if (known?.kind === 'folder' && node.kind === 'folder') {
			count += countUntracked(known, node);
		} else if (!known) {
			count++;
		}
	}

	return count;
}

function countEntries(folder: FolderNode): number {
	let count = folder.children.size;
	for (const node of folder.children.values()) {
		if (node.kind === 'folder') {
			count += countEntries(node);
		}
	}

	return count;
}
