import type {Clock} from '../clock.js';
import {summarizePlan, type PlanSide, type PlanSummary} from '../core/plan-summary.js';
import type {Side} from '../core/operation.js';
import type {Plan} from '../core/plan.js';
import type {Tree} from '../core/tree.js';
import type {Board} from './board.js';
import {PlanGate, type PlanLimit} from './plan-gate.js';
import type {Reporter} from './reporter.js';
import type {PlanCounts, SessionState} from './state.js';

export type PlanReviewParts = {
	readonly limit: PlanLimit | undefined;
	readonly clock: Clock;
	readonly board: Board<SessionState>;
	readonly reporter: Reporter;
};

type Trees = Readonly<Record<Side, Tree>>;

/** Shows a plan to somebody before it is carried out: a large one, which waits for an answer, and that of a dry run. */
export class PlanReview {
	readonly #parts: PlanReviewParts;
	readonly #gate: PlanGate;
	#sinceMilliseconds: number | undefined;

	constructor(parts: PlanReviewParts) {
		this.#parts = parts;
		this.#gate = new PlanGate(parts.limit);
	}

	get isHeld(): boolean {
		return this.#gate.held !== undefined;
	}

	/** Whether this plan has to wait. It is shown as long as it does. */
	holds(plan: Plan, trees: Trees): boolean {
		if (!this.#gate.holds(plan)) {
			this.#hide();
			return false;
		}

		const isNews = this.#sinceMilliseconds === undefined;
		this.#sinceMilliseconds ??= this.#parts.clock.wallMilliseconds();
		this.show(plan, trees);
		if (isNews) {
			this.#tell(this.#parts.board.state().plan!.summary);
		}

		return true;
	}

	/** Shows a plan and asks nothing. */
	show(plan: Plan, trees: Trees): void {
		this.#parts.board.patch({
			plan: {summary: summarizePlan(plan, trees), isHeld: this.isHeld, sinceMilliseconds: this.#sinceMilliseconds ?? this.#parts.clock.wallMilliseconds()},
		});
	}

	/** Somebody has seen the plan that is shown now and agrees to it. */
	agree(): void {
		this.#gate.agree();
	}

	/** Both sides are equal: what comes next is another plan. */
	done(): void {
		this.#gate.done();
	}

	#tell({steps, local, remote}: PlanSummary): void {
		const {reporter} = this.#parts;
		reporter.event({
			type: 'plan-held', steps, local: filesOf(local), remote: filesOf(remote), travelBytes: local.travelBytes + remote.travelBytes,
		});
		reporter.log({level: 'warn', topic: 'plan', message: `a plan of ${steps} steps waits for somebody to look at it`});
	}

	#hide(): void {
		if (this.#sinceMilliseconds === undefined) {
			return;
		}

		this.#sinceMilliseconds = undefined;
		this.#parts.board.clear('plan');
	}
}

/** Files by what a plan does to them on one side. */
const filesOf = ({totals: {create, modify, move, delete: deleted}}: PlanSide): PlanCounts => ({
	created: create.files, modified: modify.files, moved: move.files, deleted: deleted.files,
});
