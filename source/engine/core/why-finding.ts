import type {Problem, ProblemCode, Side} from './operation.js';
import {isWithin} from './path.js';
import type {WhyFacts, WhyMark, WhyStatus} from './why-facts.js';

/** What one step found. With a status, this is where the path is stuck (or ends), and nothing after it is reached. */
export type WhyFinding = {
	readonly mark: WhyMark;
	readonly detail: string;
	readonly status?: WhyStatus;
	readonly verdict?: string;
	readonly fix?: string;
	readonly side?: Side;
};

/** One step on the way of a change. */
export type WhyCheck = {readonly name: string; readonly look: (facts: WhyFacts) => WhyFinding};

export const passed = (detail: string): WhyFinding => ({mark: 'passed', detail});

/** The problem of the path itself, or of a folder above it, that has one of these codes. */
export function problemOf({path, problems}: Pick<WhyFacts, 'path' | 'problems'>, codes: ReadonlySet<ProblemCode>): Problem | undefined {
	return problems.find(problem => codes.has(problem.code) && isWithin(problem.path, path));
}

/** A length of time for a sentence. */
export function spoken(milliseconds: number): string {
	const seconds = Math.max(0, milliseconds) / 1000;
	return seconds < 10 ? `${seconds.toFixed(1)} s` : spokenLong(Math.round(seconds));
}

function spokenLong(seconds: number): string {
	if (seconds < 120) {
		return `${seconds} s`;
	}

	return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}
