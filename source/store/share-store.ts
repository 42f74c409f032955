import {randomBytes} from 'node:crypto';
import {join} from 'node:path';
import {applyOperations} from '../engine/core/apply-operation.js';
import type {Operation} from '../engine/core/operation.js';
import type {Tree} from '../engine/core/tree.js';
import type {Commit, Head} from '../engine/protocol/messages.js';
import {Serial} from '../engine/serial.js';
import {CommitLog} from './commit-log.js';
import {StateFile, type Place} from './durable-adapter.js';
import {prepareFolder} from './file-group.js';
import {nodeStoreDisk, type StoreDisk} from './store-disk.js';
import {headOf, isHead, sameHead} from './stored-head.js';
import {parseOperations} from './stored-operation.js';
import {TreeShards} from './tree-shards.js';

/** What a share needs to be remembered; durable when the promise resolves. Damage reads as absent and starts a new lineage. */
export type ShareStore = {
	readonly damage: readonly string[];
	/** Where it is kept; moved away, the share starts anew. */
	readonly folder: string;
	/** The marker of the root when it was first served; undefined on first use. */
	marker(): Promise<string | undefined>;
	saveMarker(marker: string): Promise<void>;
	/** The tree and the history's head as last saved; undefined on first use or after damage. */
	load(): Promise<{readonly tree: Tree; readonly head: Head} | undefined>;
	/** The commits after `head`, or undefined when the log does not reach back to it or its lineage is another. */
	commitsSince(head: Head): Promise<readonly Commit[] | undefined>;
	/** Appends one commit and saves the tree that results (changed shards only). Called one at a time. */
	append(commit: Commit, tree: Tree): Promise<void>;
	/** Saves a tree that changed without a commit (new disk stats only). */
	saveTree(tree: Tree): Promise<void>;
	loadJournal(): Promise<{readonly device: string; readonly operations: readonly Operation[]} | undefined>;
	saveJournal(journal: {readonly device: string; readonly operations: readonly Operation[]} | undefined): Promise<void>;
	/** The last generation that a session acknowledged. */
	acknowledged(session: string): Promise<Head | undefined>;
	acknowledge(session: string, head: Head): Promise<void>;
	close(): Promise<void>;
};

/** A journal of a share: whose operations were on their way. */
type ShareJournal = {readonly device: string; readonly operations: readonly Operation[]};

/** The tree is saved again when the commits since then are as many, or take this much and as much as the whole tree. */
const checkpointCommits = 1000;
const checkpointBytes = 256 * 1024;

/** Sessions that are remembered; the one that was silent for longest is forgotten first, and fetches the whole list when it returns. */
const mostSessions = 10_000;

function parseJournal(value: unknown): ShareJournal {
	const {device, operations} = value as ShareJournal;
	if (typeof device !== 'string') {
		throw new TypeError('Not a journal');
	}

	return {device, operations: parseOperations(operations)};
}

function parseHeads(value: unknown): Map<string, Head> {
	const heads = value as Map<string, Head>;
	if (!(heads instanceof Map) || [...heads].some(([, head]) => !isHead(head))) {
		throw new TypeError('Not heads');
	}

	return heads;
}

function parseText(value: unknown): string {
	if (typeof value !== 'string') {
		throw new TypeError('Not a text');
	}

	return value;
}

/**
A commit is in the log before anything else is written, and that alone makes it durable. The tree follows when enough has come
together: on load it is brought forward by the commits after its own head. A tree whose head the log does not know is never guessed
about: everything then reads as absent.
*/
class FolderShareStore implements ShareStore {
	readonly damage: string[];
	readonly folder: string;
	readonly #serial = new Serial();
	readonly #trees: TreeShards;
	readonly #log: CommitLog;
	readonly #journal: StateFile<ShareJournal>;
	readonly #headFile: StateFile<Map<string, Head>>;
	readonly #marker: StateFile<string>;
	#tree: Tree | undefined;
	/** Whether what is on disk belongs to the present lineage; if not, the next commit replaces all of it. */
	#isLoaded = false;
	#heads: Map<string, Head> | undefined;
	/** What the log holds beyond the saved tree. */
	#unsaved = {commits: 0, bytes: 0};
	#isTreeSaved = true;

	constructor(place: Place, damage: string[]) {
		this.damage = damage;
		this.folder = place.folder;
		this.#trees = new TreeShards({...place, folder: join(place.folder, 'trees')});
		this.#log = new CommitLog({...place, folder: join(place.folder, 'log')});
		this.#journal = new StateFile({place, name: 'journal', parse: parseJournal});
		this.#headFile = new StateFile({place, name: 'acknowledged', parse: parseHeads});
		this.#marker = new StateFile({place, name: 'marker', parse: parseText});
	}

	async marker(): Promise<string | undefined> {
		return this.#serial.run(async () => this.#marker.read(this.damage));
	}

	async saveMarker(marker: string): Promise<void> {
		return this.#serial.run(async () => this.#marker.write(marker));
	}

	async load(): Promise<{readonly tree: Tree; readonly head: Head} | undefined> {
		return this.#serial.run(async () => {
			const isLogSound = await this.#log.open(this.damage);
			const stored = await this.#trees.load(this.damage);
			const tree = isLogSound && stored?.head ? await this.#bringForward(stored.trees[0], stored.head) : undefined;
			const {head} = this.#log;
			if (head && !stored) {
				this.damage.push('The share\'s tree is missing or damaged; its history starts anew');
			}

			this.#isLoaded = tree !== undefined;
			this.#tree = tree;
			return tree && head && {tree, head};
		});
	}

	async commitsSince(head: Head): Promise<readonly Commit[] | undefined> {
		return this.#serial.run(async () => this.#isLoaded ? this.#log.since(head, this.damage) : undefined);
	}

	async append(commit: Commit, tree: Tree): Promise<void> {
		return this.#serial.run(async () => {
			if (!this.#isLoaded) {
				await this.#begin(commit, tree);
				return;
			}

			const bytes = await this.#log.append(commit);
			this.#tree = tree;
			this.#isTreeSaved = false;
			this.#unsaved = {commits: this.#unsaved.commits + 1, bytes: this.#unsaved.bytes + bytes};
			if (this.#unsaved.commits >= checkpointCommits || this.#unsaved.bytes > Math.max(checkpointBytes, this.#trees.bytes)) {
				// The commit is safe in the log: a tree that cannot be saved now is saved later, at the latest on closing.
				await this.#checkpoint().catch(() => undefined);
			}
		});
	}

	async saveTree(tree: Tree): Promise<void> {
		return this.#serial.run(async () => {
			this.#tree = tree;
			this.#isTreeSaved = false;
			await this.#checkpoint();
		});
	}

	async loadJournal(): Promise<ShareJournal | undefined> {
		return this.#serial.run(async () => this.#journal.read(this.damage));
	}

	async saveJournal(journal: ShareJournal | undefined): Promise<void> {
		await this.#serial.run(async () => journal ? this.#journal.write(journal) : this.#journal.remove());
	}

	async acknowledged(session: string): Promise<Head | undefined> {
		const heads = await this.#serial.run(async () => this.#readHeads());
		return heads.get(session);
	}

	async acknowledge(session: string, head: Head): Promise<void> {
		return this.#serial.run(async () => {
			const known = await this.#readHeads();
			if (sameHead(known.get(session), head)) {
				return;
			}

			const heads = new Map(known);
			heads.delete(session);
			heads.set(session, headOf(head));
			const [oldest] = heads.keys();
			if (heads.size > mostSessions) {
				heads.delete(oldest!);
			}

			await this.#headFile.write(heads);
			this.#heads = heads;
		});
	}

	async close(): Promise<void> {
		return this.#serial.run(async () => {
			if (this.#isLoaded && !this.#isTreeSaved) {
				await this.#checkpoint();
			}
		});
	}

	/** The first commit of a lineage. A crash on the way leaves a tree that the log does not lead to, or none: absent, either way. */
	async #begin(commit: Commit, tree: Tree): Promise<void> {
		await this.#log.clear();
		await this.#log.append(commit);
		await this.#trees.save([tree, tree, tree], headOf(commit));
		this.#tree = tree;
		this.#unsaved = {commits: 0, bytes: 0};
		this.#isTreeSaved = true;
		this.#isLoaded = true;
	}

	async #checkpoint(): Promise<void> {
		const {head} = this.#log;
		if (!this.#tree || !head) {
			throw new Error('A share\'s tree cannot be saved before its first commit');
		}

		await this.#trees.save([this.#tree, this.#tree, this.#tree], head);
		this.#unsaved = {commits: 0, bytes: 0};
		this.#isTreeSaved = true;
		this.#log.trim(head.generation);
	}

	/** The tree with the commits after its head; undefined when the log does not lead on from there. */
	async #bringForward(tree: Tree, head: Head): Promise<Tree | undefined> {
		const commits = await this.#log.since(head, this.damage);
		const operations = commits?.flatMap(commit => commit.operations) ?? [];
		const forward = applyOperations(tree, operations);
		if (commits && forward.results.every(result => result.status === 'applied')) {
			this.#isTreeSaved = commits.length === 0;
			return forward.tree;
		}

		this.damage.push(`The log and the tree of generation ${head.generation} do not belong together`);
		return undefined;
	}

	async #readHeads(): Promise<Map<string, Head>> {
		this.#heads ??= await this.#headFile.read(this.damage) ?? new Map<string, Head>();
		return this.#heads;
	}
}

/** The tree of a share as it was last saved whole, for a look beside its server; changes nothing. Undefined when there is none, or it is damaged. */
export async function readShareTree(folder: string, disk: StoreDisk = nodeStoreDisk): Promise<Tree | undefined> {
	const id = await new StateFile({place: {disk, folder, owner: 'share'}, name: 'id', parse: parseText}).read();
	const stored = id === undefined ? undefined : await new TreeShards({disk, folder: join(folder, 'trees'), owner: `share ${id}`}).load([]);
	return stored?.trees[0];
}

/** Opens what is remembered of one share; makes the folder on first use. */
export async function openShareStore(folder: string, disk: StoreDisk = nodeStoreDisk): Promise<ShareStore> {
	const damage: string[] = [];
	await prepareFolder(disk, folder);
	await prepareFolder(disk, join(folder, 'log'));

	// Every file carries this id, so that one which comes from another share's store is told apart.
	const file = new StateFile({place: {disk, folder, owner: 'share'}, name: 'id', parse: parseText});
	let id = await file.read(damage);
	if (id === undefined) {
		id = randomBytes(16).toString('hex');
		await file.write(id);
	}

	return new FolderShareStore({disk, folder, owner: `share ${id}`}, damage);
}
