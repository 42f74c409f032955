import {decide} from '../core/decision.js';
import type {FileNode} from '../core/node.js';
import type {Conflict} from '../core/plan.js';
import type {Verdict} from '../core/verdict.js';
import type {LocalVersion} from './local-version.js';
import type {Verdicts} from './verdicts.js';

/** A conflict between two files that stand in one place. */
export type FileConflict = Conflict & {readonly local: FileNode; readonly remote: FileNode};

/**
Publishes a merged text in the place of both versions. It is written here over the version that was read and into the trash with that one; a
verdict that is durable before lets it win over the remote version that was read. So every step is compared and swapped as usual, and a crash
leaves a conflict or a merge, never half of one. Returns the verdict; undefined when the local version is another one by now, and then nothing was done.
*/
export async function publishMerged(conflict: FileConflict, merged: Uint8Array, {versions, verdicts}: {readonly versions: LocalVersion; readonly verdicts: Verdicts}): Promise<Verdict | undefined> {
	const {path, local} = conflict;
	const node = versions.nodeOf(merged, mergedBit(conflict));
	const verdict = {about: 'conflict', decision: decide({...conflict, local: node}, 'local')} as const;
	await verdicts.record(verdict);
	await versions.stage(merged);
	const isPlaced = await versions.place(node, {path, expected: local, reason: 'merged'});
	if (isPlaced) {
		return verdict;
	}

	await verdicts.withdraw(verdict);
	return undefined;
}

/** The executable bit merges on its own, as everywhere. */
function mergedBit({base, local, remote}: FileConflict): boolean {
	return base?.kind === 'file' && local.executable === base.executable ? remote.executable : local.executable;
}
