import type {Operation} from '../engine/core/operation.js';
import type {AppliedOperation} from '../engine/session/state.js';
import {operationName} from '../engine/session/plan-counts.js';

/** A step of a plan in a few plain fields, for a dry run. */
export type StepDescription = {
	readonly operation: AppliedOperation;
	readonly path: string;
	/** Where it stood before, for a move. */
	readonly from?: string;
	readonly kind: 'file' | 'folder' | 'symlink';
	/** Bytes of a file that is created or modified. */
	readonly size?: number;
};

export function describeOperation(operation: Operation): StepDescription {
	const node = operation.kind === 'put' ? operation.node : operation.expected;
	return {
		operation: operationName(operation),
		path: operation.path,
		...(operation.kind === 'move' && {from: operation.from}),
		kind: node.kind,
		...(operation.kind === 'put' && node.kind === 'file' && {size: node.size}),
	};
}
