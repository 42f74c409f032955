import {decide} from '../core/decision.js';
import type {
	Conflict,
	Decision,
	Keep,
	Plan,
} from '../core/plan.js';
import {
	haltMark,
	isSameMatter,
	type HaltAnswer,
	type Verdict,
} from '../core/verdict.js';
import type {Reporter} from './reporter.js';
import type {VerdictStore} from './session-store.js';
import type {Halt} from './state.js';

export type VerdictsParts = {
	readonly store: VerdictStore;
	readonly reporter: Reporter;
	/** The answer that the command line has given to any halt, for the length of this run. */
	readonly standing: HaltAnswer | undefined;
};

export type Settlement = {
	readonly plan: Plan;
	/** All deletions of the plan that need an answer, and the first of them that has none: then nothing was done. */
	readonly halts: readonly Halt[];
	readonly halt?: Halt;
	/** Every step of the plan was taken. */
	readonly isDone: boolean;
};

/** What people have decided and has not been carried out yet: from the commands beside the session, and from its own screen. */
export class Verdicts {
	readonly #parts: VerdictsParts;
	#stored: readonly Verdict[] = [];
	#own: readonly Verdict[] = [];
	/** Those that the pass under way was planned with. */
	#considered: readonly Verdict[] = [];
	#isStale = true;

	constructor(parts: VerdictsParts) {
		this.#parts = parts;
	}

	get decisions(): readonly Decision[] {
		return this.#considered.flatMap(verdict => verdict.about === 'conflict' ? [verdict.decision] : []);
	}

	get #all(): readonly Verdict[] {
		return [...this.#stored, ...this.#own];
	}

	/** Something was written down, or is no more. */
	expire(): void {
		this.#isStale = true;
	}

	/** Reads what was written down since the last time. What comes later is for the next pass. */
	async refresh(): Promise<void> {
		if (this.#isStale) {
			this.#isStale = false;
			this.#stored = await this.#parts.store.load();
		}

		this.#considered = this.#all;
	}

	/** Somebody at the session's own screen answers the halt that is shown there. */
	answer(halt: Halt | undefined, answer: HaltAnswer): void {
		const mark = halt && haltMark(halt);
		if (mark !== undefined) {
			this.add({about: 'halt', answer, mark});
		}
	}

	/** Somebody at the session's own screen decides about a conflict that is shown there. */
	decide(conflict: Conflict, keep: Keep): Verdict {
		const verdict = {about: 'conflict', decision: decide(conflict, keep)} as const;
		this.add(verdict);
		return verdict;
	}

	/** Whether it has not been carried out (or dropped) yet. */
	isWaiting(verdict: Verdict): boolean {
		return this.#all.includes(verdict);
	}

	/** Takes one from the session's own screen. It lasts as long as the session runs. */
	add(verdict: Verdict): void {
		this.#own = [...this.#own.filter(known => !isSameMatter(known, verdict)), verdict];
	}

	/** Takes one that must survive a crash. */
	async record(verdict: Verdict): Promise<void> {
		await this.#parts.store.save(verdict);
		this.#stored = [...this.#stored.filter(known => !isSameMatter(known, verdict)), verdict];
	}

	/** What was recorded has no cause any more. */
	async withdraw(verdict: Verdict): Promise<void> {
		await this.#drop(verdict);
	}

	/** What was said about these deletions, and no others. */
	answerTo(halt: Halt): HaltAnswer | undefined {
		const mark = haltMark(halt);
		const given = this.#considered.flatMap(verdict => verdict.about === 'halt' && verdict.mark === mark ? [verdict.answer] : []);
		return given.at(-1) ?? (mark === undefined ? undefined : this.#parts.standing);
	}

	/**
	After a pass: drops what no longer fits what there is and, if all steps of the pass were taken, what has been carried out. Says so where
	somebody waits for it.
	*/
	async settle(settlement: Settlement): Promise<void> {
		const {plan, halt, isDone} = settlement;
		const followed = new Set(plan.decided);
		const open = new Set(plan.conflicts.map(({path}) => path));
		for (const verdict of this.#considered) {
			if (verdict.about === 'halt') {
				await this.#settleAnswer(verdict, settlement);
			} else if (!followed.has(verdict.decision)) {
				await this.#drop(verdict);
				this.#tellUnfit(verdict.decision, open);
			} else if (isDone && !halt) {
				await this.#drop(verdict);
			}
		}
	}

	async #settleAnswer(verdict: Verdict & {readonly about: 'halt'}, {halts, halt}: Settlement): Promise<void> {
		// One of two answers may be there already while the other is waited for.
		const isWaiting = halt !== undefined && haltMark(halt) !== verdict.mark && halts.some(one => haltMark(one) === verdict.mark);
		if (isWaiting) {
			return;
		}

		await this.#drop(verdict);
		if (halt) {
			// Other paths have vanished since, or it cannot be done: whoever answered has to see that first.
			this.#parts.reporter.halted(halt);
		}
	}

	#tellUnfit({path}: Decision, open: ReadonlySet<string>): void {
		if (open.has(path)) {
			this.#parts.reporter.notice({path, message: 'It has changed since its conflict was decided, so that the conflict stays: look at both versions and decide again.'});
		}
	}

	async #drop(verdict: Verdict): Promise<void> {
		this.#own = this.#own.filter(known => known !== verdict);
		this.#stored = this.#stored.filter(known => known !== verdict);
		await this.#parts.store.remove(verdict);
	}
}
