import {applyOperations} from '../core/apply-operation.js';
import {sameNode} from '../core/node.js';
import type {Operation, PutOperation} from '../core/operation.js';
import {editTree, lookup, type Tree} from '../core/tree.js';

/**
Steps of ours that no pass has followed to its end: those that were sent when a line broke, so that nobody knows whether the server has taken them, and those that it
has taken before it broke. What is done of them (the next line tells) was what both sides had at that time: without that, what our user does to it meanwhile would be in conflict with what is our own.
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

	/** The server has taken these, as it answered. What the pass makes of it may come to nothing yet. */
	answered(operations: readonly Operation[]): void {
		this.#done.push(...operations);
	}

	/** A pass is over, and its ancestor has followed all that was answered in it. */
	followed(): void {
		this.#done = [];
	}

	/** All is told that happened before the new line: what was not among it was not done. */
	over(): void {
		this.#sent = [];
	}

	/** The ancestor after what both sides have agreed on without our hearing of it: what we have sent counts even where it lacks the folder around it, or has an older version. */
	takeInto(ancestor: Tree): Tree {
		const done = this.#done;
		this.#done = [];
		if (done.length === 0) {
			return ancestor;
		}

		const {tree, results} = applyOperations(ancestor, done);
		const others = done.filter((operation, index): operation is PutOperation => operation.kind === 'put' && results[index]!.status !== 'applied');
		return editTree(tree, others.filter(({path, node}) => node.kind !== 'folder' || lookup(tree, path)?.kind !== 'folder'));
	}
}

function isSameStep(a: Operation, b: Operation): boolean {
	if (a.kind !== b.kind || a.path !== b.path) {
		return false;
	}

	return a.kind === 'put' ? sameNode(a.node, (b as typeof a).node) : (a.kind === 'delete' || a.from === (b as typeof a).from);
}
