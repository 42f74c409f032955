import type {Explanation} from '../contract.js';
import {formatCountdown} from './duration.js';

/** How often something was tried, and when it is tried again: `3 attempts so far, next attempt in 41s`. */
export function formatRetry({attempts, inMilliseconds}: NonNullable<Explanation['retry']>): string {
	return [
		...(attempts === undefined ? [] : [`${attempts} ${attempts === 1 ? 'attempt' : 'attempts'} so far`]),
		...(inMilliseconds === undefined ? [] : [`next attempt in ${formatCountdown(inMilliseconds)}`]),
	].join(', ');
}
