import {
	joinPath,
	reservedName,
	type Path,
} from '../../source/engine/core/path.js';
import {contentOf, type Inode} from './inode.js';
import {root, type Machine} from './machine.js';
import {locate} from './sim-store-disk.js';

/** What anybody sees at one path of the synced folder. */
export type Seen = {readonly kind: Inode['kind']; readonly content: string; readonly isExecutable: boolean; readonly inode: Inode; readonly bytes: Buffer};

/** All that a user sees in the synced folder, by path. */
export function lookAround(machine: Machine): Map<Path, Seen> {
	const seen = new Map<Path, Seen>();
	const folder = locate(machine.disk, root);
	if (folder) {
		lookInto(folder, '', seen);
	}

	return seen;
}

function lookInto(folder: Inode, at: Path, seen: Map<Path, Seen>): void {
	for (const {name, inode} of folder.entries.values()) {
		const path = joinPath(at, name);
		if (path === reservedName) {
			continue;
		}

		seen.set(path, {
			kind: inode.kind, content: contentOf(inode), isExecutable: inode.kind === 'file' && (inode.mode & 0o100) !== 0, inode, bytes: inode.bytes,
		});
		if (inode.kind === 'folder') {
			lookInto(inode, path, seen);
		}
	}
}

/** One of the things that hold a content. */
export function findContent(sight: ReadonlyMap<Path, Seen>, content: string): Seen | undefined {
	for (const seen of sight.values()) {
		if (seen.content === content) {
			return seen;
		}
	}

	return undefined;
}

/** How often each content is there. */
export function countContents(seen: ReadonlyMap<Path, Seen>): Map<string, number> {
	const counts = new Map<string, number>();
	for (const {kind, content} of seen.values()) {
		if (kind !== 'folder' && content !== 'empty') {
			counts.set(content, (counts.get(content) ?? 0) + 1);
		}
	}

	return counts;
}

const show = (seen: Seen | undefined): string => seen === undefined ? 'nothing' : `${seen.kind} ${seen.content}${seen.isExecutable ? '*' : ''}`;

/** The first path at which two sights differ, and how. */
export function firstDifference(a: ReadonlyMap<Path, Seen>, b: ReadonlyMap<Path, Seen>): string | undefined {
	for (const path of new Set([...a.keys(), ...b.keys()])) {
		const [one, other] = [show(a.get(path)), show(b.get(path))];
		if (one !== other) {
			return `${path}: ${one} and ${other}`;
		}
	}

	return undefined;
}
