import type {Mode} from '../core/plan.js';
import {withoutDeletions} from '../core/safety.js';
import type {Tree} from '../core/tree.js';
import type {CycleInput} from './cycle.js';
import type {Halt} from './state.js';

/**
The ancestor to go on with when what vanished is to come back: as if these paths had never been agreed on. It is durable before anything
comes back: with half of it back and the old ancestor, the other half would be few enough to be deleted without a question.
*/
export async function putBack({paths}: Halt, {store, local, view, ancestor: agreed}: CycleInput): Promise<Tree> {
	const ancestor = withoutDeletions(agreed, paths);
	await store.saveTrees({
		ancestor, local, remote: view.tree, head: view.head,
	});
	return ancestor;
}

/** Why nothing can be put back, if so: only where both sides may be changed does what is missing on one come back from the other. */
export function putBackFault({side}: Halt, mode: Mode): string | undefined {
	return mode === 'two-way' ? undefined : `Nothing can be put back on the ${side} side with --mode ${mode}, which does not change it: run once with --mode ${side === 'local' ? 'pull' : 'push'}.`;
}
