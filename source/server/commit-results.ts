import {applyOperations} from '../engine/core/apply-operation.js';
import type {Operation, OperationResult} from '../engine/core/operation.js';
import type {Path} from '../engine/core/path.js';
import type {Tree} from '../engine/core/tree.js';

/** The disk took steps that only fit because of others that it did not take: what became of it all is told as what the next look finds. */
export const notAsKnown: OperationResult = {status: 'stale', reason: 'the folder on the server was not as it was known'};

/** What the plan did not know of may look like what it expects: it is made anew. */
const overtaken: OperationResult = {status: 'stale', reason: 'somebody else has written it meanwhile'};

/** What would become of the operations if the disk is as the tree says. */
export function checkOperations(tree: Tree, operations: readonly Operation[], isOvertaken: (operation: Operation) => boolean = () => false): OperationResult[] {
	const marks = operations.map((operation): OperationResult => isOvertaken(operation) ? overtaken : {status: 'applied', node: undefined});
	const {results} = applyOperations(tree, operations.filter((_, index) => marks[index] !== overtaken));
	return mergeResults(marks, results);
}

/** Results of the accepted operations put back among the refused ones. */
export function mergeResults(checked: readonly OperationResult[], done: readonly OperationResult[]): OperationResult[] {
	let next = 0;
	return checked.map(result => result.status === 'applied' ? done[next++]! : result);
}

/** Where the disk holds something else than the tree says: the places of the operations that it did not let through, or of which nobody knows. */
export function surprisingPaths(operations: readonly Operation[], done: readonly OperationResult[]): Path[] {
	return operations.flatMap((operation, index) => done[index]?.status === 'applied' ? [] : placesOf(operation));
}

function placesOf(operation: Operation): Path[] {
	return operation.kind === 'move' ? [operation.from, operation.path] : [operation.path];
}
