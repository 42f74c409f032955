import type {Operation, OperationResult} from '../engine/core/operation.js';
import type {Path} from '../engine/core/path.js';

/** Results of the accepted operations put back among the refused ones. */
export function mergeResults(checked: readonly OperationResult[], done: readonly OperationResult[]): OperationResult[] {
	let next = 0;
	return checked.map(result => result.status === 'applied' ? done[next++]! : result);
}

/** Where the disk holds something else than the tree says: the places of the operations that it did not let through. */
export function surprisingPaths(operations: readonly Operation[], done: readonly OperationResult[]): Path[] {
	return operations.flatMap((operation, index) => done[index]!.status === 'applied' ? [] : pathsOf(operation));
}

function pathsOf(operation: Operation): Path[] {
	return operation.kind === 'move' ? [operation.from, operation.path] : [operation.path];
}
