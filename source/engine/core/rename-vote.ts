import type {TreeNode} from './node.js';
import {
	comparePaths,
	joinPath,
	nameOf,
	parentOf,
	type Path,
} from './path.js';
import type {Survey} from './rename-survey.js';
import {lookup, walk, type Tree} from './tree.js';

export type Ballot = {
	readonly before: Tree;
	readonly after: Tree;
	readonly survey: Survey;
	/** Folders known to have moved, by where they stood; the vote adds to them. */
	readonly folders: Map<Path, Path>;
	/** Files and links that were recognised elsewhere. */
	readonly leaves: ReadonlyMap<Path, Path>;
};

/** Bytes that went from one vanished folder to one new folder. */
type Vote = {readonly from: Path; readonly to: Path; readonly bytes: number};

/** Where a path leads once the folders on the way to it have moved. */
export function placeOf(path: Path, folders: ReadonlyMap<Path, Path>): Path {
	return folders.get(path) ?? (path === '' ? '' : joinPath(placeOf(parentOf(path), folders), nameOf(path)));
}

/**
A vanished folder is the new folder to which at least half of its bytes went, as deep inside it as before. Where two vanished folders
went to the same new one, it is the one that brought more.
*/
export function voteOnFolders(ballot: Ballot): void {
	const {folders, after} = ballot;
	const votes = bestVotes(ballot);
	const winners = new Map<Path, Vote>();
	for (const vote of votes) {
		const rival = winners.get(vote.to);
		if (!rival || vote.bytes > rival.bytes) {
			winners.set(vote.to, vote);
		}
	}

	// Parents come before what is in them, so that a folder that simply rode along needs no vote of its own.
	const taken = new Set(folders.values());
	for (const vote of votes) {
		const ride = placeOf(vote.from, folders);
		const isRiding = ride !== vote.from && !taken.has(ride) && lookup(after, ride)?.kind === 'folder';
		if (isRiding || winners.get(vote.to) !== vote) {
			continue;
		}

		folders.set(vote.from, vote.to);
		taken.add(vote.to);
	}
}

/** For each vanished folder, sorted by path, the new folder that got most of it, if that is at least half. */
function bestVotes(ballot: Ballot): Vote[] {
	const fresh = new Set(ballot.survey.fresh.filter(({node}) => node.kind === 'folder').map(({path}) => path));
	const best: Vote[] = [];
	for (const [from, {total, went}] of count(ballot)) {
		const [leader] = [...went]
			.filter(([to, bytes]) => fresh.has(to) && bytes > 0 && bytes * 2 >= total)
			.toSorted(([pathA, a], [pathB, b]) => a === b ? comparePaths(pathA, pathB) : b - a);
		if (leader) {
			best.push({from, to: leader[0], bytes: leader[1]});
		}
	}

	return best.toSorted((a, b) => comparePaths(a.from, b.from));
}

type Count = {total: number; readonly went: Map<Path, number>};

function count({before, survey, folders, leaves}: Ballot): Map<Path, Count> {
	const counts = new Map<Path, Count>();
	for (const {path, node} of survey.vanished) {
		if (node.kind === 'folder') {
			counts.set(path, {total: 0, went: new Map()});
		}
	}

	const cast = (path: Path, bytes: number, to: Path | undefined) => {
		let destination = to;
		for (let folder = parentOf(path); counts.has(folder); folder = parentOf(folder)) {
			const tally = counts.get(folder)!;
			tally.total += bytes;
			destination = destination === undefined || destination === '' ? undefined : parentOf(destination);
			if (destination !== undefined) {
				tally.went.set(destination, (tally.went.get(destination) ?? 0) + bytes);
			}
		}
	};

	for (const {path, node} of survey.vanished) {
		cast(path, node.kind === 'file' ? node.size : 0, leaves.get(path));
	}

	// A folder that was recognised by its inode speaks for all that is in it: `mv old/* new` leaves only the outer folder to be found.
	for (const [from, to] of folders) {
		cast(from, bytesIn(lookup(before, from)), to);
	}

	return counts;
}

function bytesIn(node: TreeNode | undefined): number {
	let bytes = 0;
	for (const entry of node?.kind === 'folder' ? walk(node) : []) {
		bytes += entry.node.kind === 'file' ? entry.node.size : 0;
	}

	return bytes;
}
