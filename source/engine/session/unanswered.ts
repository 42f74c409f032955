import {sameContent, sameNode} from '../core/node.js';
import type {Operation} from '../core/operation.js';
import {lookup, type Tree} from '../core/tree.js';
import {afterDone} from './after-done.js';

/**
Steps of ours that no pass has followed to its end: those that were sent when a line broke, so that nobody knows whether the server has taken them, and those that it
has taken before it broke. What is done of them (the next line tells) was what both sides had at that time: without that, what our user does to it meanwhile would be in conflict with what is our own.
*/
export class Unanswered {
	#sent: readonly Operation[] = [];
	/** Those whose answer is waited for, by `keyOf`. A server whose disk was not as it knew may tell of them as edits of its own before it refuses them. */
	readonly #waiting = new Map<string, Operation>();
	#done: Operation[] = [];

	/** These are on their way. */
	sent(operations: readonly Operation[]): void {
		for (const operation of operations) {
			this.#waiting.set(keyOf(operation), operation);
		}
	}

	/** A line has broken before the answer to these came. */
	left(operations: readonly Operation[]): void {
		this.#forget(operations);
		this.#sent = [...this.#sent, ...operations];
	}

	/** The server tells of a step, ours or somebody else's. Says whether it is one of these. */
	told(operation: Operation): boolean {
		const waiting = this.#waiting.get(keyOf(operation));
		const isOurs = (waiting !== undefined && isSameStep(waiting, operation)) || this.#sent.some(sent => isSameStep(sent, operation));
		if (isOurs) {
			this.#done.push(operation);
		}

		return isOurs;
	}

	/** The answer to these has come: the server has taken those that are `done`. What the pass makes of it may come to nothing yet. */
	answered(operations: readonly Operation[], done: readonly Operation[]): void {
		this.#forget(operations);
		this.#done.push(...done);
	}

	/** A pass is over, and its ancestor has followed all that was answered in it. */
	followed(): void {
		this.#done = [];
	}

	/** All is told that happened before the new line: what was not among it was not done. */
	over(): void {
		this.#sent = [];
	}

	#forget(operations: readonly Operation[]): void {
		for (const operation of operations) {
			this.#waiting.delete(keyOf(operation));
		}
	}

	/** The ancestor after what both sides have agreed on without our hearing of it: what we have sent counts even where it lacks the folder around it, or has an older version. */
	takeInto(ancestor: Tree): Tree {
		const done = this.#done;
		this.#done = [];
		return afterDone(ancestor, done.map(operation => asAgreed(operation, ancestor)));
	}
}

/** A step that only gave the server's newer content our permissions agrees on these: the content has not come here yet. */
function asAgreed(operation: Operation, ancestor: Tree): Operation {
	const agreed = lookup(ancestor, operation.path);
	const isForeign = operation.kind === 'put' && operation.node.kind === 'file' && agreed?.kind === 'file'
		&& sameContent(operation.node, operation.expected) && !sameContent(operation.node, agreed);
	return isForeign ? {...operation, node: {...agreed, executable: operation.node.executable}} : operation;
}

const keyOf = ({kind, path}: Operation): string => `${kind} ${path}`;

function isSameStep(a: Operation, b: Operation): boolean {
	if (a.kind !== b.kind || a.path !== b.path) {
		return false;
	}

	return a.kind === 'put' ? sameNode(a.node, (b as typeof a).node) : (a.kind === 'delete' || a.from === (b as typeof a).from);
}
