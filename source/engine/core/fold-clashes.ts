import {applyOperations} from './apply-operation.js';
import {foldClashes} from './fold.js';
import type {Operation} from './operation.js';
import {
	comparePaths,
	joinPath,
	parentOf,
	type Path,
} from './path.js';
import {lookup, type Tree} from './tree.js';

/**
Paths that cannot be brought to a side whose file system folds names (rule 31): after these operations it would have to keep apart two names that are one there. Of each
such group the name that stands there already keeps its place, else the first; sorted.
*/
export function clashingPaths(tree: Tree, operations: readonly Operation[]): Path[] {
	const folders = new Set(operations.filter(({kind}) => kind !== 'delete').map(({path}) => parentOf(path)));
	if (folders.size === 0) {
		return [];
	}

	const after = applyOperations(tree, operations).tree;
	return [...folders].flatMap(folder => clashesIn(folder, tree, after)).toSorted(comparePaths);
}

function clashesIn(folder: Path, before: Tree, after: Tree): Path[] {
	const node = folder === '' ? after : lookup(after, folder);
	return (node?.kind === 'folder' ? foldClashes(node) : []).flatMap(names => {
		const paths = names.map(name => joinPath(folder, name));
		const settled = paths.find(path => lookup(before, path) !== undefined) ?? paths[0];
		return paths.filter(path => path !== settled);
	});
}
