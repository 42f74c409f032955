import type {Operation} from '../core/operation.js';

/** One commit's or one transition's worth of work: small enough to show progress and to repeat, large enough to share its flushes. */
export const batchLimits = {operations: 4000, bytes: 24 * 1024 * 1024} as const;

const contentBytes = (operation: Operation): number => operation.kind === 'put' && operation.node.kind === 'file' ? operation.node.size : 0;

/** Cuts a plan into runs of operations, in order. A file larger than the limit makes a batch of its own or ends one. */
export function * batches(operations: readonly Operation[]): Generator<readonly Operation[]> {
	let start = 0;
	let bytes = 0;
	for (const [index, operation] of operations.entries()) {
		const isFull = index - start >= batchLimits.operations || (index > start && bytes + contentBytes(operation) > batchLimits.bytes);
		if (isFull) {
			yield operations.slice(start, index);
			start = index;
			bytes = 0;
		}

		bytes += contentBytes(operation);
	}

	if (start < operations.length) {
		yield operations.slice(start);
	}
}
