import type {FolderNode} from '../core/node.js';
import {
	keptIgnored,
	type DeleteOperation,
	type Operation,
	type Problem,
} from '../core/operation.js';
import {isWithin, joinPath, type Path} from '../core/path.js';
import {lookup, type Tree} from '../core/tree.js';

export type Expanded = {
	readonly operations: readonly Operation[];
	/** One for each folder that stays, and for each step that has to wait because it does. */
	readonly problems: readonly Problem[];
};

/**
A folder that is to go as a whole, on the server, where it also holds something ignored, cannot go as a whole: what is tracked goes piece
by piece, deepest first, and the folders around the ignored things stay (rule 29). `actual` is the server's tree with the ignored things
in it. What was to take the place of such a folder waits. Other operations pass unchanged.
*/
export function expandDeletions(operations: readonly Operation[], actual: Tree): Expanded {
	const kept = new Set<Path>();
	const expanded: Operation[] = [];
	const problems: Problem[] = [];
	for (const operation of operations) {
		const node = lookup(actual, operation.path);
		const isFolder = operation.kind === 'delete' && operation.expected.kind === 'folder' && node?.kind === 'folder';
		if (isFolder && countEntries(node) !== countEntries(operation.expected)) {
			const tracked = operation.expected;
			kept.add(operation.path);
			expanded.push(...deletionsInside(operation.path, tracked, node));
			const message = keptIgnored(countUntracked(tracked, node));
			problems.push(problem(operation.path, message));
		} else if (isBlocked(operation, kept)) {
			problems.push(problem(operation.path, 'Waits, because the folder of that name on the server holds ignored things. Move these away there to go on.'));
		} else {
			expanded.push(operation);
		}
	}

	return {operations: expanded, problems};
}

function problem(path: Path, message: string): Problem {
	return {
		path, side: 'remote', code: 'ignored-inside', message,
	};
}

/** Something would stand where a folder stays, or in what was to stand there. */
function isBlocked(operation: Operation, kept: ReadonlySet<Path>): boolean {
	return operation.kind !== 'delete' && [...kept].some(path => isWithin(path, operation.path));
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
