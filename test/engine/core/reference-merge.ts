import {joinPath, type Path} from '../../../source/engine/core/path.js';
import type {Preference} from '../../../source/engine/core/plan.js';
import type {Side} from '../../../source/engine/core/operation.js';

/** A node for the reference: `f:` a file's content, `l:` a link's text, a map for a folder. */
export type Simple = string | SimpleFolder;
export type SimpleFolder = ReadonlyMap<string, Simple>;

export type ReferenceInput = {
	readonly base: SimpleFolder;
	readonly local: SimpleFolder;
	readonly remote: SimpleFolder;
	readonly prefer: Preference;
	readonly winner: Side;
	/** Name for the version of a side that lost its place. */
	readonly loserName: (name: string, node: Simple, side: Side) => string;
};

export type ReferenceResult = {readonly local: SimpleFolder; readonly remote: SimpleFolder; readonly conflicts: readonly Path[]};

type Versions = {readonly base: Simple | undefined; readonly local: Simple | undefined; readonly remote: Simple | undefined};
/** What stands at a name on each side afterwards, and under which further name a loser went. */
type Outcome = {readonly local: Simple | undefined; readonly remote: Simple | undefined; readonly extra?: readonly [string, Simple]};

/**
A three-way merge that knows paths only: no identities, no renames, no order of steps. It shares nothing with the code under test,
and it is short enough to be read against the rules.
*/
export function referenceMerge(input: ReferenceInput): ReferenceResult {
	const merger = new Merger(input);
	const {local, remote} = merger.folder({base: input.base, local: input.local, remote: input.remote}, '');
	return {local, remote, conflicts: merger.conflicts.toSorted()};
}

class Merger {
	readonly conflicts: Path[] = [];
	readonly #input: ReferenceInput;

	constructor(input: ReferenceInput) {
		this.#input = input;
	}

	folder({base, local, remote}: Versions, path: Path): {local: SimpleFolder; remote: SimpleFolder} {
		const result = {local: new Map<string, Simple>(), remote: new Map<string, Simple>()};
		const names = new Set([base, local, remote].flatMap(node => isFolder(node) ? [...node.keys()] : []));
		for (const name of names) {
			const outcome = this.#node({base: child(base, name), local: child(local, name), remote: child(remote, name)}, joinPath(path, name));
			for (const side of ['local', 'remote'] as const) {
				set(result[side], name, outcome[side]);
				set(result[side], outcome.extra?.[0] ?? '', outcome.extra?.[1]);
			}
		}

		return result;
	}

	/** The ancestor's node lives on where its kind is unchanged; a node of another kind is a new one. */
	#node(versions: Versions, path: Path): Outcome {
		const {base, local, remote} = versions;
		const keepsLocal = isSameKind(base, local);
		const keepsRemote = isSameKind(base, remote);
		if (keepsLocal && keepsRemote) {
			return this.#both(versions, path);
		}

		const isNewOnBoth = !keepsLocal && !keepsRemote && isSameKind(local, remote);
		return isNewOnBoth ? this.#both({...versions, base: undefined}, path) : this.#apart(versions, path);
	}

	/** Two nodes, or one that the other side deleted. */
	#apart(versions: Versions, path: Path): Outcome {
		const {base, local, remote} = versions;
		const keepsLocal = isSameKind(base, local);
		const keepsRemote = isSameKind(base, remote);
		const before = this.conflicts.length;
		const claims = {
			local: keepsLocal ? this.#survivor(base!, local!, path) : local,
			remote: keepsRemote ? this.#survivor(base!, remote!, path) : remote,
		};
		if (claims.local === undefined || claims.remote === undefined) {
			const only = claims.local ?? claims.remote;
			return {local: only, remote: only};
		}

		this.conflicts.length = before;
		return this.#contest({
			claims, versions, unmoved: keepsLocal ? 'local' : (keepsRemote ? 'remote' : undefined), path,
		});
	}

	/** One node on both sides. */
	#both({base, local, remote}: Versions, path: Path): Outcome {
		if (isFolder(local) && isFolder(remote)) {
			return this.folder({base, local, remote}, path);
		}

		if (local === remote || base === local) {
			return {local: remote, remote};
		}

		return base === remote ? {local, remote: local} : this.#decide({local: local!, remote: remote!}, this.#input.winner, path);
	}

	/** What is left of a node that the other side deleted: a file if it was edited, a folder if something in it survives. */
	#survivor(base: Simple, mine: Simple, path: Path): Simple | undefined {
		if (!isFolder(mine)) {
			return mine === base ? undefined : mine;
		}

		const {local} = this.folder({base, local: mine, remote: undefined}, path);
		return local.size > 0 ? local : undefined;
	}

	/** Two nodes want one name: a folder keeps it, then whoever was there before. */
	#contest({claims, versions, unmoved, path}: {claims: Record<Side, Simple | undefined>; versions: Versions; unmoved: Side | undefined; path: Path}): Outcome {
		const folderSide = isFolder(claims.local) ? 'local' : (isFolder(claims.remote) ? 'remote' : undefined);
		const untouched = this.#input.prefer === 'hold' ? versions : claims;
		return this.#decide({local: untouched.local!, remote: untouched.remote!}, folderSide ?? unmoved ?? this.#input.winner, path);
	}

	#decide(claims: Record<Side, Simple>, keeper: Side, path: Path): Outcome {
		const {prefer, loserName} = this.#input;
		if (prefer === 'hold') {
			this.conflicts.push(path);
			return claims;
		}

		if (prefer === 'both') {
			const side = keeper === 'local' ? 'remote' : 'local';
			const loser = claims[side];
			return {local: claims[keeper], remote: claims[keeper], extra: [loserName(path.slice(path.lastIndexOf('/') + 1), loser, side), loser]};
		}

		return {local: claims[prefer], remote: claims[prefer]};
	}
}

function isFolder(node: Simple | undefined): node is SimpleFolder {
	return node !== undefined && typeof node !== 'string';
}

function isSameKind(a: Simple | undefined, b: Simple | undefined): boolean {
	if (a === undefined || b === undefined) {
		return false;
	}

	return isFolder(a) || isFolder(b) ? isFolder(a) && isFolder(b) : a.slice(0, 2) === b.slice(0, 2);
}

function child(node: Simple | undefined, name: string): Simple | undefined {
	return isFolder(node) ? node.get(name) : undefined;
}

function set(folder: Map<string, Simple>, name: string, node: Simple | undefined): void {
	if (node !== undefined) {
		folder.set(name, node);
	}
}
