import {contentName, sameContent, type TreeNode} from '../core/node.js';
import {isWithin, rebase, type Path} from '../core/path.js';
import type {Move} from '../core/rename.js';
import {
	editTree,
	lookup,
	walk,
	type Tree,
} from '../core/tree.js';
import type {Loss} from '../disk/losses.js';

/**
The ancestor after this side's disk has lost versions: what the disk has left counts as what both sides once agreed on, so that the other
side's version is the newer one. It is fetched again, and the remains go to the trash like any version that is replaced.
*/
export function ancestorAfterLosses(ancestor: Tree, losses: readonly Loss[]): Tree {
	return editTree(ancestor, losses.filter(({path}) => lookup(ancestor, path) !== undefined).map(({path, remains}) => ({path, node: remains})));
}

/**
The ancestor after the other side's disk has lost versions: what that side has no longer was never agreed on, so that ours is new to it and
is sent again. Where somebody else has sent a version meanwhile, ours is compared with that as always.
*/
export function ancestorWithoutLost(ancestor: Tree, lost: readonly Path[], remote: Tree): Tree {
	return editTree(ancestor, lost.filter(path => lookup(remote, path) === undefined).map(path => ({path, node: undefined})));
}

/**
The ancestor without what others have written over and put back (`RemoteView.putBack`): by its content nothing has happened there, and a deletion or an edit
of ours would win over a version that we had not heard of. Without a base it is kept, or in conflict. What we have only moved goes on as a move.
*/
export function ancestorWithoutPutBack(ancestor: Tree, paths: readonly Path[], local: Tree): Tree {
	const concerned = paths.filter(path => !sameContent(lookup(ancestor, path), lookup(local, path)));
	const moved = concerned.length === 0 ? new Set<string>() : newContents(ancestor, local);
	const isMoved = (node: TreeNode | undefined) => node !== undefined && node.kind !== 'folder' && moved.has(contentName(node));
	return editTree(ancestor, concerned.filter(path => !isMoved(lookup(ancestor, path))).map(path => ({path, node: undefined})));
}

/** Contents that stand where the ancestor has nothing. */
function newContents(ancestor: Tree, local: Tree): Set<string> {
	return new Set([...walk(local)].flatMap(({path, node}) => node.kind === 'folder' || lookup(ancestor, path) ? [] : [contentName(node)]));
}

/** What a path was called before these moves, which are in the form that `composeMove` gives them. */
export function nameBefore(path: Path, moves: readonly Move[]): Path {
	const innermost = moves.filter(({to}) => isWithin(to, path)).toSorted((a, b) => b.to.length - a.to.length)[0];
	return innermost ? rebase(path, innermost.to, innermost.from) : path;
}

const shownPaths = 3;

/** Names a few of the paths. `whose` disk, and what becomes of them. */
export function lossSentence(paths: readonly Path[], whose: string, what: string): string {
	const shown = paths.slice(0, shownPaths).map(path => `'${path}'`).join(', ');
	const others = paths.length > shownPaths ? ` and ${paths.length - shownPaths} more` : '';
	return `A power cut has cost ${whose} ${paths.length === 1 ? 'a file' : `${paths.length} files`}: ${shown}${others}. ${what}`;
}
