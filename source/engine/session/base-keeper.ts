import {largestTextBytes} from '../content/text-merge.js';
import type {Digest} from '../core/node.js';
import type {Path} from '../core/path.js';
import {
	diffTrees,
	emptyTree,
	lookup,
	walk,
	type Tree,
} from '../core/tree.js';
import type {DiskReplica} from '../disk/assemble-replica.js';

type Place = {readonly path: Path; readonly digest: Digest};

/** Sees to it that a copy of each text is kept as both sides last had it: the bases of merges to come. */
export class BaseKeeper {
	readonly #replica: Pick<DiskReplica, 'listBases' | 'changeBases'>;
	#known: Tree | undefined;

	constructor(replica: Pick<DiskReplica, 'listBases' | 'changeBases'>) {
		this.#replica = replica;
	}

	/** The first call looks at the whole tree if nothing was ever kept, and clears away what no file has any more. */
	async follow(ancestor: Tree, local: Tree): Promise<void> {
		const before = this.#known;
		if (before === ancestor) {
			return;
		}

		this.#known = ancestor;
		const kept = before ? [] : await this.#replica.listBases();
		const keep = placesOf(before ?? (kept ? ancestor : emptyTree), ancestor).filter(({path, digest}) => isAt(local, path, digest));
		const drop = kept && kept.length > 0 ? unused(kept, ancestor) : [];
		if (keep.length + drop.length > 0 || !kept) {
			await this.#replica.changeBases({keep, drop});
		}
	}
}

function placesOf(before: Tree, after: Tree): Place[] {
	const places: Place[] = [];
	for (const {path, after: node} of diffTrees(before, after)) {
		if (node?.kind === 'file' && node.size > 0 && node.size <= largestTextBytes) {
			places.push({path, digest: node.digest});
		}
	}

	return places;
}

function isAt(tree: Tree, path: Path, digest: Digest): boolean {
	const node = lookup(tree, path);
	return node?.kind === 'file' && node.digest === digest;
}

function unused(digests: readonly Digest[], tree: Tree): Digest[] {
	const gone = new Set(digests);
	for (const {node} of walk(tree)) {
		if (node.kind === 'file') {
			gone.delete(node.digest);
		}
	}

	return [...gone];
}
