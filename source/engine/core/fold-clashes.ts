import {applyOperations} from './apply-operation.js';
import {foldClashes, foldName} from './fold.js';
import type {TreeNode} from './node.js';
import type {Operation} from './operation.js';
import {
	comparePaths,
	joinPath,
	nameOf,
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
	const clashes = [...folders].flatMap(folder => clashesIn(folder, tree, after));
	return [...new Set([...clashes, ...clashesOnTheWay(tree, operations)])].toSorted(comparePaths);
}

/** Names that come while another spelling of them still stands there: it makes room later, and the disk knows no "later". A move that changes the spelling alone is none. */
function clashesOnTheWay(tree: Tree, operations: readonly Operation[]): Path[] {
	const spellings = new Map<Path, ReadonlyMap<string, string>>();
	const left = new Set<Path>();
	return operations.flatMap(operation => {
		const {kind, path} = operation;
		if (kind === 'delete') {
			left.add(path);
			return [];
		}

		const folder = parentOf(path);
		const known = spellings.get(folder) ?? spellingsIn(lookup(tree, folder));
		spellings.set(folder, known);
		const name = known.get(foldName(nameOf(path)));
		const there = name === undefined ? path : joinPath(folder, name);
		const isClash = there !== path && !left.has(there) && !(kind === 'move' && operation.from === there);
		if (kind === 'move') {
			left.add(operation.from);
		}

		return isClash ? [path] : [];
	});
}

/** The names in a folder by what a disk that folds names takes them for. */
function spellingsIn(folder: TreeNode | undefined): Map<string, string> {
	return new Map(folder?.kind === 'folder' ? Array.from(folder.children.keys(), name => [foldName(name), name]) : []);
}

function clashesIn(folder: Path, before: Tree, after: Tree): Path[] {
	const node = folder === '' ? after : lookup(after, folder);
	return (node?.kind === 'folder' ? foldClashes(node) : []).flatMap(names => {
		const paths = names.map(name => joinPath(folder, name));
		const settled = paths.find(path => lookup(before, path) !== undefined) ?? paths[0];
		return paths.filter(path => path !== settled);
	});
}
