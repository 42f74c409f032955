import type {TreeNode} from './node.js';
import type {Path} from './path.js';

/**
One step of a plan for one side. Steps are in order: each names the state it expects to find after the steps before it
(compare-and-swap), and whoever carries it out refuses a step whose expectation does not hold.

- `put`: makes `path` this node. `expected` undefined: nothing may stand there (create). Otherwise what stands there must have
  the expected kind, content and executable bit; a different modification time alone is not refused. A put folder is empty (what
  is in it follows as further steps); a put over a folder needs that folder to be empty after the steps before.
- `move`: what stands at `from`, whole, is called `to` from now on; nothing may stand at `to`. `expected` says what stands at
  `from`; for a folder only its kind counts, for what is inside goes with it.
- `delete`: a file or link that is as expected goes to the trash; a folder goes with everything in it, provided
  that its whole subtree is as `expected` (kinds, names, contents).
*/
export type Operation = PutOperation | MoveOperation | DeleteOperation;

export type PutOperation = {readonly kind: 'put'; readonly path: Path; readonly node: TreeNode; readonly expected: TreeNode | undefined};
export type MoveOperation = {readonly kind: 'move'; readonly from: Path; readonly path: Path; readonly expected: TreeNode};
export type DeleteOperation = {
	readonly kind: 'delete';
	readonly path: Path;
	readonly expected: TreeNode;
	/** Nobody has deleted it: the disk has lost it. Whoever has this version still is asked to send it again. */
	readonly isLost?: true;
};

/** What became of one operation. */
export type OperationResult =
	/** Done (or found done already). `node` is what stands at `path` now, with this disk's stat where a disk is involved. */
	| {readonly status: 'applied'; readonly node: TreeNode | undefined}
	/** The state found was not the one expected: nothing was changed, plan again. */
	| {readonly status: 'stale'; readonly reason: string}
	/** The disk refused: a problem of this path. */
	| {readonly status: 'failed'; readonly problem: Problem};

export type ProblemCode =
	| 'unreadable' | 'unwritable' | 'no-space' | 'busy' | 'cancelled' | 'not-utf8' | 'special-file' | 'other-device' | 'case-clash'
	| 'bad-name' | 'unsafe-link' | 'ignored-inside' | 'corrupt' | 'missing-content' | 'read-only' | 'io' | 'too-deep';

/** The message of `ignored-inside` (rule 29); `count` counts topmost entries. */
export function keptIgnored(count: number): string {
	return `Kept ${count} ignored: the folder was deleted on the other side, but what is not synced in it stays here, and the folder around it. Delete it here too if it is not needed.`;
}

/** What keeps one path from being synced. Everything else goes on. */
export type Problem = {
	readonly path: Path;
	readonly side: Side;
	readonly code: ProblemCode;
	/** One sentence: what happened and what to do. */
	readonly message: string;
};

export type Side = 'local' | 'remote';

export const sides = ['local', 'remote'] as const;

export function otherSide(side: Side): Side {
	return side === 'local' ? 'remote' : 'local';
}
