import type {TreeNode} from './node.js';
import type {Path} from './path.js';
import type {
	Conflict,
	Decision,
	Keep,
	SeenVersion,
} from './plan.js';
import {treeDigest} from './tree-digest.js';

export function decide(conflict: Conflict, keep: Keep): Decision {
	const {path, local, remote, localPath = path, remotePath = path} = conflict;
	return {
		path, keep, local: local && seen(localPath, local), remote: remote && seen(remotePath, remote),
	};
}

/** A version as it stands on a side now. */
type Version = {readonly path: Path; readonly node: TreeNode};

/** The decisions that one plan may follow, found by the two versions that they are about. */
export class Decisions {
	readonly #byPlaces: ReadonlyMap<string, Decision>;
	readonly #followed = new Set<Decision>();

	constructor(decisions: readonly Decision[]) {
		this.#byPlaces = new Map(decisions.map(decision => [placesOf(decision.local, decision.remote), decision]));
	}

	/** Those that the plan has asked for and that hold. */
	get followed(): readonly Decision[] {
		return [...this.#followed];
	}

	/** What was decided about these two, provided that they are what was seen then. */
	about(local: Version | undefined, remote: Version | undefined): Keep | undefined {
		const decision = this.#byPlaces.size === 0 ? undefined : this.#byPlaces.get(placesOf(local, remote));
		if (!decision || !isAsSeen(decision.local, local) || !isAsSeen(decision.remote, remote)) {
			return undefined;
		}

		this.#followed.add(decision);
		return decision.keep;
	}
}

function seen(path: Path, node: TreeNode): SeenVersion {
	return {path, kind: node.kind, digest: treeDigest(node)};
}

/** No path holds a NUL, so that no two pairs give the same text. */
const placesOf = (local: {readonly path: Path} | undefined, remote: {readonly path: Path} | undefined) => `${local?.path ?? ''}\0${remote?.path ?? ''}`;

function isAsSeen(version: SeenVersion | undefined, now: Version | undefined): boolean {
	return version === undefined || now === undefined ? version === now : version.kind === now.node.kind && version.digest === treeDigest(now.node);
}
