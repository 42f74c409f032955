import type {FolderNode} from '../core/node.js';
import type {DeleteOperation, Operation} from '../core/operation.js';
import {joinPath, type Path} from '../core/path.js';
import {lookup, type Tree} from '../core/tree.js';

/**
A folder that is to go as a whole, on a side where it also holds something ignored, cannot go as a whole: what is tracked goes piece
by piece, deepest first, and the folders around the ignored things stay (rule 29). `actual` is that side's tree with the ignored things
in it. Other operations pass unchanged.
*/
export function expandDeletions(operations: readonly Operation[], actual: Tree): Operation[] {
	return operations.flatMap((operation): Operation | Operation[] => {
		if (operation.kind !== 'delete' || operation.expected.kind !== 'folder') {
			return operation;
		}

		const node = lookup(actual, operation.path);
		return node?.kind !== 'folder' || countEntries(node) === countEntries(operation.expected) ? operation : [...deletionsInside(operation.path, operation.expected, node)];
	});
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

function countEntries(folder: FolderNode): number {
	let count = folder.children.size;
	for (const node of folder.children.values()) {
		if (node.kind === 'folder') {
			count += countEntries(node);
		}
	}

	return count;
}
