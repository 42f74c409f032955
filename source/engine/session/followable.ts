import type {Operation, OperationResult} from '../core/operation.js';
import {isWithin} from '../core/path.js';

/** What is told of a step here that has to wait for a move there. */
export const notMoved: OperationResult = {status: 'stale', reason: 'the other side did not move it'};

export type Followable = {readonly possible: readonly Operation[]; readonly waiting: readonly Operation[]};

/**
Steps here that bring what the other side has given a node into the place to which we have moved it make no sense when that side has refused the move: it has a newer
version, and the one of the plan would be left beside it. `pushed`: results of the remote operations.
*/
export function followable({local, remote}: {readonly local: readonly Operation[]; readonly remote: readonly Operation[]}, pushed: readonly OperationResult[]): Followable {
	const refused = remote.filter((operation, index) => operation.kind === 'move' && pushed[index]!.status !== 'applied');
	const isWaiting = (operation: Operation) => refused.some(({path}) => isWithin(path, operation.path));
	return refused.length === 0
		? {possible: local, waiting: []}
		: {possible: local.filter(operation => !isWaiting(operation)), waiting: local.filter(operation => isWaiting(operation))};
}
