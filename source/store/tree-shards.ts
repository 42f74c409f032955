import type {DiskStat} from '../engine/core/node.js';
import {emptyTree} from '../engine/core/tree.js';
import type {Head} from '../engine/protocol/messages.js';
import type {Place} from './durable-adapter.js';
import {changedRows} from './row-difference.js';
import {RowWriter} from './row-writer.js';
import {sameDisk, type RowColumns, type Trees} from './row.js';
import {
	layoutFor,
	shardOf,
	writeShards,
	type Layout,
} from './shard-layout.js';
import {sameHead} from './stored-head.js';
import {treeLimits, type TreeLimits} from './tree-limits.js';
import {
	columnBytes,
	emptyManifest,
	totalBytes,
	type Part,
	type TreeManifest,
} from './tree-manifest.js';
import {chunks, newTag, TreeParts} from './tree-parts.js';

export type StoredTrees = {readonly trees: Trees; readonly head: Head | undefined};

/** Shards whose rows are gathered in memory at once. */
const shardsAtOnce = 64;

type Known = {readonly manifest: TreeManifest; readonly trees: Trees};
const nothing: Known = {manifest: emptyManifest, trees: [emptyTree, emptyTree, emptyTree]};

type Changes = {readonly columns: RowColumns; readonly shards: ReadonlySet<number>};

/**
Ancestor, local and remote tree on disk in three levels: shards by a hash of the folder's path; layers of rows that changed since;
and the newest changes in the manifest, which alone decides what counts. A save costs what differs from the last one. Damage anywhere
means that there are no trees. Methods are called one at a time; only one process saves, others may read.
*/
export class TreeShards {
	readonly #parts: TreeParts;
	readonly #limits: TreeLimits;
	#known = nothing;
	/** Whether the folder may hold files that no manifest names: after a crash, or after a save that failed. */
	#hasLeftovers = true;

	constructor(place: Place, limits: TreeLimits = treeLimits) {
		this.#parts = new TreeParts(place);
		this.#limits = limits;
	}

	/** What the trees take on disk, nearly. */
	get bytes(): number {
		const {shards, layers} = this.#known.manifest;
		return totalBytes(shards) + totalBytes(layers);
	}

	/** Undefined when nothing was saved yet, or when it is damaged: what is wrong is then added to `damage`. */
	async load(damage: string[]): Promise<StoredTrees | undefined> {
		this.#known = nothing;
		for (let previous = ''; ;) {
			const found: string[] = [];
			const manifest = await this.#parts.readManifest(found);
			const trees = manifest && await this.#parts.readTrees(manifest, found);
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

	/** Durable when it resolves. When it throws (FsyncError 'no-space' or 'store'), what was saved before is still there. */
	async save(trees: Trees, head: Head | undefined): Promise<void> {
		const {manifest} = this.#known;
		const changes = gatherChanges(this.#known, trees, layersLimit(manifest, this.#limits));
		const next = {
			...manifest, save: newTag(), root: rootDisk(trees), head,
		};
		if (changes && isNothing(manifest, next, changes)) {
			this.#known = {manifest, trees};
			return;
		}

		try {
			const saved = changes && await this.#saveChanges(next, changes);
			this.#known = {manifest: saved ?? await this.#flush(next, trees, changes), trees};
		} catch (error) {
			this.#hasLeftovers = true;
			await this.#sweep();
			throw error;
		}

		this.#hasLeftovers ||= hasDropped(manifest, this.#known.manifest);
		await this.#sweep();
	}

	/** Appends the changes to what the manifest holds, or to the layers; undefined when it is time to write shards. */
	async #saveChanges(manifest: TreeManifest, {columns, shards}: Changes): Promise<TreeManifest | undefined> {
		const recent = columns.entries.length === 0 ? manifest.recent : [...manifest.recent, columns];
		const dirty = [...new Set([...manifest.dirty, ...shards])];
		const bytes = recent.reduce((sum, block) => sum + columnBytes(block), 0);
		if (bytes <= this.#limits.recentBytes) {
			return this.#parts.publish({...manifest, recent, dirty});
		}

		if (manifest.layers.length >= this.#limits.layers || totalBytes(manifest.layers) + bytes > layersLimit(manifest, this.#limits)) {
			return undefined;
		}

		const layer = await this.#parts.writeLayer(recent, bytes);
		return this.#parts.publish({
			...manifest, layers: [...manifest.layers, layer], recent: [], dirty,
		});
	}

	/** Works all changes into the shards that they belong to. */
	async #flush(manifest: TreeManifest, trees: Trees, changes: Changes | undefined): Promise<TreeManifest> {
		const present = layoutOf(manifest);
		const layout = layoutFor(trees, present, this.#limits);
		const isWhole = manifest.shards.length === 0 || layout !== present || !changes;
		const all = Array.from({length: layout.count}, (_, shard) => shard);
		const dirty = isWhole ? all : [...new Set([...manifest.dirty, ...changes.shards])];
		const written = await this.#parts.writeShards(gatherShards(trees, layout, dirty));
		return this.#parts.publish({
			...manifest,
			shards: all.map((shard): Part => written.get(shard) ?? manifest.shards[shard]!),
			wide: [...layout.wide],
			layers: [],
			recent: [],
			dirty: [],
		});
	}

	async #sweep(): Promise<void> {
		if (!this.#hasLeftovers) {
			return;
		}

		try {
			await this.#parts.sweep([this.#known.manifest]);
			this.#hasLeftovers = false;
		} catch {
			// Leftovers harm nobody: the save stands, and the next one sweeps.
		}
	}
}

const layoutOf = (manifest: TreeManifest): Layout => ({count: Math.max(1, manifest.shards.length), wide: new Set(manifest.wide)});

const rootDisk = ([ancestor, local, remote]: Trees): DiskStat | undefined => local.disk ?? ancestor.disk ?? remote.disk;

const layersLimit = ({shards}: TreeManifest, {layerBytes, layerShare}: TreeLimits): number => Math.max(layerBytes, totalBytes(shards) * layerShare);

/** Whether `after` no longer names files that `before` did. */
const hasDropped = (before: TreeManifest, after: TreeManifest): boolean => before.layers.length > after.layers.length || before.shards.some(({tag}, shard) => tag !== after.shards[shard]?.tag);

/** Other objects, perhaps, but nothing that would be written differently. */
const isNothing = (before: TreeManifest, after: TreeManifest, {columns}: Changes): boolean =>
	before.save !== '' && columns.entries.length === 0 && sameHead(before.head, after.head) && sameDisk(before.root, after.root);

/** The rows that changed; undefined when they take more bytes than layers may hold, and writing everything anew is cheaper. */
function gatherChanges({manifest, trees: before}: Known, after: Trees, limitBytes: number): Changes | undefined {
	const writer = new RowWriter();
	const shards = new Set<number>();
	const layout = layoutOf(manifest);
	for (const {folder, name, nodes} of changedRows(before, after)) {
		writer.add(folder, name, nodes);
		shards.add(shardOf(layout, folder, name));
		if (writer.bytes > limitBytes) {
			return undefined;
		}
	}

	return {columns: writer.columns(), shards};
}

function * gatherShards(trees: Trees, layout: Layout, shards: readonly number[]): Generator<ReadonlyMap<number, RowWriter>> {
	for (const some of chunks(shards, shardsAtOnce)) {
		yield writeShards(trees, layout, some);
	}
}
