import type {HistoryRecord} from './history.js';
import type {TreeNode} from './node.js';
import type {Path} from './path.js';

/**
The history of a folder that is synced into a vault on the same machine, in order of time. The vault's own history is that of the tree that both share;
the folder's repeats it, some moments later and perhaps in other steps, so that both together would take moves back twice. Of the
folder's records stay: versions that the vault never had, and what a restore has done that has not been synced since.
*/
export function mergeHistories(vault: readonly HistoryRecord[], own: readonly HistoryRecord[]): HistoryRecord[] {
	const known = new Set<string>();
	const latest = new Map<Path, number>();
	for (const record of vault) {
		for (const path of pathsOf(record)) {
			latest.set(path, record.whenMilliseconds);
		}

		// What only the folder's own trash still holds is told from there.
		if (record.kind === 'left' && (record.version !== undefined || record.node.kind === 'folder')) {
			known.add(keyOf(record.path, record.node));
		}
	}

	const isLater = (record: HistoryRecord) => pathsOf(record).some(path => (latest.get(path) ?? -Infinity) > record.whenMilliseconds);
	// A restore's batch is synced as a whole: one of its paths tells for all.
	const synced = new Set(own.filter(record => record.reason === 'restored' && isLater(record)).map(({whenMilliseconds}) => whenMilliseconds));
	const kept = own.filter(record => record.reason === 'restored'
		? !synced.has(record.whenMilliseconds)
		: record.kind === 'left' && !known.has(keyOf(record.path, record.node)));
	return [...vault, ...kept].toSorted((a, b) => a.whenMilliseconds - b.whenMilliseconds);
}

const pathsOf = (record: HistoryRecord): Path[] => record.kind === 'moved' ? [record.from, record.path] : [record.path];

function keyOf(path: Path, node: TreeNode): string {
	switch (node.kind) {
		case 'file': {
			return `${node.digest} ${path}`;
		}

		case 'symlink': {
			return `-> ${node.target} ${path}`;
		}

		case 'folder': {
			return `/ ${path}`;
		}
	}
}
