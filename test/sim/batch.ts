import {generate} from './generate.js';
import {run, type Outcome, type RunOptions} from './run.js';
import type {Scenario, Trouble} from './step.js';
import {Violation} from './violation.js';

export type Failure = {readonly scenario: Scenario; readonly violation: Violation};

export type BatchOptions = RunOptions & {
	readonly first: number;
	readonly count: number;
	readonly troubles?: readonly Trouble[] | undefined;
	/** Ends at the first failure. */
	readonly isStopping?: boolean;
	readonly onFailure?: (failure: Failure) => void;
};

export type BatchResult = {readonly runs: number; readonly failures: readonly Failure[]; readonly tasks: number; readonly virtualMilliseconds: number};

/** One run in so many is done twice: the same seed must lead to the same trace. */
const everyTwice = 100;

/** Many runs of consecutive seeds. Not from within a promise callback. */
export function runBatch({first, count, troubles, isStopping = false, onFailure, ...options}: BatchOptions): BatchResult {
	const failures: Failure[] = [];
	let [runs, tasks, virtualMilliseconds] = [0, 0, 0];
	for (let seed = first; seed < first + count; seed++) {
		const scenario = generate(seed, troubles);
		const outcome = run(scenario, options);
		const violation = outcome.violation ?? (seed % everyTwice === 0 ? undetermined(scenario, outcome, options) : undefined);
		runs++;
		tasks += outcome.tasks;
		virtualMilliseconds += outcome.milliseconds;
		if (!violation) {
			continue;
		}

		failures.push({scenario, violation});
		onFailure?.({scenario, violation});
		if (isStopping) {
			break;
		}
	}

	return {
		runs, failures, tasks, virtualMilliseconds,
	};
}

function undetermined(scenario: Scenario, first: Outcome, options: RunOptions): Violation | undefined {
	const second = run(scenario, options);
	return second.trace === first.trace ? undefined : new Violation('determinism', `the same seed led to two traces, ${first.trace} and ${second.trace}`);
}
