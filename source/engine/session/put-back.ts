import {withoutDeletions} from '../core/safety.js';
import type {Tree} from '../core/tree.js';
import type {CycleInput} from './cycle.js';
import type {Reporter} from './reporter.js';
import type {Halt} from './state.js';

/**
The ancestor to go on with when what vanished is to come back: as if these paths had never been agreed on. It is durable before anything
comes back: with half of it back and the old ancestor, the other half would be few enough to be deleted without a question. Undefined, with a
word about it, where the mode does not let the side be changed.
*/
export async function putBack({side, paths}: Halt, input: CycleInput, reporter: Reporter): Promise<Tree | undefined> {
	const {settings: {mode}, store, local, view} = input;
	if (mode !== 'two-way') {
		reporter.log({level: 'error', topic: 'halt', message: `--mode ${mode} does not change the ${side} side, so that nothing can be put back there: run once with --mode ${side === 'local' ? 'pull' : 'push'}.`});
		return undefined;
	}

	const ancestor = withoutDeletions(input.ancestor, paths);
	await store.saveTrees({
		ancestor, local, remote: view.tree, head: view.head,
	});
	return ancestor;
}
