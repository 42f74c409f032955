import type {
	Digest,
	FileNode,
	FolderNode,
	SymlinkNode,
	TreeNode,
} from '../core/node.js';
import type {ProblemCode} from '../core/operation.js';
import type {Path} from '../core/path.js';
import type {TrashCause} from './trash.js';

/** A node without what a worker does not need (recipes, and a folder's children where only the folder itself counts). */
export type StepNode = FileNode | SymlinkNode | FolderNode;

/**
An operation as the worker gets it. `known` is what the disk is expected to hold at `path` (`from` for a move): the scanned node with its
stat where the scan agrees with the operation's expectation, else the expectation itself, which only a look into the file can confirm.
*/
export type Step =
	| {readonly kind: 'put'; readonly path: Path; readonly node: StepNode; readonly known: StepNode | undefined}
	| {readonly kind: 'move'; readonly from: Path; readonly path: Path; readonly known: StepNode}
	/** A folder is known with all that is in it. Without `known` nothing but "gone already" is acceptable. */
	| {readonly kind: 'delete'; readonly path: Path; readonly known: TreeNode | undefined};

export type PutStep = Extract<Step, {kind: 'put'}>;
export type MoveStep = Extract<Step, {kind: 'move'}>;
export type DeleteStep = Extract<Step, {kind: 'delete'}>;

/** A file of the share that holds a content, with the XXH3-128 of that where it is known. */
export type ContentHolder = {readonly path: Path; readonly checksum?: Uint8Array};

export type BatchInput = {
	readonly steps: readonly Step[];
	/** Files of the share in which contents that are not in the stage may be found; undefined when nobody has looked yet. */
	readonly sources?: ReadonlyMap<Digest, readonly ContentHolder[]>;
	readonly occasion: TrashCause & {readonly whenMilliseconds: number};
};

/** Why a step was not carried out. */
export type StepFault =
	| {readonly status: 'stale'; readonly reason: string}
	| {
		readonly status: 'failed';
		readonly code: ProblemCode;
		readonly message: string;
		/** What a deletion that could not be finished has removed. */
		readonly removed?: readonly Path[];
	};

export type BatchOutput =
	/** Nothing was done: these contents are not in the stage. Ask again with `sources`. */
	| {readonly missing: readonly Digest[]}
	| {
		readonly missing?: undefined;
		/** By the step's index; all others are applied. */
		readonly faults: ReadonlyMap<number, StepFault>;
		/** `statWidth` numbers for each step: what stands at its path now. */
		readonly stats: Float64Array<ArrayBuffer>;
	};

/** The first number of each stat. */
export const statCode = {absent: 0, sure: 1, racy: 2} as const;

export const stale = (reason: string): StepFault => ({status: 'stale', reason});
