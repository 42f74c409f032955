import {applyOperations} from '../engine/core/apply-operation.js';
import type {Operation} from '../engine/core/operation.js';
import {reconcile} from '../engine/core/reconcile.js';
import type {Tree} from '../engine/core/tree.js';
import type {ScanResult} from '../engine/disk/replica.js';
import {shareNodes} from '../engine/session/share-nodes.js';

/** Operations in one generation made from the server's own edits; keeps each commit well below a frame. */
const operationsPerCommit = 1000;

/** What was edited on the server's own disk since `tree`, as a one-sided change, and the share's tree after it. `name`: of the share. */
export function ownEdits(tree: Tree, scan: ScanResult, name: string): {readonly operations: readonly Operation[]; readonly after: Tree} {
	const {remote: operations} = reconcile({
		ancestor: tree,
		local: scan.tree,
		remote: tree,
		mode: 'two-way',
		prefer: 'hold',
		frozen: scan.frozen,
		tieWinner: 'local',
		devices: {local: name, remote: name},
	});
	// What is held for the sake of something frozen is not part of the tree yet.
	const after = scan.frozen.size === 0 ? scan.tree : shareNodes(applyOperations(tree, operations).tree, scan.tree);
	return {operations, after};
}

/** The edits in portions that make one commit each, with the tree after each; `after` is the tree after all of them. */
export function * inCommits(tree: Tree, operations: readonly Operation[], after: Tree): Generator<{readonly committed: readonly Operation[]; readonly tree: Tree}> {
	let reached = tree;
	for (let start = 0; start < operations.length; start += operationsPerCommit) {
		const committed = operations.slice(start, start + operationsPerCommit);
		const isLast = start + operationsPerCommit >= operations.length;
		reached = isLast ? after : applyOperations(reached, committed).tree;
		yield {committed, tree: reached};
	}
}
