import type {Problem} from '../engine/core/operation.js';
import {parentOf, type Path} from '../engine/core/path.js';

/** A partial scan only speaks of the paths it looked at. */
export function mergeProblems(known: readonly Problem[], found: readonly Problem[], looked: readonly Path[]): Problem[] {
	const isLookedAt = (path: Path): boolean => {
		const folders = new Set(looked);
		for (let at = path; at !== ''; at = parentOf(at)) {
			if (folders.has(at)) {
				return true;
			}
		}

		return folders.has('');
	};

	return [...known.filter(problem => !isLookedAt(problem.path)), ...found];
}
