import type {Operation} from '../core/operation.js';
import type {Path} from '../core/path.js';
import type {Tree} from '../core/tree.js';
import type {Replica, TransitionRequest, TransitionResult} from '../disk/replica.js';

/** Who must know what we write ourselves, so that it is not taken for somebody's edit. */
export type TransitionGuard = {
	begin(paths: readonly Path[]): void;
	/** `tree`: what the transition has left behind. */
	end(paths: readonly Path[], tree: Tree): void;
};

/** A transition during which the watcher's events about its paths are known to be ours. */
export async function guardedTransition(replica: Pick<Replica, 'transition'>, request: TransitionRequest, guard: TransitionGuard | undefined): Promise<TransitionResult> {
	const paths = request.operations.flatMap(operation => touched(operation));
	let {tree} = request;
	guard?.begin(paths);
	try {
		const result = await replica.transition(request);
		tree = result.tree;
		return result;
	} finally {
		guard?.end(paths, tree);
	}
}

function touched(operation: Operation): Path[] {
	return operation.kind === 'move' ? [operation.from, operation.path] : [operation.path];
}
