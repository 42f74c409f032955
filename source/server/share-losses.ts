import type {Operation} from '../engine/core/operation.js';
import type {Tree} from '../engine/core/tree.js';
import {distrustRecent, lossReason} from '../engine/disk/losses.js';
import type {PowerCut} from '../engine/disk/power-cut.js';
import type {Replica} from '../engine/disk/replica.js';
import {noRules} from './no-rules.js';

export type LossSearch = {
	readonly reader: Replica;
	/** The share's tree as it was last recorded. */
	readonly tree: Tree;
	readonly cut: PowerCut;
	/** The server's own device id. */
	readonly device: string;
};

/**
Finds what a share's disk has lost in a power cut and moves what is left of it to the trash. The operations say so in the share's history:
whoever has such a version sends it again, and nobody takes the remains for an edit.
*/
export async function takeLosses({reader, tree, cut, device}: LossSearch): Promise<readonly Operation[]> {
	const scan = await reader.scan({previous: distrustRecent(tree), rules: noRules});
	const losses = await reader.losses({cut, known: tree, scan});
	await reader.transition({
		operations: losses.flatMap(({path, remains}) => remains ? [{kind: 'delete', path, expected: remains} as const] : []),
		tree: scan.tree,
		cause: {device, reason: lossReason},
	});
	return losses.map(({path, known}) => ({
		kind: 'delete', path, expected: known, isLost: true,
	}));
}
