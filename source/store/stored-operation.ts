import type {DiskStat, TreeNode} from '../engine/core/node.js';
import type {Operation} from '../engine/core/operation.js';
import {pathFault, pathLimits} from '../engine/core/path.js';

export const isPath = (value: unknown): boolean => typeof value === 'string' && pathFault(value) === undefined;

const isNumber = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value);

const isDisk = (disk: DiskStat | undefined): boolean => disk === undefined
	|| [disk.inode, disk.size, disk.modifiedMilliseconds, disk.changedMilliseconds, disk.bornMilliseconds].every(value => isNumber(value));

export function isNode(value: unknown, depth = 0): value is TreeNode {
	const node = value as TreeNode;
	if (!isDisk(node.disk) || depth > pathLimits.depth) {
		return false;
	}

	switch (node.kind) {
		case 'file': {
			return Number.isSafeInteger(node.size) && node.size >= 0 && Number.isSafeInteger(node.modifiedMicroseconds)
				&& typeof node.executable === 'boolean' && typeof node.digest === 'string'
				&& (node.recipe === undefined || node.recipe instanceof Uint8Array);
		}

		case 'symlink': {
			return typeof node.target === 'string';
		}

		case 'folder': {
			return node.children instanceof Map && [...node.children].every(([name, child]: readonly [unknown, unknown]) => typeof name === 'string' && isNode(child, depth + 1));
		}

		default: {
			return false;
		}
	}
}

function isOperation(value: unknown): value is Operation {
	const operation = value as Operation;
	if (!isPath(operation.path)) {
		return false;
	}

	switch (operation.kind) {
		case 'put': {
			return isNode(operation.node) && (operation.expected === undefined || isNode(operation.expected));
		}

		case 'move': {
			return isPath(operation.from) && isNode(operation.expected);
		}

		case 'delete': {
			return isNode(operation.expected);
		}

		default: {
			return false;
		}
	}
}

/** Throws unless these are operations as they were once planned: a journal is carried out, so its paths are checked like a peer's. */
export function parseOperations(value: unknown): readonly Operation[] {
	if (!Array.isArray(value) || !value.every(operation => isOperation(operation))) {
		throw new TypeError('Not operations');
	}

	return value as readonly Operation[];
}
