import type {DiskStat, TreeNode} from '../core/node.js';
import type {Operation, OperationResult} from '../core/operation.js';
import {TreeDraft, type Tree} from '../core/tree.js';
import {diskStatAt, entryWidth} from './entry-batch.js';
import type {TransitionRequest, TransitionResult} from './replica.js';
import {findContents, planSteps} from './transition-plan.js';
import {
	statCode,
	type BatchInput,
	type BatchOutput,
	type StepFault,
} from './transition-step.js';

export type TransitionDesk = {
	/** `runBatch`, wherever it runs. */
	readonly runBatch: (input: BatchInput) => Promise<BatchOutput>;
	readonly wallMilliseconds: () => number;
};

type Done = Exclude<BatchOutput, {missing: readonly unknown[]}>;

/** Carries operations out on the disk, in order, and gives the tree that this makes of the scanned one. */
export async function transition({operations, tree, cause}: TransitionRequest, desk: TransitionDesk): Promise<TransitionResult> {
	if (operations.length === 0) {
		return {results: [], tree};
	}

	const input = {steps: planSteps(tree, operations), occasion: {...cause, whenMilliseconds: desk.wallMilliseconds()}};
	let output = await desk.runBatch(input);
	if (output.missing) {
		output = await desk.runBatch({...input, sources: findContents(tree, output.missing)});
	}

	return settle(tree, operations, output as Done);
}

function settle(tree: Tree, operations: readonly Operation[], {faults, stats}: Done): TransitionResult {
	const draft = new TreeDraft(tree);
	const results = operations.map((operation, index): OperationResult => {
		const fault = faults.get(index);
		return fault ? refuse(draft, operation, fault) : {status: 'applied', node: accept(draft, operation, diskAt(stats, index))};
	});
	return {results, tree: draft.done()};
}

/** Takes an applied operation over into the tree; returns what stands at its path now. */
function accept(draft: TreeDraft, operation: Operation, disk: DiskStat | undefined): TreeNode | undefined {
	const {kind, path} = operation;
	if (kind === 'delete') {
		draft.set(path, undefined);
		return undefined;
	}

	if (kind === 'move' && !isThereAlready(draft.get(path), disk)) {
		draft.move(operation.from, path);
	}

	const found = draft.get(path);
	const base = kind === 'put' && !(operation.node.kind === 'folder' && found?.kind === 'folder') ? operation.node : found;
	const node = base && withDisk(base, disk);
	draft.set(path, node);
	return node;
}

/** The scan has found the move done: what stands at the old place, if anything, is something else. */
function isThereAlready(there: TreeNode | undefined, disk: DiskStat | undefined): boolean {
	return there?.disk !== undefined && there.disk.inode === disk?.inode;
}

function refuse(draft: TreeDraft, {path}: Operation, fault: StepFault): OperationResult {
	if (fault.status === 'stale') {
		return fault;
	}

	for (const removed of fault.removed ?? []) {
		draft.set(removed, undefined);
	}

	const {code, message} = fault;
	return {
		status: 'failed', problem: {
			path, side: 'local', code, message,
		},
	};
}

function withDisk(node: TreeNode, disk: DiskStat | undefined): TreeNode {
	if (node.kind !== 'file') {
		const {disk: _, ...rest} = node;
		return disk ? {...rest, disk} : rest;
	}

	// Field by field: the many small files of a first sync are where the time goes.
	const {kind, size, modifiedMicroseconds, executable, digest, recipe} = node;
	return {
		kind, size, modifiedMicroseconds, executable, digest, ...recipe && {recipe}, ...disk && {disk},
	};
}

function diskAt(stats: Float64Array, index: number): DiskStat | undefined {
	const at = index * entryWidth;
	const code = stats[at];
	if (code === statCode.absent) {
		return undefined;
	}

	const disk = diskStatAt(stats, at);
	return code === statCode.racy ? {...disk, isRacy: true} : disk;
}
