import {FsyncError} from '../engine/fault.js';
import type {PlanLimit} from '../engine/session/plan-gate.js';
import {readBytes} from '../ui/text/read-bytes.js';

export function parseSize(flag: string, text: string): number {
	const bytes = readBytes(text);
	if (!(bytes >= 0)) {
		throw new FsyncError('usage', `${flag} cannot be '${text}': give a size, for example 500M or 20G.`);
	}

	return bytes;
}

/** A number of steps, a size of contents, or `never`. */
export function parsePlanLimit(flag: string, text: string): PlanLimit | 'never' {
	if (text === 'never') {
		return text;
	}

	const steps = /^\d+$/v.test(text) ? Number(text) : NaN;
	if (Number.isSafeInteger(steps)) {
		return {steps, bytes: Infinity};
	}

	const bytes = readBytes(text);
	if (!(bytes >= 0)) {
		throw new FsyncError('usage', `${flag} cannot be '${text}': give a number of steps (5000), a size (20G) or never.`);
	}

	return {steps: Infinity, bytes};
}

/** A century. */
const mostDays = 36_500;

export function parseDays(flag: string, text: string): number {
	const days = /^\d+(?:\.\d+)?$/v.test(text) ? Number(text) : NaN;
	if (!(days <= mostDays)) {
		throw new FsyncError('usage', `${flag} cannot be '${text}': give a number of days from 0 to ${mostDays}.`);
	}

	return days;
}

/** Bytes per second, written as a size. */
export function parseRate(flag: string, text: string): number {
	const bytesPerSecond = readBytes(text);
	if (!(bytesPerSecond >= 1)) {
		throw new FsyncError('usage', `${flag} cannot be '${text}': give bytes per second, for example 500K or 5M.`);
	}

	return bytesPerSecond;
}

/** A day: longer quiet times are typing errors. */
const longestMilliseconds = 86_400_000;

export function parseMilliseconds(flag: string, text: string): number {
	const milliseconds = /^\d+$/v.test(text) ? Number(text) : NaN;
	if (!(milliseconds <= longestMilliseconds)) {
		throw new FsyncError('usage', `${flag} cannot be '${text}': give whole milliseconds from 0 to ${longestMilliseconds}.`);
	}

	return milliseconds;
}

/** One of a few words. */
export function parseChoice<T extends string>(flag: string, text: string, choices: readonly T[]): T {
	const choice = choices.find(candidate => candidate === text);
	if (choice === undefined) {
		throw new FsyncError('usage', `${flag} cannot be '${text}': give ${choices.slice(0, -1).join(', ')} or ${choices.at(-1)}.`);
	}

	return choice;
}
