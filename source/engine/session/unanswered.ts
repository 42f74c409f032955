import {applyOperations} from '../core/apply-operation.js';
import {sameNode} from '../core/node.js';
import type {Operation} from '../core/operation.js';
import type {Tree} from '../core/tree.js';

/**
Steps that were sent when a line broke, so that nobody knows whether the server has taken them. What it tells of them on the next line as done had both sides' consent
at that time: without that, what our user does to it meanwhile would be in conflict with what is our own.
*/
export class Unanswered {
	#sent: readonly Operation[] = [];
	#done: Operation[] = [];

	/** A line has broken before the answer to these came. */
	left(operations: readonly Operation[]): void {
		this.#sent = [...this.#sent, ...operations];
	}

	/** The server tells of a step, ours or somebody else's. Says whether it is one of these. */
	told(operation: Operation): boolean {
		const isOurs = this.#sent.some(sent => isSameStep(sent, operation));
		if (isOurs) {
			this.#done.push(operation);
		}

		return isOurs;
	}

	/** All is told that happened before the new line: what was not among it was not done. */
	over(): void {
		this.#sent = [];
	}

	/** The ancestor after what both sides have agreed on without our hearing of it. */
	takeInto(ancestor: Tree): Tree {
		const done = this.#done;
		this.#done = [];
		return done.length === 0 ? ancestor : applyOperations(ancestor, done).tree;
	}
}

function isSameStep(a: Operation, b: Operation): boolean {
	if (a.kind !== b.kind || a.path !== b.path) {
		return false;
	}

	return a.kind === 'put' ? sameNode(a.node, (b as typeof a).node) : (a.kind === 'delete' || a.from === (b as typeof a).from);
}
