import {randomBytes} from 'node:crypto';
import {join} from 'node:path';
import {setImmediate as turn} from 'node:timers/promises';
import {emptyTree} from '../engine/core/tree.js';
import type {Head} from '../engine/protocol/messages.js';
import {StateFile, type Place} from './durable-adapter.js';
import {publishTogether, type FileGroup} from './file-group.js';
import {changedRows} from './row-difference.js';
import {RowReader} from './row-reader.js';
import {treesOf} from './row-tree.js';
import {RowWriter} from './row-writer.js';
import {sameDisk, type RowColumns, type Trees} from './row.js';
import {
	layoutFor,
	shardOf,
	writeShards,
	type Layout,
} from './shard-layout.js';
import {sameHead} from './stored-head.js';
import {
	columnBytes,
	emptyManifest,
	layerName,
	manifestName,
	parseBlocks,
	parseManifest,
	partNames,
	shardName,
	totalBytes,
	type Part,
	type TreeManifest,
} from './tree-manifest.js';

export type StoredTrees = {readonly trees: Trees; readonly head: Head | undefined};

/** Changed rows that stay in the manifest. */
const recentLimitBytes = 64 * 1024;

/** Layers are worked into the shards when they are many, or large beside the shards: each row is then rewritten a few times at most. */
const mostLayers = 32;
const layersLimitBytes = 1024 * 1024;
const layersPerShardBytes = 0.5;

/** No row is smaller: how many changed rows are worth gathering before all is written again. */
const smallestRowBytes = 48;

/** Files that are written at once: enough to keep a disk busy, few beside the limit of open files. */
const writesAtOnce = 16;
/** Shards whose rows are gathered at once, and files that are read without a pause. */
const shardsAtOnce = 64;
const readsAtOnce = 8;

const emptyTrees: Trees = [emptyTree, emptyTree, emptyTree];

type Known = {readonly manifest: TreeManifest; readonly trees: Trees};
type Changes = {readonly columns: RowColumns; readonly shards: ReadonlySet<number>};

/**
Ancestor, local and remote tree on disk in three levels: shards by a hash of the folder's path; layers of rows that changed since;
and the newest changes in the manifest, which alone decides what counts. A save costs what differs from the last one. Damage anywhere
means that there are no trees. Methods are called one at a time; only one process saves, others may read.
*/
export class TreeShards {
	readonly #place: Place;
	#known: Known = {manifest: emptyManifest, trees: emptyTrees};
	#isSwept = false;

	constructor(place: Place) {
		this.#place = place;
	}

	/** What the trees take on disk, nearly. */
	get bytes(): number {
		const {shards, layers} = this.#known.manifest;
		return totalBytes(shards) + totalBytes(layers);
	}

	/** Undefined when nothing was saved yet, or when it is damaged: what is wrong is then added to `damage`. */
	async load(damage: string[]): Promise<StoredTrees | undefined> {
		this.#known = {manifest: emptyManifest, trees: emptyTrees};
		for (let previous = ''; ;) {
			const found: string[] = [];
			const manifest = await new StateFile({place: this.#place, name: manifestName, parse: parseManifest}).read(found);
			const trees = manifest && await this.#loadParts(manifest, found);
			if (trees) {
				this.#known = {manifest, trees};
				return {trees, head: manifest.head};
			}

			// RACE: another process that has saved meanwhile removed files of the manifest read here; then there is another one now.
			if (!manifest || manifest.save === previous) {
				damage.push(...found);
				return undefined;
			}

			previous = manifest.save;
		}
	}

	async save(trees: Trees, head: Head | undefined): Promise<void> {
		const known = this.#known;
		if (known.manifest.save !== '' && isSame(known, trees, head)) {
			return;
		}

		await this.#place.disk.makeFolder(this.#place.folder);
		const changes = gatherChanges(known, trees);
		const manifest: TreeManifest = {
			...known.manifest, save: newTag(), roots: [trees[0].disk, trees[1].disk, trees[2].disk], head,
		};
		if (changes && isNothing(known.manifest, manifest, changes)) {
			this.#known = {manifest: known.manifest, trees};
			return;
		}

		const saved = changes ? await this.#saveChanges(manifest, changes) : undefined;
		this.#known = {manifest: saved ?? await this.#flush(manifest, trees, changes), trees};
		this.#removeUnused(known.manifest);
	}

	/** Forgets everything, durably. */
	async clear(): Promise<void> {
		const {disk, folder} = this.#place;
		this.#known = {manifest: emptyManifest, trees: emptyTrees};
		this.#isSwept = false;
		if (disk.remove(join(folder, manifestName))) {
			await disk.syncFolder(folder);
		}
	}

	/** Appends the changes to what the manifest holds or to the layers; undefined when it is time to write shards. */
	async #saveChanges(manifest: TreeManifest, {columns, shards}: Changes): Promise<TreeManifest | undefined> {
		const recent = columns.entries.length === 0 ? manifest.recent : [...manifest.recent, columns];
		const dirty = [...new Set([...manifest.dirty, ...shards])];
		const bytes = recent.reduce((sum, block) => sum + columnBytes(block), 0);
		if (bytes <= recentLimitBytes) {
			return this.#publish({...manifest, recent, dirty});
		}

		if (manifest.layers.length >= mostLayers || totalBytes(manifest.layers) + bytes > layersLimit(manifest)) {
			return undefined;
		}

		const layer = {tag: newTag(), bytes};
		await publishTogether(this.#place.disk, async group => this.#write(layerName(layer), recent, group));
		return this.#publish({
			...manifest, layers: [...manifest.layers, layer], recent: [], dirty,
		});
	}

	/** Works all changes into the shards they belong to. */
	async #flush(manifest: TreeManifest, trees: Trees, changes: Changes | undefined): Promise<TreeManifest> {
		const present = layoutOf(manifest);
		const layout = layoutFor(trees, present);
		const isWhole = manifest.shards.length === 0 || layout !== present || !changes;
		const all = Array.from({length: layout.count}, (_, shard) => shard);
		const dirty = isWhole ? all : [...new Set([...manifest.dirty, ...changes.shards])];
		const shards = isWhole ? all.map((): Part => ({tag: '', bytes: 0})) : [...manifest.shards];
		const write = async (group: FileGroup): Promise<void> => {
			for (const some of chunks(dirty, shardsAtOnce)) {
				for (const batch of chunks([...writeShards(trees, layout, some)], writesAtOnce)) {
					await Promise.all(batch.map(async ([shard, rows]) => {
						shards[shard] = await this.#writeShard(shard, rows, group);
					}));
				}
			}
		};

		await publishTogether(this.#place.disk, write);
		return this.#publish({
			...manifest, shards, wide: [...layout.wide], layers: [], recent: [], dirty: [],
		});
	}

	async #writeShard(shard: number, rows: RowWriter, group: FileGroup): Promise<Part> {
		if (rows.size === 0) {
			return {tag: '', bytes: 0};
		}

		const columns = rows.columns();
		const part = {tag: newTag(), bytes: columnBytes(columns)};
		await this.#write(shardName(shard, part), [columns], group);
		return part;
	}

	/** Makes the manifest count; all that it names is durable by then. */
	async #publish(manifest: TreeManifest): Promise<TreeManifest> {
		await new StateFile({place: this.#place, name: manifestName, parse: parseManifest}).write(manifest);
		return manifest;
	}

	async #write(name: string, blocks: readonly RowColumns[], group: FileGroup): Promise<void> {
		await new StateFile({place: this.#place, name, parse: parseBlocks}, group).write(blocks);
	}

	async #loadParts(manifest: TreeManifest, damage: string[]): Promise<Trees | undefined> {
		const reader = new RowReader();
		try {
			for (const names of chunks(partNames(manifest), readsAtOnce)) {
				for (const name of names) {
					const blocks = await new StateFile({place: this.#place, name, parse: parseBlocks}).read(damage);
					if (!blocks) {
						damage.push(`'${join(this.#place.folder, name)}' is missing or damaged`);
						return undefined;
					}

					readBlocks(reader, blocks);
				}

				await turn();
			}

			readBlocks(reader, manifest.recent);
			return treesOf(reader, manifest.roots);
		} catch (error) {
			if (!(error instanceof RangeError || error instanceof TypeError)) {
				throw error;
			}

			damage.push(`The files in '${this.#place.folder}' do not belong together`);
			return undefined;
		}
	}

	/** Removes what the last manifest named and this one does not; on the first save also whatever crashes have left. */
	#removeUnused(before: TreeManifest): void {
		const {disk, folder} = this.#place;
		const used = new Set([manifestName, ...partNames(this.#known.manifest)]);
		for (const name of this.#isSwept ? partNames(before) : disk.list(folder)) {
			if (!used.has(name)) {
				disk.remove(join(folder, name));
			}
		}

		this.#isSwept = true;
	}
}

const newTag = (): string => randomBytes(8).toString('hex');

const layoutOf = (manifest: TreeManifest): Layout => ({count: Math.max(1, manifest.shards.length), wide: new Set(manifest.wide)});

const layersLimit = ({shards}: TreeManifest): number => Math.max(layersLimitBytes, totalBytes(shards) * layersPerShardBytes);

const isSame = ({manifest, trees}: Known, [ancestor, local, remote]: Trees, head: Head | undefined): boolean =>
	trees[0] === ancestor && trees[1] === local && trees[2] === remote
	&& sameHead(manifest.head, head);

/** Other objects, but nothing that would be written differently. */
const isNothing = (before: TreeManifest, after: TreeManifest, {columns}: Changes): boolean =>
	before.save !== '' && columns.entries.length === 0 && sameHead(before.head, after.head)
	&& before.roots.every((disk, tree) => sameDisk(disk, after.roots[tree]));

/** The rows that changed, or undefined when they are so many that writing everything anew is cheaper. */
function gatherChanges({manifest, trees: before}: Known, after: Trees): Changes | undefined {
	const writer = new RowWriter();
	const shards = new Set<number>();
	const layout = layoutOf(manifest);
	const limit = layersLimit(manifest) / smallestRowBytes;
	for (const {folder, name, nodes} of changedRows(before, after)) {
		writer.add(folder, name, nodes);
		shards.add(shardOf(layout, folder, name));
		if (writer.size > limit) {
			return undefined;
		}
	}

	return {columns: writer.columns(), shards};
}

function readBlocks(reader: RowReader, blocks: readonly RowColumns[]): void {
	for (const block of blocks) {
		reader.read(block);
	}
}

function chunks<Item>(items: readonly Item[], size: number): Item[][] {
	return Array.from({length: Math.ceil(items.length / size)}, (_, index) => items.slice(index * size, (index + 1) * size));
}
