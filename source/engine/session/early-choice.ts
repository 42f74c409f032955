import {sameContent, type FileNode, type TreeNode} from '../core/node.js';
import type {Path} from '../core/path.js';
import type {Tree} from '../core/tree.js';
import type {NamedFile} from '../disk/replica.js';

export type EarlyTrees = {
	readonly ancestor: Tree;
	readonly remote: Tree;
	/** Names of files that hold ignore rules. */
	readonly ruleFiles: readonly string[];
};

/** What the plan will replace by a content: nothing, or a version that the server has. */
export type Replaced = {readonly base: FileNode | undefined};

/**
Whether any plan is all but sure to send the content of a file that a look has just named, and then what it replaces. Everything that is for the plan to decide is undefined: what
the other side has changed, what may have been moved, what rules that have yet to come may leave out, and what may still be being written.
*/
export function earlyChoice({path, node, mayHaveMoved}: NamedFile, trees: EarlyTrees): Replaced | undefined {
	if (node.size === 0 || node.disk?.isRacy === true) {
		return undefined;
	}

	const place = agreedPlace(path, trees);
	if (!place) {
		return undefined;
	}

	const {node: there} = place;
	if (!there) {
		// Of a large file that was moved and edited the plan knows which version it comes from, and that makes it short.
		return mayHaveMoved && node.recipe ? undefined : {base: undefined};
	}

	return there.kind === 'file' && there.digest !== node.digest ? {base: there} : undefined;
}

/** What both sides last agreed on at a path, if the server still has the same there, in the same folders under the same rules. */
function agreedPlace(path: Path, {ancestor, remote, ruleFiles}: EarlyTrees): {readonly node: TreeNode | undefined} | undefined {
	let agreed: TreeNode | undefined = ancestor;
	let there: TreeNode | undefined = remote;
	for (const name of path.split('/')) {
		if (!agreed && !there) {
			return {node: undefined};
		}

		if (there?.kind !== 'folder' || (agreed && agreed.kind !== 'folder') || !haveSame(ruleFiles, agreed, there)) {
			return undefined;
		}

		agreed = childOf(agreed, name);
		there = childOf(there, name);
	}

	return sameContent(agreed, there) ? {node: there} : undefined;
}

function haveSame(names: readonly string[], one: TreeNode | undefined, other: TreeNode): boolean {
	return names.every(name => sameContent(childOf(one, name), childOf(other, name)));
}

function childOf(folder: TreeNode | undefined, name: string): TreeNode | undefined {
	return folder?.kind === 'folder' ? folder.children.get(name) : undefined;
}
