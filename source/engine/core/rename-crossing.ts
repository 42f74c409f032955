import type {Path} from './path.js';
import type {Survey} from './rename-survey.js';
import type {Entry} from './tree.js';

export type Crossing = {readonly from: Path; readonly to: Path};

/** Gives a node the name it is known by in both trees; undefined when nothing is known. */
export type KeyOf = (entry: Entry) => string | undefined;

/**
Follows nodes from place to place by a key that exactly one of them has on each side. A place that stayed occupied counts only if both
what stood there and what stands there now are accounted for, all the way from a vanished place to a new one or round in a ring:
an editor that saves by replacing the file leaves its old node nowhere, and then the path decides.
*/
export function crossings({vanished, fresh, changed}: Survey, keyOf: KeyOf): Crossing[] {
	const moved = changed.filter(({before, after}) => keyOf(before) !== keyOf(after));
	const sources = unique([...vanished, ...moved.map(({before}) => before)], keyOf);
	const targets = unique([...fresh, ...moved.map(({after}) => after)], keyOf);
	const next = new Map<Path, Path>();
	for (const [key, {path}] of sources) {
		const target = targets.get(key);
		if (target) {
			next.set(path, target.path);
		}
	}

	const leftTo = new Map(moved.map(({before, after}) => [after.path, before.path]));
	return [
		...vanished.flatMap(({path}) => follow(path, next, leftTo)),
		...rings(moved.map(({before}) => before.path), next, leftTo),
	];
}

/** The chain from a vanished place to a new one; empty when it ends in a node that went nowhere. */
function follow(start: Path, next: Map<Path, Path>, leftTo: ReadonlyMap<Path, Path>): Crossing[] {
	const chain: Crossing[] = [];
	let from: Path | undefined = start;
	while (from !== undefined) {
		const to: Path | undefined = next.get(from);
		if (to === undefined) {
			return [];
		}

		chain.push({from, to});
		from = leftTo.get(to);
	}

	for (const link of chain) {
		next.delete(link.from);
	}

	return chain;
}

function rings(starts: readonly Path[], next: ReadonlyMap<Path, Path>, leftTo: ReadonlyMap<Path, Path>): Crossing[] {
	const seen = new Set<Path>();
	return starts.flatMap(start => {
		const ring: Crossing[] = [];
		let from: Path | undefined = start;
		while (from !== undefined && !seen.has(from)) {
			seen.add(from);
			const to: Path | undefined = next.get(from);
			if (to === undefined) {
				return [];
			}

			ring.push({from, to});
			from = leftTo.get(to);
		}

		return from === start ? ring : [];
	});
}

function unique(entries: readonly Entry[], keyOf: KeyOf): Map<string, Entry> {
	const found = new Map<string, Entry>();
	const repeated = new Set<string>();
	for (const entry of entries) {
		const key = keyOf(entry);
		if (key === undefined) {
			continue;
		}

		if (found.has(key)) {
			repeated.add(key);
		}

		found.set(key, entry);
	}

	for (const key of repeated) {
		found.delete(key);
	}

	return found;
}
