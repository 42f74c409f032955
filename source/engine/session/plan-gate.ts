import {contentBytes, stepsOf} from '../core/plan-summary.js';
import type {Operation} from '../core/operation.js';
import type {Plan} from '../core/plan.js';

/** A plan that is larger than either is shown before it is carried out. */
export type PlanLimit = {readonly steps: number; readonly bytes: number};

/** Far beyond what people do in a day; a first sync of a large folder is worth a look. */
export const usualPlanLimit: PlanLimit = {steps: 50_000, bytes: 100 * (1024 ** 3)};

/** Two steps that a person would not tell apart: what is in a file may change while somebody reads that it is to be sent. */
const keyOf = (side: string, operation: Operation): string =>
	`${side} ${operation.kind} ${operation.path}${operation.kind === 'move' ? ` ${operation.from}` : ''}`;

/**
Keeps a large plan from being carried out until somebody who has seen it says so. What was agreed to stays agreed to until it is done,
however often it is planned again meanwhile; what comes on top of it is weighed by itself.
*/
export class PlanGate {
	readonly #limit: PlanLimit | undefined;
	#held: Plan | undefined;
	readonly #agreed = new Set<string>();

	/** Without a limit nothing is ever held. */
	constructor(limit: PlanLimit | undefined) {
		this.#limit = limit;
	}

	/** What waits for an answer. */
	get held(): Plan | undefined {
		return this.#held;
	}

	/** Whether this plan, which is about to be carried out, has to wait. */
	holds(plan: Plan): boolean {
		this.#held = this.#isLarge(plan) ? plan : undefined;
		return this.#held !== undefined;
	}

	/** Somebody agrees to what is held. */
	agree(): void {
		for (const [side, operations] of [['local', this.#held?.local], ['remote', this.#held?.remote]] as const) {
			for (const operation of operations ?? []) {
				this.#agreed.add(keyOf(side, operation));
			}
		}
	}

	/** Nothing is left to do. */
	done(): void {
		this.#agreed.clear();
	}

	#isLarge({local, remote}: Plan): boolean {
		const limit = this.#limit;
		if (!limit) {
			return false;
		}

		const fresh = [...this.#fresh('local', local), ...this.#fresh('remote', remote)];
		return stepsOf(fresh) > limit.steps || contentBytes(fresh) > limit.bytes;
	}

	#fresh(side: string, operations: readonly Operation[]): readonly Operation[] {
		return this.#agreed.size === 0 ? operations : operations.filter(operation => !this.#agreed.has(keyOf(side, operation)));
	}
}
