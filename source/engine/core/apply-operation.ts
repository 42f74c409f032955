import {
	sameContent,
	sameNode,
	type FolderNode,
	type TreeNode,
} from './node.js';
import type {
	DeleteOperation,
	MoveOperation,
	Operation,
	OperationResult,
	PutOperation,
} from './operation.js';
import {isWithin} from './path.js';
import {treeDigest} from './tree-digest.js';
import {TreeDraft, type Tree} from './tree.js';

export type Applied = {
	/** The tree after the steps that could be taken; the very same object when nothing changed. */
	readonly tree: Tree;
	/** One for each operation, in order; never `failed`, for a tree in memory has no disk to refuse. */
	readonly results: readonly OperationResult[];
};

/**
Takes the steps in order on a tree in memory, by the compare-and-swap rules of operation.ts. A step whose outcome is there already counts
as applied, so that a journalled plan can be rolled forward; a stale one changes nothing and the next ones are tried all the same.
*/
export function applyOperations(tree: Tree, operations: Iterable<Operation>): Applied {
	const draft = new TreeDraft(tree);
	const results: OperationResult[] = Array.from(operations, operation => applyTo(draft, operation));

	return {tree: draft.done(), results};
}

export function applyOperation(tree: Tree, operation: Operation): {readonly tree: Tree; readonly result: OperationResult} {
	const {tree: after, results} = applyOperations(tree, [operation]);
	return {tree: after, result: results[0]!};
}

function applyTo(draft: TreeDraft, operation: Operation): OperationResult {
	switch (operation.kind) {
		case 'put': {
			return put(draft, operation);
		}

		case 'move': {
			return move(draft, operation);
		}

		case 'delete': {
			return remove(draft, operation);
		}
	}
}

function put(draft: TreeDraft, operation: PutOperation): OperationResult {
	const {path, node} = operation;
	const found = draft.get(path);
	// A folder that was put may have been filled since; a file's time alone is no reason to refuse.
	const isDone = found !== undefined && isAsExpected(found, node);
	const fault = isDone ? undefined : putFault(draft, operation, found);
	if (fault !== undefined) {
		return stale(path, fault);
	}

	if (!isDone || !sameNode(found, node)) {
		draft.set(path, node);
	}

	return applied(node);
}

function putFault(draft: TreeDraft, {path, expected}: PutOperation, found: TreeNode | undefined): string | undefined {
	if (!draft.folderOf(path)) {
		return 'its folder is not there';
	}

	if (expected === undefined) {
		return found && 'something stands there already';
	}

	if (!isAsExpected(found, expected)) {
		return 'what stands there is not what was expected';
	}

	return found?.kind === 'folder' && found.children.size > 0 ? 'the folder there is not empty' : undefined;
}

function move(draft: TreeDraft, operation: MoveOperation): OperationResult {
	const {from, path, expected} = operation;
	const found = draft.get(from);
	const target = draft.get(path);
	if (!found && target && isAsExpected(target, expected)) {
		return applied(target);
	}

	const fault = moveFault(draft, operation);
	if (fault !== undefined) {
		return stale(path, fault);
	}

	draft.move(from, path);
	return applied(found);
}

function moveFault(draft: TreeDraft, {from, path, expected}: MoveOperation): string | undefined {
	if (!isAsExpected(draft.get(from), expected)) {
		return `what stands at '${from}' is not what was expected`;
	}

	if (draft.get(path)) {
		return 'something stands there already';
	}

	if (isWithin(from, path)) {
		return 'a folder cannot be moved into itself';
	}

	return draft.folderOf(path) ? undefined : 'its folder is not there';
}

function remove(draft: TreeDraft, {path, expected}: DeleteOperation): OperationResult {
	const found = draft.get(path);
	if (!found) {
		return applied(undefined);
	}

	if (!isSubtree(found, expected)) {
		return stale(path, 'what stands there is not what was expected');
	}

	draft.set(path, undefined);
	return applied(undefined);
}

/** Kind, content and executable bit. */
function isAsExpected(found: TreeNode | undefined, expected: TreeNode | undefined): boolean {
	return sameContent(found, expected) && (found?.kind !== 'file' || expected?.kind !== 'file' || found.executable === expected.executable);
}

/** Kinds, names and contents all the way down; a folder may be named by its fingerprint alone. */
function isSubtree(found: TreeNode, expected: TreeNode): boolean {
	if (found === expected) {
		return true;
	}

	if (found.kind !== 'folder' || expected.kind !== 'folder') {
		return sameContent(found, expected);
	}

	return expected.fingerprint === undefined ? hasSameChildren(found, expected) : treeDigest(found) === expected.fingerprint;
}

function hasSameChildren(found: FolderNode, expected: FolderNode): boolean {
	if (found.children.size !== expected.children.size) {
		return false;
	}

	for (const [name, node] of found.children) {
		const other = expected.children.get(name);
		if (!other || !isSubtree(node, other)) {
			return false;
		}
	}

	return true;
}

function applied(node: TreeNode | undefined): OperationResult {
	return {status: 'applied', node};
}

function stale(path: string, reason: string): OperationResult {
	return {status: 'stale', reason: `'${path}': ${reason}.`};
}
