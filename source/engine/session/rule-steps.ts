import type {Operation, PutOperation} from '../core/operation.js';
import {isWithin, nameOf} from '../core/path.js';

/**
The steps of a plan that bring rule files, and the folders they stand in: what these rules leave out is known only when they are here. A
rule file in a folder that the same plan moves or removes something around goes with the rest.
*/
export function ruleSteps(operations: readonly Operation[], fileNames: readonly string[]): PutOperation[] {
	const files = operations.filter(operation => operation.kind === 'put' && operation.node.kind === 'file' && fileNames.includes(nameOf(operation.path)));
	if (files.length === 0) {
		return [];
	}

	const disturbed = operations.flatMap(operation => operation.kind === 'put' ? [] : (operation.kind === 'move' ? [operation.from, operation.path] : [operation.path]));
	const isFree = ({path}: Operation) => disturbed.every(other => !isWithin(other, path) && !isWithin(path, other));
	const wanted = files.filter(file => isFree(file));
	return operations.filter((operation): operation is PutOperation => operation.kind === 'put' && (
		wanted.includes(operation) || (operation.node.kind === 'folder' && wanted.some(({path}) => isWithin(operation.path, path)))
	));
}
