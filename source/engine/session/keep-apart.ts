import {clashingPaths} from '../core/fold-clashes.js';
import {sides, type Problem, type Side} from '../core/operation.js';
import type {Path} from '../core/path.js';
import type {Plan} from '../core/plan.js';
import type {Tree} from '../core/tree.js';

export type Apart = {
	readonly plan: Plan;
	/** Names that a side cannot keep apart from others of theirs: they are held, and everything else goes on. */
	readonly clashes: readonly Problem[];
};

/**
Plans so that no side whose file system folds names (`folding`) is given two that are one there (rule 31, fault F39): what would bring such a name is frozen, and planned
again without it, until nothing clashes.
*/
export function planApart(folding: Readonly<Record<Side, boolean>>, trees: Readonly<Record<Side, Tree>>, planWith: (held: readonly Path[]) => Plan): Apart {
	const held = new Map<Path, Problem>();
	for (;;) {
		const plan = planWith([...held.keys()]);
		const count = held.size;
		for (const side of sides) {
			for (const path of folding[side] ? clashingPaths(trees[side], plan[side]) : []) {
				held.set(path, clash(path, side));
			}
		}

		if (held.size === count) {
			return {plan, clashes: [...held.values()]};
		}
	}
}

const clash = (path: Path, side: Side): Problem => ({
	path, side, code: 'case-clash', message: `The disk ${side === 'local' ? 'here' : 'of the server'} takes this name and another one beside it for the same, so only that one is synced. Rename one of them.`,
});
