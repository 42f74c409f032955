import type {FolderNode} from '../core/node.js';
import {
	isWithin,
	nameOf,
	parentOf,
	reservedName,
	type Path,
} from '../core/path.js';
import type {Tree} from '../core/tree.js';
import {draftFolder, type FolderDraft} from './scan-draft.js';

/** The topmost part of a path that the tree does not have as a folder (the path itself when only that is in question), and its parent. */
function topmost(tree: Tree, path: Path): {path: Path; parent: FolderNode} {
	let parent: FolderNode = tree;
	for (let slash = path.indexOf('/'); slash !== -1; slash = path.indexOf('/', slash + 1)) {
		const child = parent.children.get(path.slice(path.lastIndexOf('/', slash - 1) + 1, slash));
		if (child?.kind !== 'folder') {
			return {path: path.slice(0, slash), parent};
		}

		parent = child;
	}

	return {path, parent};
}

function isCovered(tops: ReadonlyMap<Path, unknown>, path: Path): boolean {
	for (let above = parentOf(path); above !== ''; above = parentOf(above)) {
		if (tops.has(above)) {
			return true;
		}
	}

	return false;
}

const wholeTree = (tree: Tree): FolderDraft[] => [draftFolder({path: '', before: tree})];

/**
Where a scan begins: the root, or for dirty paths one partial draft for each of their parents. A path below another is left out,
one whose parents are unknown stands for the topmost of these, and a file of ignore rules stands for the folder that it rules.
*/
export function startingDrafts(tree: Tree, dirty: Iterable<Path> | undefined, ruleFiles: readonly string[]): FolderDraft[] {
	if (!dirty) {
		return wholeTree(tree);
	}

	const tops = new Map<Path, FolderNode>();
	for (const path of dirty) {
		const asked = ruleFiles.includes(nameOf(path)) ? parentOf(path) : path;
		if (asked === '') {
			return wholeTree(tree);
		}

		if (isWithin(reservedName, asked)) {
			continue;
		}

		const top = topmost(tree, asked);
		tops.set(top.path, top.parent);
	}

	const groups = new Map<Path, {names: string[]; before: FolderNode}>();
	for (const [path, before] of tops) {
		if (isCovered(tops, path)) {
			continue;
		}

		const group = groups.get(parentOf(path));
		if (group) {
			group.names.push(nameOf(path));
		} else {
			groups.set(parentOf(path), {names: [nameOf(path)], before});
		}
	}

	return Array.from(groups, ([path, group]) => draftFolder({path, ...group}));
}
