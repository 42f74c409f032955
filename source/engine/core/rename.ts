import {contentName, type TreeNode} from './node.js';
import {
	comparePaths,
	joinPath,
	nameOf,
	parentOf,
	type Path,
} from './path.js';
import {crossings, type Crossing} from './rename-crossing.js';
import {couldHaveMoves, surveyTrees, type Survey} from './rename-survey.js';
import {placeOf, voteOnFolders} from './rename-vote.js';
import type {Entry, Tree} from './tree.js';

/** One node's place in two trees. What lies in a moved folder goes with it and is listed only if it went elsewhere. */
export type Move = {readonly from: Path; readonly to: Path};

/**
Which nodes of `before` stand elsewhere in `after`, by the identity rules of reference/rules.md: the same path and kind is the same
node; else inode and birth time, where both trees come from the same disk; else a content that matches exactly one pair; else the same
content under the same name; a folder by inode and birth time or by where its files went. Only what differs is walked.
*/
export function detectMoves(before: Tree, after: Tree): Move[] {
	if (!couldHaveMoves(before, after)) {
		return [];
	}

	const folders = new Map<Path, Path>();
	const survey = surveyByIdentity(before, after, folders);
	const leaves = matchLeaves(survey);
	const known = folders.size;
	voteOnFolders({
		before, after, survey, folders, leaves,
	});
	return listMoves(folders, folders.size === known ? leaves : matchLeaves(surveyTrees(before, after, folders)));
}

/** Finds folders by inode and birth time, outside in: where a folder went decides what is compared with what is in it. */
function surveyByIdentity(before: Tree, after: Tree, folders: Map<Path, Path>): Survey {
	for (;;) {
		const known = folders.size;
		const survey = surveyTrees(before, after, folders);
		record(folders, crossings(only(survey, 'folder'), folderIdentity));
		if (folders.size === known) {
			return survey;
		}
	}
}

/** Leaves by identity, then by a content of which there is one on each side, then by content and name. */
function matchLeaves(survey: Survey): Map<Path, Path> {
	const matches = new Map<Path, Path>();
	const leaves = only(survey, 'leaf');
	record(matches, crossings(withSharedInodes(leaves), leafIdentity));
	record(matches, crossings({...without(leaves, matches), changed: []}, contentKey));
	record(matches, crossings({...without(leaves, matches), changed: leaves.changed.filter(({before, after}) => !before.node.disk || !after.node.disk)}, contentKey));
	record(matches, crossings({...without(leaves, matches), changed: []}, namedContentKey));
	return matches;
}

/** Moves that the move of the folder around them does not explain already, outermost first. */
function listMoves(folders: ReadonlyMap<Path, Path>, leaves: ReadonlyMap<Path, Path>): Move[] {
	return [...folders, ...leaves]
		.filter(([from, to]) => joinPath(placeOf(parentOf(from), folders), nameOf(from)) !== to)
		.map(([from, to]) => ({from, to}))
		.toSorted((a, b) => comparePaths(a.from, b.from));
}

function only(survey: Survey, kind: 'folder' | 'leaf'): Survey {
	const fits = ({node}: Entry) => (node.kind === 'folder') === (kind === 'folder');
	return {
		vanished: survey.vanished.filter(entry => fits(entry)),
		fresh: survey.fresh.filter(entry => fits(entry)),
		changed: survey.changed.filter(({before}) => fits(before)),
	};
}

function without({vanished, fresh, changed}: Survey, matches: ReadonlyMap<Path, Path>): Survey {
	const taken = new Set(matches.values());
	return {
		vanished: vanished.filter(({path}) => !matches.has(path)),
		fresh: fresh.filter(({path}) => !taken.has(path)),
		changed: changed.filter(({before, after}) => !matches.has(before.path) && !taken.has(after.path)),
	};
}

/**
What an identity can match at all: an inode that stood elsewhere before. Numbers are compared before any key is made of them, because a program that
writes a whole tree anew (a package manager, a checkout) changes thousands of files and moves none.
*/
function withSharedInodes({vanished, fresh, changed}: Survey): Survey {
	const replaced = changed.filter(({before, after}) => inodeOf(before) !== inodeOf(after) || before.node.disk?.bornMilliseconds !== after.node.disk?.bornMilliseconds);
	const left = new Set([...vanished, ...replaced.map(({before}) => before)].map(entry => inodeOf(entry)));
	const taken = new Set([...fresh, ...replaced.map(({after}) => after)].map(entry => inodeOf(entry)));
	return {
		vanished: vanished.filter(entry => taken.has(inodeOf(entry))),
		fresh: fresh.filter(entry => left.has(inodeOf(entry))),
		changed: replaced.filter(({before, after}) => taken.has(inodeOf(before)) || left.has(inodeOf(after))),
	};
}

const inodeOf = ({node: {disk}}: Entry): number | undefined => disk?.inode;

function record(matches: Map<Path, Path>, found: readonly Crossing[]): void {
	for (const {from, to} of found) {
		matches.set(from, to);
	}
}

/** Inode numbers are used again (fault F24): only together with the birth time do they name one node for good. */
function folderIdentity({node: {disk}}: Entry): string | undefined {
	return disk && disk.bornMilliseconds > 0 ? `${disk.inode}:${disk.bornMilliseconds}` : undefined;
}

/** Where the file system keeps no birth time, the content has to confirm the inode. */
function leafIdentity(entry: Entry): string | undefined {
	const {disk, kind} = entry.node;
	if (!disk) {
		return undefined;
	}

	const content = disk.bornMilliseconds > 0 ? kind : contentKey(entry);
	return content === undefined ? undefined : `${disk.inode}:${disk.bornMilliseconds}:${content}`;
}

/** Empty files are all alike, so that they say nothing. */
const contentKey = ({node}: {readonly node: TreeNode}): string | undefined => node.kind === 'file' && node.size === 0 ? undefined : contentName(node);

function namedContentKey(entry: Entry): string | undefined {
	const key = contentKey(entry);
	return key === undefined ? undefined : `${nameOf(entry.path)}/${key}`;
}
