import {applyOperations} from '../core/apply-operation.js';
import type {Operation, PutOperation} from '../core/operation.js';
import {editTree, lookup, type Tree} from '../core/tree.js';

/**
A tree after steps that are known to have been done elsewhere, on a later tree than this one: what was put counts even where this tree lacks the folder around it, or has
something else there.
*/
export function afterDone(tree: Tree, done: readonly Operation[]): Tree {
	if (done.length === 0) {
		return tree;
	}

	const {tree: after, results} = applyOperations(tree, done);
	const others = done.filter((operation, index): operation is PutOperation => operation.kind === 'put' && results[index]!.status !== 'applied');
	return editTree(after, others.filter(({path, node}) => node.kind !== 'folder' || lookup(after, path)?.kind !== 'folder'));
}
