import {isWithin, type Path} from '../core/path.js';

/** What is worth a look: everything, or these paths with what is below them. */
export type Look = 'all' | readonly Path[];

export function mergeLooks(a: Look | undefined, b: Look | undefined): Look | undefined {
	if (a === undefined || b === undefined) {
		return a ?? b;
	}

	return a === 'all' || b === 'all' ? 'all' : [...new Set([...a, ...b])];
}

/** The paths that a look does not speak of. */
export function notLookedAt(look: Look, paths: Iterable<Path>): Path[] {
	return look === 'all' ? [] : [...paths].filter(path => look.every(looked => !isWithin(looked, path)));
}
