import process from 'node:process';
import {runBatch, type BatchOptions} from './batch.js';

/** What a number of runs came to; `cpuSeconds` of all threads of the process. */
export type Figures = {readonly runs: number; readonly failed: number; readonly tasks: number; readonly virtualMilliseconds: number; readonly cpuSeconds: number};

/** Runs after which those who wait are told how far it has come. */
const partRuns = 5000;

/** Many runs in this process, part by part. */
export function measureRuns({first, count, ...options}: Omit<BatchOptions, 'isStopping'>, onPart: (done: Figures) => void): Figures {
	let sum: Figures = {
		runs: 0, failed: 0, tasks: 0, virtualMilliseconds: 0, cpuSeconds: 0,
	};
	while (sum.runs < count) {
		const usage = process.cpuUsage();
		const {runs, failures, tasks, virtualMilliseconds} = runBatch({first: first + sum.runs, count: Math.min(partRuns, count - sum.runs), ...options});
		const {user, system} = process.cpuUsage(usage);
		sum = addFigures(sum, {
			runs, failed: failures.length, tasks, virtualMilliseconds, cpuSeconds: (user + system) / 1e6,
		});
		if (sum.runs < count) {
			onPart(sum);
		}
	}

	return sum;
}

export function addFigures(a: Figures, b: Figures): Figures {
	return {
		runs: a.runs + b.runs, failed: a.failed + b.failed, tasks: a.tasks + b.tasks, virtualMilliseconds: a.virtualMilliseconds + b.virtualMilliseconds, cpuSeconds: a.cpuSeconds + b.cpuSeconds,
	};
}

/** Two lines for people. */
export function figuresText({runs, failed, tasks, virtualMilliseconds, cpuSeconds}: Figures, seconds: number): string {
	return `${runs} runs, ${failed} failed; ${(tasks / runs).toFixed(0)} tasks and ${(virtualMilliseconds / runs / 1000).toFixed(0)} virtual seconds a run\n${seconds.toFixed(1)} s: ${(runs / seconds).toFixed(1)} runs a second, ${(runs / cpuSeconds).toFixed(1)} a second of processor time`;
}
