import type {
	DiskStat,
	FileNode,
	FolderNode,
	SymlinkNode,
	TreeNode,
} from '../engine/core/node.js';
import type {
	DeleteOperation,
	MoveOperation,
	Operation,
	PutOperation,
} from '../engine/core/operation.js';
import {pathFault, pathLimits} from '../engine/core/path.js';

export const isPath = (value: unknown): boolean => typeof value === 'string' && pathFault(value) === undefined;

export const isDisk = (disk: DiskStat | undefined): boolean => disk === undefined
	|| [disk.inode, disk.size, disk.modifiedMilliseconds, disk.changedMilliseconds, disk.bornMilliseconds].every(value => Number.isFinite(value));

const isFile = (node: FileNode): boolean => Number.isSafeInteger(node.size) && Number.isSafeInteger(node.modifiedMicroseconds)
	&& typeof node.executable === 'boolean' && typeof node.digest === 'string'
	&& (node.recipe === undefined || node.recipe instanceof Uint8Array);

const isSymlink = (node: SymlinkNode): boolean => typeof node.target === 'string';

function isFolder({children}: FolderNode, depth: number): boolean {
	if (!(children instanceof Map) || depth > pathLimits.depth) {
		return false;
	}

	for (const [name, child] of children as ReadonlyMap<unknown, unknown>) {
		if (!(typeof name === 'string' && isNode(child, depth + 1))) {
			return false;
		}
	}

	return true;
}

/** Throws a TypeError or returns false when a value from a file is no node of a tree. */
export function isNode(value: unknown, depth = 0): value is TreeNode {
	const node = value as TreeNode;
	if (!isDisk(node.disk)) {
		return false;
	}

	switch (node.kind) {
		case 'file': {
			return isFile(node);
		}

		case 'symlink': {
			return isSymlink(node);
		}

		case 'folder': {
			return isFolder(node, depth);
		}
	}

	return false;
}

const isPut = ({node, expected}: PutOperation): boolean => isNode(node) && (expected === undefined || isNode(expected));

const isMove = ({from, expected}: MoveOperation): boolean => isPath(from) && isNode(expected);

const isDelete = ({expected, isLost}: DeleteOperation): boolean => isNode(expected) && (isLost === undefined || isLost);

function isOperation(value: unknown): value is Operation {
	const operation = value as Operation;
	if (!isPath(operation.path)) {
		return false;
	}

	switch (operation.kind) {
		case 'put': {
			return isPut(operation);
		}

		case 'move': {
			return isMove(operation);
		}

		case 'delete': {
			return isDelete(operation);
		}
	}

	return false;
}

/** Throws unless these are operations as they were once planned: a journal is carried out, so its paths are checked like a peer's. */
export function parseOperations(value: unknown): readonly Operation[] {
	const operations = value as readonly unknown[];
	if (!Array.isArray(value) || operations.some(operation => !isOperation(operation))) {
		throw new TypeError('Not operations');
	}

	return operations as readonly Operation[];
}
