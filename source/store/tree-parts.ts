import {randomBytes} from 'node:crypto';
import {join} from 'node:path';
import {setImmediate as turn} from 'node:timers/promises';
import {StateFile, type Place} from './durable-adapter.js';
import {makeFolder, publishTogether, type FileGroup} from './file-group.js';
import {RowReader} from './row-reader.js';
import {treesOf} from './row-tree.js';
import type {RowWriter} from './row-writer.js';
import type {RowColumns, Trees} from './row.js';
import {
	columnBytes,
	emptyManifest,
	layerName,
	manifestName,
	parseBlocks,
	parseManifest,
	partNames,
	shardName,
	type Part,
	type TreeManifest,
} from './tree-manifest.js';

/** Files that are written at once: enough to keep a disk busy, few beside the limit of open files. */
const writesAtOnce = 16;
/** Files that are read before others get a turn. */
const readsAtOnce = 8;

export const newTag = (): string => randomBytes(8).toString('hex');

/** The files of one `TreeShards`: a manifest and what it names, one lowdb each. */
export class TreeParts {
	readonly #place: Place;
	readonly #manifest: StateFile<TreeManifest>;

	constructor(place: Place) {
		this.#place = place;
		this.#manifest = new StateFile({place, name: manifestName, parse: parseManifest});
	}

	async readManifest(damage: string[]): Promise<TreeManifest | undefined> {
		return this.#manifest.read(damage);
	}

	/** Makes the manifest count: all that it names must be durable by now. */
	async publish(manifest: TreeManifest): Promise<TreeManifest> {
		await makeFolder(this.#place.disk, this.#place.folder);
		await this.#manifest.write(manifest);
		return manifest;
	}

	async writeLayer(blocks: readonly RowColumns[], bytes: number): Promise<Part> {
		const part = {tag: newTag(), bytes};
		await this.#together(async group => this.#blocks(layerName(part), group).write(blocks));
		return part;
	}

	/** Writes shards as one group, batch by batch as they come; returns their parts. */
	async writeShards(batches: Iterable<ReadonlyMap<number, RowWriter>>): Promise<ReadonlyMap<number, Part>> {
		const parts = new Map<number, Part>();
		await this.#together(async group => {
			for (const batch of batches) {
				for (const some of chunks([...batch], writesAtOnce)) {
					await Promise.all(some.map(async ([shard, rows]) => {
						parts.set(shard, await this.#writeShard(shard, rows, group));
					}));
				}
			}
		});
		return parts;
	}

	/** The trees that the manifest's files hold; undefined when one of them is not as it was written. */
	async readTrees(manifest: TreeManifest, damage: string[]): Promise<Trees | undefined> {
		const reader = new RowReader();
		try {
			for (const names of chunks(partNames(manifest), readsAtOnce)) {
				for (const name of names) {
					const blocks = await this.#blocks(name).read(damage);
					if (!blocks) {
						damage.push(`'${join(this.#place.folder, name)}' is missing`);
						return undefined;
					}

					readBlocks(reader, blocks);
				}

				await turn();
			}

			readBlocks(reader, manifest.recent);
			return treesOf(reader, manifest.root);
		} catch (error) {
			if (!(error instanceof RangeError)) {
				throw error;
			}

			damage.push(`The files in '${this.#place.folder}' do not belong together`);
			return undefined;
		}
	}

	/** Removes all files but those that these manifests or the one on disk name. What cannot be removed is tried again another time. */
	async sweep(used: readonly TreeManifest[]): Promise<void> {
		const {disk, folder} = this.#place;
		const present = await this.#manifest.read() ?? emptyManifest;
		const kept = new Set([manifestName, ...[...used, present].flatMap(manifest => partNames(manifest))]);
		for (const name of disk.list(folder)) {
			if (!kept.has(name)) {
				disk.remove(join(folder, name));
			}
		}
	}

	async #writeShard(shard: number, rows: RowWriter, group: FileGroup): Promise<Part> {
		if (rows.size === 0) {
			return {tag: '', bytes: 0};
		}

		const columns = rows.columns();
		const part = {tag: newTag(), bytes: columnBytes(columns)};
		await this.#blocks(shardName(shard, part), group).write([columns]);
		return part;
	}

	async #together(work: (group: FileGroup) => Promise<void>): Promise<void> {
		await makeFolder(this.#place.disk, this.#place.folder);
		await publishTogether(this.#place.disk, work);
	}

	#blocks(name: string, group?: FileGroup): StateFile<readonly RowColumns[]> {
		return new StateFile({place: this.#place, name, parse: parseBlocks}, group);
	}
}

function readBlocks(reader: RowReader, blocks: readonly RowColumns[]): void {
	for (const block of blocks) {
		reader.read(block);
	}
}

export function chunks<Item>(items: readonly Item[], size: number): Item[][] {
	return Array.from({length: Math.ceil(items.length / size)}, (_, index) => items.slice(index * size, (index + 1) * size));
}
