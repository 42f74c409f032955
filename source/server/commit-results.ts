import type {Operation, OperationResult} from '../engine/core/operation.js';
import type {Path} from '../engine/core/path.js';

/** The disk took steps that only fit because of others that it did not take: what became of it all is told as what the next look finds. */
export const notAsKnown: OperationResult = {status: 'stale', reason: 'the folder on the server was not as it was known'};

/** What the plan did not know of may look like what it expects: it is made anew. */
const overtaken: OperationResult = {status: 'stale', reason: 'somebody else has written it meanwhile'};

/** Commits without the operations that others have overtaken; these are stale. */
export async function withoutOvertaken<Outcome extends {readonly results: readonly OperationResult[]}>(
	operations: readonly Operation[],
	isOvertaken: ((operation: Operation) => boolean) | undefined,
	commit: (operations: readonly Operation[]) => Promise<Outcome>,
): Promise<Outcome> {
	const checked = operations.map((operation): OperationResult => isOvertaken?.(operation) === true ? overtaken : {status: 'applied', node: undefined});
	const outcome = await commit(operations.filter((_, index) => checked[index] !== overtaken));
	return {...outcome, results: mergeResults(checked, outcome.results)};
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
