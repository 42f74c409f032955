import type {Operation} from '../core/operation.js';
import {parentOf, type Path} from '../core/path.js';
import type {Tree} from '../core/tree.js';
import type {Replica, TransitionRequest, TransitionResult} from '../disk/replica.js';

/** Who must know what we write ourselves, so that it is not taken for somebody's edit. */
export type TransitionGuard = {
	begin(paths: readonly Path[]): void;
	/** `tree`: what the transition has left behind. */
	end(paths: readonly Path[], tree: Tree): void;
};

/** So many new or changed files of one folder are watched over by the folder's name alone. */
const worthGrouping = 8;

/** A transition during which the watcher's events about its paths are known to be ours. */
export async function guardedTransition(replica: Pick<Replica, 'transition'>, request: TransitionRequest, guard: TransitionGuard | undefined): Promise<TransitionResult> {
	if (!guard) {
		return replica.transition(request);
	}

	const paths = [...touchedPaths(request.operations)];
	let {tree} = request;
	guard.begin(paths);
	try {
		const result = await replica.transition(request);
		tree = result.tree;
		return result;
	} finally {
		guard.end(paths, tree);
	}
}

/**
The paths that operations touch. Many in one folder are told as that folder, which stands for everything in it: events of others in there wait
until the transition is over and are then judged by what stands on the disk, like all the rest.
*/
function touchedPaths(operations: readonly Operation[]): Set<Path> {
	const byFolder = new Map<Path, Path[]>();
	for (const path of operations.flatMap(operation => touched(operation))) {
		const folder = parentOf(path);
		const paths = byFolder.get(folder);
		if (paths) {
			paths.push(path);
		} else {
			byFolder.set(folder, [path]);
		}
	}

	return new Set([...byFolder].flatMap(([folder, paths]) => folder !== '' && paths.length >= worthGrouping ? [folder] : paths));
}

function touched(operation: Operation): Path[] {
	return operation.kind === 'move' ? [operation.from, operation.path] : [operation.path];
}
