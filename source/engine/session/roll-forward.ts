import {applyOperations} from '../core/apply-operation.js';
import {sameContent, sameNode} from '../core/node.js';
import type {MoveOperation, Operation, PutOperation} from '../core/operation.js';
import {
	lookup,
	TreeDraft,
	type Tree,
} from '../core/tree.js';
import {
	carryOut,
	seenBy,
	type Carried,
	type CarryOutInput,
} from './carry-out.js';
import {settle, type Settling} from './settle.js';

/** What an interrupted cycle had decided is carried out before anything is planned again. */
export async function rollForward(input: Omit<CarryOutInput, 'operations' | 'heard' | 'seen'> & Settling): Promise<Carried | undefined> {
	const journal = await input.store.loadJournal();
	if (!journal) {
		return undefined;
	}

	const operations = {local: journal.local, remote: stillOpen(journal.remote, input.ancestor)};
	const sent: Operation[] = [];
	const carried = await carryOut({
		...input,
		operations,
		// With which generation it was planned is not known any more: whatever others write from now on is news to it.
		heard: 0,
		seen: seenBy(input.view),
		onResult(side, operation, result, isSpared) {
			if (side === 'remote' && result.status === 'applied') {
				sent.push(operation);
			}

			input.onResult(side, operation, result, isSpared);
		},
	});
	const ancestor = ancestorWithSent(carried.ancestor, sent, input.ancestor);
	const done = {...carried, ancestor: ancestorWithBrought({ancestor, local: carried.local, before: input.ancestor}, operations.local, input.view.tree)};
	await settle(input, done, !done.isInterrupted);
	return done;
}

/** Without what has been agreed on already: that was done before the interruption, and if it is gone now, somebody has deleted it since. */
export function stillOpen(operations: readonly Operation[], ancestor: Tree): readonly Operation[] {
	return operations.filter(operation => !(operation.kind === 'put' && operation.node.kind !== 'folder' && sameNode(operation.node, lookup(ancestor, operation.path))));
}

/**
The ancestor with what has been sent, by steps that were planned from the ancestor `before`, although something else, or nothing, stands here now: it did when the plan was made, and what has become of it since is
a change of ours.
*/
export function ancestorWithSent(ancestor: Tree, sent: readonly Operation[], before: Tree): Tree {
	const {tree: then} = applyOperations(before, sent);
	const draft = new TreeDraft(ancestor);
	for (const {path} of sent) {
		const [node, base] = [lookup(then, path), draft.get(path)];
		const isOpen = !base || (base.kind !== 'folder' && sameContent(base, lookup(before, path)));
		if (node && isOpen && draft.folderOf(path)) {
			draft.set(path, node);
		}
	}

	return draft.done();
}

/**
The ancestor with what has been brought or moved here, by steps that were planned from the ancestor `before`, although the server has it no longer: it stood there when the plan was made, and what has become of it since is a change of the
server's, not a version, or a move, of ours that it does not know.
*/
export function ancestorWithBrought({ancestor, local, before}: Pick<Carried, 'ancestor' | 'local'> & {readonly before: Tree}, operations: readonly Operation[], remote: Tree): Tree {
	const draft = new TreeDraft(ancestor);
	for (const operation of operations) {
		if (operation.kind === 'move') {
			renameMoved(draft, {local, before}, operation);
		} else if (operation.kind === 'put') {
			addBrought(draft, {local, remote}, operation);
		}
	}

	return draft.done();
}

/** What has been moved here is known by its new name, whatever has become of it there. */
function renameMoved(draft: TreeDraft, {local, before}: {readonly local: Tree; readonly before: Tree}, {from, path}: MoveOperation): void {
	const [base, here] = [lookup(before, from), lookup(local, path)];
	if (base && base.kind === here?.kind && !lookup(local, from) && !draft.get(path) && draft.folderOf(path)) {
		draft.set(from, undefined).set(path, base);
	}
}

/** Of a step that only gave what stood here other permissions nothing was brought: the content is our own, and may be an edit that they do not know. */
function addBrought(draft: TreeDraft, {local, remote}: {readonly local: Tree; readonly remote: Tree}, {path, node, expected}: PutOperation): void {
	const here = lookup(local, path);
	const isOwn = node.kind !== 'folder' && sameContent(node, expected);
	if (!here || isOwn || !sameContent(node, here) || sameContent(node, lookup(remote, path)) || !draft.folderOf(path)) {
		return;
	}

	if (here.kind !== 'folder') {
		draft.set(path, here);
	} else if (draft.get(path)?.kind !== 'folder') {
		draft.set(path, {...here, children: new Map()});
	}
}
