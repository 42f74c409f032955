import type {Operation, Problem, Side} from '../core/operation.js';

/** So many passes in a row may the same step find another state than planned. */
const mostPasses = 3;

/** What stays as it is until somebody does something about it; apart from that both sides are equal. */
const lasting = new Set<Problem['code']>(['busy', 'ignored-inside', 'read-only', 'case-clash']);

/**
What the last pass could not do. A step that finds another state than planned is planned again after a look. When it does so pass after pass,
something is in its way that no look shows, because it is ignored or cannot be synced: then it is a problem, and the session goes on.
*/
export class Unfinished {
	#problems: Problem[] = [];
	#before = new Map<string, number>();
	#stale = new Map<string, number>();

	get problems(): readonly Problem[] {
		return this.#problems;
	}

	/** Whether a disk has refused something that it may take at another time: then the sides are not equal, and it is worth another try. */
	get isRefused(): boolean {
		return this.#problems.some(({code}) => !lasting.has(code));
	}

	/** A pass begins. */
	begin(): void {
		this.#problems = [];
		this.#before = this.#stale;
		this.#stale = new Map();
	}

	add(problem: Problem): void {
		this.#problems.push(problem);
	}

	/** A step has found another state than planned; the problem that it has become by now, if it has. */
	stale(side: Side, {kind, path}: Operation, reason: string): Problem | undefined {
		const key = `${side} ${kind} ${path}`;
		const passes = (this.#before.get(key) ?? 0) + 1;
		this.#stale.set(key, passes);
		if (passes < mostPasses) {
			return undefined;
		}

		const where = side === 'local' ? 'here' : 'on the server';
		const problem: Problem = {
			path, side, code: 'busy', message: `Something ${where} is in its way that is ignored, cannot be synced or keeps changing. ${reason} Move that away to go on.`,
		};
		this.add(problem);
		return problem;
	}
}
