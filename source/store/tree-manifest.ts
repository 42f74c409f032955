import type {DiskStat} from '../engine/core/node.js';
import type {Head} from '../engine/protocol/messages.js';
import type {RowColumns} from './row.js';
import {isHead} from './stored-head.js';
import {isDisk} from './stored-operation.js';

/** A file that a manifest counts on. The tag is random, so a name never stands for two contents; no tag: no such file. */
export type Part = {readonly tag: string; readonly bytes: number};

/**
Says which files make up the trees. It is renamed into place last, so that a crash leaves the old trees or the new, whole. What few
changes touch stands in the manifest itself, so that such a save writes this one file.
*/
export type TreeManifest = {
	/** Random, other for every save. */
	readonly save: string;
	readonly shards: readonly Part[];
	/** Folders whose rows are spread over all shards. */
	readonly wide: readonly string[];
	/** Files of rows that changed since the shards were written, oldest first. */
	readonly layers: readonly Part[];
	/** Rows that changed since the newest layer was written, oldest first. */
	readonly recent: readonly RowColumns[];
	/** Shards with rows that a layer or a recent change has replaced. */
	readonly dirty: readonly number[];
	/** The root folder's own stat; it stands in no row. */
	readonly root: DiskStat | undefined;
	readonly head: Head | undefined;
};

export const emptyManifest: TreeManifest = {
	save: '', shards: [], wide: [], layers: [], recent: [], dirty: [], root: undefined, head: undefined,
};

export const manifestName = 'manifest';
export const shardName = (shard: number, {tag}: Part): string => `shard-${shard}.${tag}`;
export const layerName = ({tag}: Part): string => `layer.${tag}`;

/** Names of all the files that a manifest counts on, in the order in which they are read. */
export function partNames({shards, layers}: TreeManifest): string[] {
	const kept = shards.map((part, shard) => part.tag === '' ? '' : shardName(shard, part)).filter(name => name !== '');
	return [...kept, ...layers.map(layer => layerName(layer))];
}

export const totalBytes = (parts: readonly Part[]): number => parts.reduce((sum, part) => sum + part.bytes, 0);

/** What columns take, nearly. */
export const columnBytes = (columns: RowColumns): number =>
	columns.folders.length + columns.names.length + columns.numbers.length + columns.digests.length + columns.entries.length
	+ columns.recipes.length + columns.targets.reduce((sum, target) => sum + target.length, 0);

const isPart = ({tag, bytes}: Part): boolean => /^(?:[\da-f]{16})?$/v.test(tag) && Number.isSafeInteger(bytes);

/** Throws unless the value can be a manifest. */
export function parseManifest(value: unknown): TreeManifest {
	const manifest = value as TreeManifest;
	const count = manifest.shards.length;
	const isSound = [...manifest.shards, ...manifest.layers].every(part => isPart(part)) && (count & (count - 1)) === 0
		&& isDisk(manifest.root) && (manifest.head === undefined || isHead(manifest.head))
		&& manifest.wide.every(path => typeof path === 'string') && manifest.dirty.every(shard => Number.isSafeInteger(shard));
	if (!isSound) {
		throw new TypeError('Not a manifest');
	}

	parseBlocks(manifest.recent);
	return manifest;
}

/** Throws unless the value can be blocks of columns; whether these belong together shows when they are read. */
export function parseBlocks(value: unknown): readonly RowColumns[] {
	const blocks = value as readonly RowColumns[];
	for (const block of blocks) {
		const isSound = typeof block.folders === 'string' && typeof block.names === 'string'
			&& [block.counts, block.entries, block.numbers, block.digests, block.recipes].every(bytes => bytes instanceof Uint8Array)
			&& block.targets.every(target => typeof target === 'string');
		if (!isSound) {
			throw new TypeError('Not columns');
		}
	}

	return blocks;
}
