import type {Operation, OperationResult} from '../engine/core/operation.js';
import type {Path} from '../engine/core/path.js';

/** The disk took steps that only fit because of others that it did not take: what became of it all is told as what the next look finds. */
export const notAsKnown: OperationResult = {status: 'stale', reason: 'the folder on the server was not as it was known'};

/** Results of the accepted operations put back among the refused ones. */
export function mergeResults(checked: readonly OperationResult[], done: readonly OperationResult[]): OperationResult[] {
	let next = 0;
	return checked.map(result => result.status === 'applied' ? done[next++]! : result);
}

/** Where the disk holds something else than the tree says: the places of the operations that it did not let through. */
export function surprisingPaths(operations: readonly Operation[], done: readonly OperationResult[]): Path[] {
	return operations.flatMap((operation, index) => done[index]!.status === 'applied' ? [] : placesOf(operation));
}

export function placesOf(operation: Operation): Path[] {
	return operation.kind === 'move' ? [operation.from, operation.path] : [operation.path];
}
