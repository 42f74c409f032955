import type {Path} from './path.js';
import {TreeDraft, type Tree} from './tree.js';

/** Rule 35: so many deletions at once are rather an accident than a wish. */
export const deletionLimits = {count: 20, share: 0.25} as const;

export type DeletionCheck = {
	/** What vanished on one side, renames taken out, and the plan would delete on the other (`Plan.deletions`). */
	readonly deletions: readonly Path[];
	readonly ancestor: Tree;
	/** The side's tree now, if at hand: a root that holds something new was not emptied. */
	readonly after?: Tree;
};

/**
The deletions of one side, when there are so many that somebody has to look first: more than 20 and more than a quarter of what both
sides agreed on, or all that stood at the root (two entries or more). Otherwise undefined.
*/
export function massDeletion({deletions, ancestor, after}: DeletionCheck): readonly Path[] | undefined {
	return isEmptied({deletions, ancestor, ...(after && {after})}) || isMany(deletions.length, ancestor) ? deletions : undefined;
}

/** Whether all that stood at the root is gone, two entries or more (fault F40), and nothing has come instead. */
export function isEmptied({deletions, ancestor, after}: DeletionCheck): boolean {
	return (after === undefined || after.children.size === 0) && coversRoot(deletions, ancestor);
}

function isMany(count: number, ancestor: Tree): boolean {
	return count > deletionLimits.count && !hasMoreThan(ancestor, Math.ceil(count / deletionLimits.share) - 1);
}

function coversRoot(deletions: readonly Path[], ancestor: Tree): boolean {
	const {size} = ancestor.children;
	if (size < 2 || deletions.length < size) {
		return false;
	}

	const gone = new Set(deletions);
	for (const name of ancestor.children.keys()) {
		if (!gone.has(name)) {
			return false;
		}
	}

	return true;
}

/** Counts no further than it has to: the trees can be large. */
function hasMoreThan(tree: Tree, limit: number): boolean {
	let count = 0;
	const folders = [tree];
	for (let folder = folders.pop(); folder && count <= limit; folder = folders.pop()) {
		count += folder.children.size;
		for (const node of folder.children.values()) {
			if (node.kind === 'folder') {
				folders.push(node);
			}
		}
	}

	return count > limit;
}

/**
The ancestor to plan from when deletions are to be undone: as if these paths had never been agreed on. What the other side still has of
them is new there then and comes back.
*/
export function withoutDeletions(ancestor: Tree, deletions: readonly Path[]): Tree {
	const draft = new TreeDraft(ancestor);
	for (const path of deletions) {
		draft.set(path, undefined);
	}

	return draft.done();
}
