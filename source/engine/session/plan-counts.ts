import type {Operation} from '../core/operation.js';
import {sameContent} from '../core/node.js';
import type {AppliedOperation, PlanCounts} from './state.js';

/** What an operation is called for people. */
export function operationName(operation: Operation): AppliedOperation {
	if (operation.kind === 'move') {
		return 'moved';
	}

	if (operation.kind === 'delete') {
		return 'deleted';
	}

	if (!operation.expected) {
		return 'created';
	}

	return sameContent(operation.expected, operation.node) ? 'attributes' : 'modified';
}

/** Counts of operations by kind; a folder that moves or goes as a whole counts once. Attribute changes are not counted. */
export class OperationCounter {
	readonly #counts = {
		created: 0, modified: 0, moved: 0, deleted: 0,
	};

	add(operation: Operation): AppliedOperation {
		const name = operationName(operation);
		if (name !== 'attributes') {
			this.#counts[name]++;
		}

		return name;
	}

	counts(): PlanCounts {
		return {...this.#counts};
	}
}

export function countOperations(operations: readonly Operation[]): PlanCounts {
	const counter = new OperationCounter();
	for (const operation of operations) {
		counter.add(operation);
	}

	return counter.counts();
}
