import type {TreeNode} from '../core/node.js';
import type {Problem} from '../core/operation.js';
import {pathFault, pathLimits, type Path} from '../core/path.js';
import {diskStatAt} from './entry-batch.js';
import {draftFolder, keep, type FolderDraft} from './scan-draft.js';
import type {ScanFindings} from './scan-findings.js';

/** One entry of a batch, and the draft that it is to become a child of. */
export type SeenEntry = {
	readonly draft: FolderDraft;
	readonly name: string;
	readonly path: Path;
	readonly numbers: Float64Array;
	readonly at: number;
	readonly text: string | undefined;
};

export function beforeOf({draft, name}: SeenEntry): TreeNode | undefined {
	return draft.previous?.children.get(name);
}

/** The draft of a folder that was met. */
export function draftFor({path, name, numbers, at}: SeenEntry, before?: TreeNode): FolderDraft {
	return draftFolder({
		path, name, before, disk: diskStatAt(numbers, at),
	});
}

/** Names of at most 85 and paths of at most 1,365 characters are short enough without a count of their bytes. */
export function isBeyondLimits({draft, name, path}: SeenEntry): boolean {
	const mayBe = draft.depth >= pathLimits.depth || name.length * 3 > pathLimits.componentBytes || path.length * 3 > pathLimits.pathBytes;
	return mayBe && pathFault(path) !== undefined;
}

/** Nothing reliable is known of it now: it stays what it was, and no step may touch it. */
export function freeze(seen: SeenEntry, findings: ScanFindings, problem?: Problem): void {
	findings.frozen.add(seen.path);
	keep(seen.draft, seen.name);
	if (problem) {
		findings.problems.push(problem);
	}
}

/** It changed under our eyes, and is worth another look soon. */
export function freezeBusy(seen: SeenEntry, findings: ScanFindings): void {
	freeze(seen, findings);
	findings.busy.push(seen.path);
}

/** What has no place in a tree is passed over; but where the tree had something, that is not gone by anybody's wish. */
export function leaveOut(seen: SeenEntry, findings: ScanFindings, problem: Problem): void {
	if (beforeOf(seen)) {
		freeze(seen, findings, problem);
	} else {
		findings.problems.push(problem);
		seen.draft.children.delete(seen.name);
	}
}
