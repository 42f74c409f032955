import {run, type RunOptions} from './run.js';
import type {Scenario, Step} from './step.js';

/** Runs at most in one shrinking. */
const mostRuns = 400;

/**
Leaves out as many steps of a failing run as can be left out so that it still breaks the same invariant: halves, quarters, down to single steps
(delta debugging, Zeller and Hildebrandt 2002).
*/
export function shrink(scenario: Scenario, invariant: string, options: RunOptions = {}): Scenario {
	let {steps} = scenario;
	let runs = 0;
	const fails = (candidate: readonly Step[]): boolean => {
		runs++;
		return run({...scenario, steps: candidate}, options).violation?.invariant === invariant;
	};

	for (let size = Math.ceil(steps.length / 2); size >= 1 && runs < mostRuns; size = size === 1 ? 0 : Math.ceil(size / 2)) {
		for (let start = 0; start < steps.length && runs < mostRuns;) {
			const candidate = [...steps.slice(0, start), ...steps.slice(start + size)];
			if (fails(candidate)) {
				steps = candidate;
			} else {
				start += size;
			}
		}
	}

	return {...scenario, steps};
}
