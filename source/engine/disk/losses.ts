import {
	contentName,
	sameContent,
	sameNode,
	type Digest,
	type DiskStat,
	type FileNode,
	type FolderNode,
	type LeafNode,
	type TreeNode,
} from '../core/node.js';
import {parentOf, type Path} from '../core/path.js';
import {lookup, walk, type Tree} from '../core/tree.js';
import type {PowerCut} from './power-cut.js';

/** A version that this side had before a power cut and has no longer, although nobody has changed or deleted it. */
export type Loss = {
	readonly path: Path;
	/** What stood there. */
	readonly known: LeafNode;
	/** What the disk has left in its place; undefined when the name is gone too. */
	readonly remains: FileNode | undefined;
};

/** Why remains go to the trash where nothing takes their place at once. */
export const lossReason = 'lost in a power cut';

/** What the judgement rests on besides the two trees. */
export type LossEvidence = {
	readonly cut: PowerCut;
	/** Contents of versions that this program has replaced. */
	readonly trashed: ReadonlySet<Digest>;
	/** Paths whose remains are in the trash already: the recovery was interrupted. */
	readonly cleared: ReadonlySet<Path>;
	/** Files that hold nothing but zeros, or nothing at all. */
	readonly blank: ReadonlySet<Path>;
};

/**
A disk has what it was given after half a minute, a bad one after some. Counted back from the last change that is known, which was before
the cut.
*/
const riskMilliseconds = 10 * 60 * 1000;

function lastChange(tree: Tree): number {
	let last = -Infinity;
	for (const {node} of walk(tree)) {
		last = Math.max(last, node.disk?.changedMilliseconds ?? -Infinity);
	}

	return last;
}

/**
Marks all files that were changed shortly before a cut as ones to be read: a disk may have kept the name, the size and all the times of a
file and none of its bytes.
*/
export function distrustRecent(tree: Tree): Tree {
	return distrust(tree, lastChange(tree) - riskMilliseconds);
}

function distrust(folder: FolderNode, sinceMilliseconds: number): FolderNode {
	const children = new Map(Array.from(folder.children, ([name, node]): [string, TreeNode] => {
		if (node.kind === 'folder') {
			return [name, distrust(node, sinceMilliseconds)];
		}

		const isRecent = node.kind === 'file' && node.disk && node.disk.changedMilliseconds >= sinceMilliseconds;
		return [name, isRecent ? {...node, disk: {...node.disk, isRacy: true}} : node];
	}));
	return {...folder, children};
}

/** A difference between what was known and what was found. */
type Difference = {readonly path: Path; readonly known: LeafNode; readonly found: TreeNode | undefined};

function * differences(known: Tree, found: Tree, frozen: ReadonlySet<Path>): Generator<Difference> {
	for (const {path, node} of walk(known)) {
		if (node.kind === 'folder') {
			continue;
		}

		const there = lookup(found, path);
		if (!sameNode(node, there) && !isFrozen(path, frozen)) {
			yield {path, known: node, found: there};
		}
	}
}

function isFrozen(path: Path, frozen: ReadonlySet<Path>): boolean {
	if (frozen.size === 0) {
		return false;
	}

	for (let at = path; at !== ''; at = parentOf(at)) {
		if (frozen.has(at)) {
			return true;
		}
	}

	return frozen.has('');
}

/** Files that were known and hold something else now: their bytes may be evidence. */
export function filesToQuestion(known: Tree, found: Tree, frozen: ReadonlySet<Path>): Path[] {
	return [...differences(known, found, frozen)].filter(difference => difference.known.kind === 'file' && difference.found?.kind === 'file').map(({path}) => path);
}

/**
Tells what the disk has lost from what somebody has edited. A change time that is no newer than the known one proves that nobody was there;
zeros in a file that nobody has touched since the machine came up are no version of anybody's; a name that was made shortly before the cut
and is gone was not yet on the disk. All else is an edit.
*/
export function judgeLosses(trees: {readonly known: Tree; readonly found: Tree; readonly frozen: ReadonlySet<Path>}, evidence: LossEvidence): Loss[] {
	const {known, found, frozen} = trees;
	const all = [...differences(known, found, frozen)];
	const vanished = all.filter(difference => difference.found === undefined);
	return [
		...all.flatMap(difference => ruinIn(difference, evidence) ?? []),
		...vanishedNames(vanished, trees, evidence.cleared),
	];
}

/** Names that were made shortly before the cut (a version without a stat was published last of all), or whose remains have been cleared away by a recovery that was interrupted. */
function vanishedNames(vanished: readonly Difference[], {known, found}: {readonly known: Tree; readonly found: Tree}, cleared: ReadonlySet<Path>): Loss[] {
	if (vanished.length === 0) {
		return [];
	}

	const riskSince = lastChange(known) - riskMilliseconds;
	// It may have been renamed: by somebody, or back by the disk.
	const fresh = freshContents(known, found);
	return vanished
		.filter(({path, known: {disk}}) => cleared.has(path) || (disk?.changedMilliseconds ?? Infinity) >= riskSince)
		.filter(({known: node}) => !fresh.has(contentName(node)))
		.map(({path, known: node}) => ({path, known: node, remains: undefined}));
}

function ruinIn({path, known, found}: Difference, evidence: LossEvidence): Loss | undefined {
	return known.kind === 'file' && found?.kind === 'file' && isRuin(path, known, {found, evidence}) ? {path, known, remains: found} : undefined;
}

function isRuin(path: Path, known: FileNode, {found, evidence}: {found: FileNode; evidence: LossEvidence}): boolean {
	if (!found.disk) {
		return false;
	}

	const {bootMilliseconds = -Infinity} = evidence.cut;
	const isBlank = evidence.blank.has(path) && known.size > 0 && found.digest !== known.digest;
	return (isBlank && found.disk.changedMilliseconds < bootMilliseconds) || (known.disk ? isUntouched(known.disk, found, evidence) : hasPublishedTime(known, found));
}

/**
Nobody was there since this stat was taken: it is the same file, or an older one that this program had replaced. A change time before the file's birth tells
that the clock was set back in between, and nothing else. Within the same tick of the disk's clock somebody was there all the same where the modification time
is newer or the file longer: a disk that loses bytes makes neither.
*/
function isUntouched(before: DiskStat, {digest, disk}: FileNode, {trashed}: LossEvidence): boolean {
	const {inode, size, changedMilliseconds, bornMilliseconds, modifiedMilliseconds} = disk!;
	const isOlder = changedMilliseconds < before.changedMilliseconds || size <= before.size;
	const isSame = inode === before.inode && modifiedMilliseconds <= before.modifiedMilliseconds && isOlder;
	return changedMilliseconds <= before.changedMilliseconds && changedMilliseconds >= bornMilliseconds && (isSame || trashed.has(digest));
}

/** A version that was published so shortly before the cut that its stat was not noted any more: an edit would have given it another time, or more bytes. */
function hasPublishedTime(known: FileNode, found: FileNode): boolean {
	return found.modifiedMicroseconds === known.modifiedMicroseconds && found.size <= known.size && found.digest !== known.digest;
}

/** Contents that stand where nothing was known, or something else. */
function freshContents(known: Tree, found: Tree): Set<string> {
	const fresh = new Set<string>();
	for (const {path, node} of walk(found)) {
		if (node.kind !== 'folder' && !sameContent(node, lookup(known, path))) {
			fresh.add(contentName(node));
		}
	}

	return fresh;
}
