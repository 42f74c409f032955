import {subfolders} from '../engine/core/packed-children.js';
import {joinPath, type Path} from '../engine/core/path.js';
import {childFolders, childNodes, type Folders} from './row-difference.js';
import {RowWriter} from './row-writer.js';
import type {Trees} from './row.js';
import type {TreeLimits} from './tree-limits.js';

/** Where each row belongs: in the shard of its folder; a folder with very many names is spread over all shards by name. */
export type Layout = {readonly count: number; readonly wide: ReadonlySet<Path>};

/** The layout for these trees: the present one unless it is far off, for another layout means that every shard is written again. */
export function layoutFor(trees: Trees, present: Layout, limits: TreeLimits): Layout {
	let rows = 0;
	const wide = new Set<Path>();
	visitFolders(trees, '', emptyHash, (folders, path) => {
		const size = Math.max(...folders.map(folder => folder?.children.size ?? 0));
		rows += size;
		if (size > (present.wide.has(path) ? limits.narrowBelow : limits.widePast)) {
			wide.add(path);
		}
	});
	const wanted = shardCount(rows, limits);
	const count = wanted > present.count || wanted * 8 <= present.count ? wanted : present.count;
	return count === present.count && sameSet(wide, present.wide) ? present : {count, wide};
}

/** A power of two, so that a mask of the hash's bits picks the shard. */
function shardCount(rows: number, {shardRows, shards}: TreeLimits): number {
	let count = 1;
	while (count < shards && count * shardRows < rows) {
		count *= 2;
	}

	return count;
}

/** The shard that a row belongs to. */
export function shardOf(layout: Layout, folder: Path, name: string): number {
	const hash = hashText(emptyHash, folder);
	return shardAt(layout.wide.has(folder) ? hashText(hash, name) : hash, layout);
}

/** The rows of some shards, out of the whole trees. */
export function writeShards(trees: Trees, layout: Layout, shards: readonly number[]): ReadonlyMap<number, RowWriter> {
	const writers = new Map(shards.map(shard => [shard, new RowWriter()]));
	visitFolders(trees, '', emptyHash, (folders, path, hash) => {
		const isWide = layout.wide.has(path);
		if (!isWide && !writers.has(shardAt(hash, layout))) {
			return;
		}

		for (const name of namesOf(folders)) {
			const shard = shardAt(isWide ? hashText(hash, name) : hash, layout);
			writers.get(shard)?.add(path, name, childNodes(folders, name));
		}
	});
	return writers;
}

const sameSet = (a: ReadonlySet<Path>, b: ReadonlySet<Path>): boolean => a.size === b.size && [...a, ...b].every(path => a.has(path) && b.has(path));

const emptyHash = 0x81_1C_9D_C5;

/** FNV-1a over UTF-16 units, which can be carried on from a folder's path to what lies below it. */
function hashText(state: number, text: string): number {
	let hash = state;
	// Code units, not code points: the hash only has to be the same next time, and this loop runs over every path.
	for (let index = 0; index < text.length; index++) {
		// eslint-disable-next-line unicorn/prefer-code-point
		hash = Math.imul(hash ^ text.charCodeAt(index), 0x01_00_01_93);
	}

	return hash;
}

const shardAt = (hash: number, {count}: Layout): number => ((hash ^ (hash >>> 15)) >>> 0) & (count - 1);

/** Names that any of the folders has, each once. */
function * namesOf(folders: Folders): Generator<string> {
	for (const [index, folder] of folders.entries()) {
		const earlier = folders.slice(0, index).filter(other => other !== undefined);
		if (folder === undefined || earlier.some(other => other.children === folder.children)) {
			continue;
		}

		for (const name of folder.children.keys()) {
			if (earlier.every(other => !other.children.has(name))) {
				yield name;
			}
		}
	}
}

/** Names under which any of the folders has a folder, each once. */
function folderNamesOf(folders: Folders): ReadonlySet<string> {
	return new Set([...new Set(folders)].flatMap(folder => folder ? Array.from(subfolders(folder), ([name]) => name) : []));
}

type VisitFolder = (folders: Folders, path: Path, hash: number) => void;

/** Every folder that any of the three trees has; `hash` is that of its path. */
function visitFolders(folders: Folders, path: Path, hash: number, visit: VisitFolder): void {
	visit(folders, path, hash);
	for (const name of folderNamesOf(folders)) {
		visitFolders(childFolders(childNodes(folders, name)), joinPath(path, name), hashText(hash, path === '' ? name : `/${name}`), visit);
	}
}
