import type {Digest, NodeKind, TreeNode} from './node.js';
import type {Operation, Side} from './operation.js';
import type {Path} from './path.js';
import type {Move} from './rename.js';
import type {Tree} from './tree.js';

/** What to do with a conflict: `hold` leaves both sides as they are and lists it. */
export type Preference = 'hold' | 'local' | 'remote' | 'both';

/** Which version of a conflict stays under its name; `both` keeps the other one beside it. */
export type Keep = Exclude<Preference, 'hold'>;

/** One version in a conflict as a person saw it: where it stood, and the fingerprint of all that was there (`treeDigest`). */
export type SeenVersion = {readonly path: Path; readonly kind: NodeKind; readonly digest: Digest};

/** What a person has decided about one conflict. It is good for the two versions that were seen and for no others. */
export type Decision = {
	/** `Conflict.path`. */
	readonly path: Path;
	readonly keep: Keep;
	readonly local: SeenVersion | undefined;
	readonly remote: SeenVersion | undefined;
};

/** push and pull never delete; the mirrors make the other side an exact copy. */
export type Mode = 'two-way' | 'push' | 'pull' | 'mirror-push' | 'mirror-pull';

export type ReconcileInput = {
	/** The tree both sides last agreed on. Empty: union mode, nothing is ever deleted. */
	readonly ancestor: Tree;
	readonly local: Tree;
	readonly remote: Tree;
	readonly mode: Mode;
	readonly prefer: Preference;
	/** What a person has decided about single conflicts; there it counts instead of `prefer`. */
	readonly decisions?: readonly Decision[];
	/** Paths that must not be touched on either side, with all below them (unreadable, busy, ignored inside, …). */
	readonly frozen: ReadonlySet<Path>;
	/** Wins ties in which no data is at stake (rule P). */
	readonly tieWinner: Side;
	/** Name of this device and of the other, for the names of kept losers. */
	readonly devices: {readonly local: string; readonly remote: string};
	/** All moves of a side since the ancestor, where they are known for certain; otherwise they are detected. */
	readonly localMoves?: readonly Move[];
	readonly remoteMoves?: readonly Move[];
};

export type ConflictReason =
	| 'both-modified' | 'both-created' | 'kind' | 'link-target' | 'slot' | 'mode-forbids';

/** A path both sides changed in ways that cannot be combined; held as it is on both until somebody decides. */
export type Conflict = {
	readonly path: Path;
	readonly reason: ConflictReason;
	readonly base: TreeNode | undefined;
	readonly local: TreeNode | undefined;
	readonly remote: TreeNode | undefined;
	/** Where the node stands on each side, when it is not at `path` there. */
	readonly localPath?: Path;
	readonly remotePath?: Path;
};

/** Something worth telling that needs no decision: an edit survived a deletion, a name was chosen, … */
export type Notice = {readonly path: Path; readonly message: string};

export type Plan = {
	/** Steps for each side, in order. */
	readonly local: readonly Operation[];
	readonly remote: readonly Operation[];
	readonly conflicts: readonly Conflict[];
	readonly notices: readonly Notice[];
	/** The decisions that this plan carries out: the versions that they are about are the ones that were seen. */
	readonly decided?: readonly Decision[];
	/** How many paths vanished on each side's disk relative to the ancestor (deleted there, after renames were matched), for rule 35. */
	readonly deletions: {readonly local: readonly Path[]; readonly remote: readonly Path[]};
	/**
	Paths in the ancestor whose nodes are the base of something held that one side or both no longer have there: `advanceAncestor` keeps them,
	or the next plan would take the held node for a new one.
	*/
	readonly held?: readonly Path[];
};
