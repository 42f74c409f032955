import {join} from 'node:path';
import {z} from 'zod';
import {emptyTree} from '../engine/core/tree.js';
import {FsyncError} from '../engine/fault.js';
import {Serial} from '../engine/serial.js';
import type {
	SessionJournal, SessionRecord, SessionReport, SessionStore, SessionTrees,
} from '../engine/session/session-store.js';
import {Database, DurableAdapter, type Place} from './durable-adapter.js';
import {sweepTemporaries} from './file-group.js';
import {sessionFolder, sessionsFolder, type Home} from './home.js';
import {nodeStoreDisk, type StoreDisk} from './store-disk.js';
import {parseOperations} from './stored-operation.js';
import {parseReport} from './stored-report.js';
import {TreeShards} from './tree-shards.js';

const recordSchema = z.object({
	id: z.string(),
	folder: z.string(),
	remote: z.string(),
	peer: z.string().exactOptional(),
	marker: z.string().exactOptional(),
	createdMilliseconds: z.number(),
});

function parseJournal(value: unknown): SessionJournal {
	const {local, remote} = value as SessionJournal;
	return {local: parseOperations(local), remote: parseOperations(remote)};
}

const recordFile = (place: Place): DurableAdapter<SessionRecord | null> =>
	new DurableAdapter<SessionRecord | null>({place, name: 'record', parse: value => recordSchema.parse(value)});

const placeOf = (home: Home, id: string, disk: StoreDisk): Place => ({disk, folder: sessionFolder(home, id), owner: `session ${id}`});

/** One folder per session: record, report and journal, one small lowdb each, and the trees' shards. */
class FolderSessionStore implements SessionStore {
	readonly damage: string[] = [];
	readonly #serial = new Serial();
	readonly #record: Database<SessionRecord>;
	readonly #journal: DurableAdapter<SessionJournal | null>;
	readonly #report: DurableAdapter<SessionReport>;
	readonly #trees: TreeShards;

	constructor(place: Place, record: SessionRecord) {
		this.#record = new Database(recordFile(place) as DurableAdapter<SessionRecord>, record);
		this.#journal = new DurableAdapter<SessionJournal | null>({place, name: 'journal', parse: parseJournal});
		this.#report = new DurableAdapter({place, name: 'report', parse: parseReport});
		this.#trees = new TreeShards({...place, folder: join(place.folder, 'trees')});
	}

	get record(): SessionRecord {
		return this.#record.data;
	}

	async updateRecord(change: Partial<Omit<SessionRecord, 'id'>>): Promise<void> {
		return this.#serial.run(async () => {
			this.#record.data = {...this.#record.data, ...change};
			await this.#record.write();
		});
	}

	async loadTrees(): Promise<SessionTrees> {
		return this.#serial.run(async () => {
			const stored = await this.#trees.load(this.damage);
			const [ancestor, local, remote] = stored?.trees ?? [emptyTree, emptyTree, emptyTree];
			return {
				ancestor, local, remote, head: stored?.head,
			};
		});
	}

	async saveTrees({ancestor, local, remote, head}: SessionTrees): Promise<void> {
		return this.#serial.run(async () => this.#trees.save([ancestor, local, remote], head));
	}

	async loadJournal(): Promise<SessionJournal | undefined> {
		return this.#serial.run(async () => await new Database(this.#journal, null).readInto(this.damage) ?? undefined);
	}

	async saveJournal(journal: SessionJournal | undefined): Promise<void> {
		await this.#serial.run(async () => journal ? new Database<SessionJournal | null>(this.#journal, journal).write() : this.#journal.remove());
	}

	async loadReport(): Promise<SessionReport> {
		return this.#serial.run(async () => new Database(this.#report, {conflicts: []}).readInto(this.damage));
	}

	async saveReport(report: SessionReport): Promise<void> {
		return this.#serial.run(async () => new Database(this.#report, report).write());
	}

	async close(): Promise<void> {
		await this.#serial.idle();
	}
}

/** Throws FsyncError 'usage' when there is no such session, 'store' when its record cannot be read. */
export async function openSessionStore(home: Home, id: string, disk: StoreDisk = nodeStoreDisk): Promise<SessionStore> {
	const place = placeOf(home, id, disk);
	sweepTemporaries(disk, place.folder);
	const database = new Database(recordFile(place), null);
	const damage: string[] = [];
	const record = await database.readInto(damage);
	if (record) {
		return new FolderSessionStore(place, record);
	}

	throw damage.length > 0
		? new FsyncError('store', `${damage[0]}; start a new session for its folder: nothing is deleted, equal files are found to be equal.`)
		: new FsyncError('usage', `There is no session '${id}'; 'fsync-tui status' lists them.`);
}

/** Remembers a new session; its id must not be in use. */
export async function createSession(home: Home, record: SessionRecord, disk: StoreDisk = nodeStoreDisk): Promise<SessionStore> {
	const place = placeOf(home, record.id, disk);
	await disk.makeFolder(place.folder);
	const database = new Database(recordFile(place), null);
	if (await database.readInto([])) {
		throw new FsyncError('store', `There is a session '${record.id}' already.`);
	}

	database.data = record;
	await database.write();
	return new FolderSessionStore(place, record);
}

/** All sessions whose record can be read, newest first. */
export async function listSessions(home: Home, disk: StoreDisk = nodeStoreDisk): Promise<readonly SessionRecord[]> {
	const ids = disk.list(sessionsFolder(home));
	const records = await Promise.all(ids.map(async id => new Database(recordFile(placeOf(home, id, disk)), null).readInto([])));
	return records.filter(record => record !== null).toSorted((a, b) => b.createdMilliseconds - a.createdMilliseconds);
}

/** The newest session of a folder, with this remote if one is named. */
export async function findSession(home: Home, folder: string, remote?: string): Promise<SessionRecord | undefined> {
	const records = await listSessions(home);
	return records.find(record => record.folder === folder && (remote === undefined || record.remote === remote));
}
