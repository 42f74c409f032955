import {checksumOf} from '../content/recipe.js';
import {applyOperation} from '../core/apply-operation.js';
import type {Digest, FolderNode, TreeNode} from '../core/node.js';
import type {DeleteOperation, Operation, PutOperation} from '../core/operation.js';
import {pathFault, type Path} from '../core/path.js';
import {TreeDraft, walk, type Tree} from '../core/tree.js';
import {FsyncError} from '../fault.js';
import type {ContentHolder, Step, StepNode} from './transition-step.js';

/** Files of the share that a missing content is looked for in, at most. */
const sourcesPerContent = 3;

/** What each operation is to find on the disk, judged by the scanned tree as it is after the operations before it. */
export function planSteps(tree: Tree, operations: readonly Operation[]): Step[] {
	const draft = new TreeDraft(tree);
	return operations.map(operation => {
		requirePath(operation.path);
		if (operation.kind === 'move') {
			requirePath(operation.from);
		}

		return planStep(draft, operation);
	});
}

/** The last gate: whatever was overlooked before, no step leads out of the share or into the reserved folder (attacks A01-A06). */
function requirePath(path: Path): void {
	const fault = pathFault(path);
	if (fault !== undefined) {
		throw new FsyncError('protocol', `A path that ${fault} cannot be synced.`);
	}
}

function planStep(draft: TreeDraft, operation: Operation): Step {
	switch (operation.kind) {
		case 'put': {
			return planPut(draft, operation);
		}

		case 'move': {
			const {from, path, expected} = operation;
			const known = bare(knownAs(draft.get(from), expected));
			draft.move(from, path);
			return {
				kind: 'move', from, path, known,
			};
		}

		case 'delete': {
			return planDelete(draft, operation);
		}
	}
}

/** What is put is not noted in the draft: a later step on it has an expectation of its own, and the disk's stat is not known yet. */
function planPut(draft: TreeDraft, {path, node, expected}: PutOperation): Step {
	return {
		kind: 'put', path, node: bare(node), known: expected && bare(knownAs(draft.get(path), expected)),
	};
}

function planDelete(draft: TreeDraft, {path, expected}: DeleteOperation): Step {
	const here = draft.get(path);
	const known = expected.kind === 'folder' ? knownSubtree(here, expected) : bare(knownAs(here, expected));
	draft.set(path, undefined);
	return {kind: 'delete', path, known};
}

/** The scanned node, which has the disk's stat, where it agrees with what the operation expects; else that, to be looked for by content. */
function knownAs(here: TreeNode | undefined, expected: TreeNode): TreeNode {
	return here && isAlike(here, expected) ? here : expected;
}

/** Kind, content and executable bit; of a folder only the kind. */
function isAlike(a: TreeNode, b: TreeNode): boolean {
	return (a.kind === 'folder' || agrees(a, b)) && a.kind === b.kind && (a.kind !== 'file' || b.kind !== 'file' || a.executable === b.executable);
}

/** A folder with all that is in it, or nothing when the scan has found something else in it than is expected. */
function knownSubtree(here: TreeNode | undefined, expected: FolderNode): FolderNode | undefined {
	return here?.kind === 'folder' && agrees(here, expected) ? stripped(here) : undefined;
}

/** By the rules of operation.ts, which know of fingerprints too: whether a deletion of `expected` would be carried out on `here`. */
function agrees(here: TreeNode, expected: TreeNode): boolean {
	const tree: Tree = {kind: 'folder', children: new Map([['it', here]])};
	return here === expected || applyOperation(tree, {kind: 'delete', path: 'it', expected}).result.status === 'applied';
}

/** Without a recipe (the view of a large buffer would take all of that along to the worker) and without a folder's children. */
function bare(node: TreeNode): StepNode {
	switch (node.kind) {
		case 'file': {
			const {kind, size, modifiedMicroseconds, executable, digest, disk} = node;
			return {
				kind, size, modifiedMicroseconds, executable, digest, ...disk && {disk},
			};
		}

		case 'symlink': {
			return node;
		}

		case 'folder': {
			return {kind: 'folder', children: new Map(), ...node.disk && {disk: node.disk}};
		}
	}
}

function stripped(folder: FolderNode): FolderNode {
	return {kind: 'folder', children: new Map(Array.from(folder.children, ([name, node]) => [name, node.kind === 'folder' ? stripped(node) : bare(node)]))};
}

/** Files of the tree that have these contents. */
export function findContents(tree: Tree, digests: readonly Digest[]): Map<Digest, ContentHolder[]> {
	const found = new Map<Digest, ContentHolder[]>(digests.map(digest => [digest, []]));
	for (const {path, node} of walk(tree)) {
		if (node.kind !== 'file') {
			continue;
		}

		const holders = found.get(node.digest);
		if (holders && holders.length < sourcesPerContent) {
			// A copy of its own, for a view would take the whole recipe along to the worker.
			holders.push({path, ...node.recipe && {checksum: checksumOf(node.recipe).slice()}});
		}
	}

	return found;
}
