import {join} from 'node:path';
import * as z from 'zod';
import {emptyTree} from '../engine/core/tree.js';
import {FsyncError} from '../engine/fault.js';
import {Serial} from '../engine/serial.js';
import type {
	SessionJournal,
	SessionRecord,
	SessionReport,
	SessionStore,
	SessionTrees,
} from '../engine/session/session-store.js';
import {StateFile, type Place} from './durable-adapter.js';
import {prepareFolder, sweepTemporaries} from './file-group.js';
import {
	isSessionId,
	sessionFolder,
	sessionsFolder,
	type Home,
} from './home.js';
import {nodeStoreDisk, type StoreDisk} from './store-disk.js';
import {parseOperations} from './stored-operation.js';
import {parseReport} from './stored-report.js';
import {TreeShards} from './tree-shards.js';
import {FolderVerdictStore} from './verdict-store.js';

const modeSchema = z.enum(['two-way', 'push', 'pull', 'mirror-push', 'mirror-pull']);
const patternsSchema = z.array(z.string());

const settingsSchema = z.object({
	mode: modeSchema,
	ignorePatterns: patternsSchema.readonly(),
	useGitignore: z.boolean(),
	limitBytesPerSecond: z.number().exactOptional(),
	chunking: z.enum(['fastcdc', 'fixed']),
});

const recordSchema = z.object({
	id: z.string(),
	folder: z.string(),
	remote: z.string(),
	peer: z.string().exactOptional(),
	marker: z.string().exactOptional(),
	createdMilliseconds: z.number(),
	retention: z.object({keepDays: z.number().exactOptional(), limitBytes: z.number().exactOptional()}).exactOptional(),
	settings: settingsSchema.exactOptional(),
	isMerging: z.boolean().exactOptional(),
});

function parseJournal(value: unknown): SessionJournal {
	const {local, remote} = value as SessionJournal;
	return {local: parseOperations(local), remote: parseOperations(remote)};
}

const recordFile = (place: Place): StateFile<SessionRecord> => new StateFile({place, name: 'record', parse: value => recordSchema.parse(value)});

const placeOf = (home: Home, id: string, disk: StoreDisk): Place => ({disk, folder: sessionFolder(home, id), owner: `session ${id}`});

/** One folder per session: record, report, journal and verdicts, one small lowdb each, and the trees' shards. */
class FolderSessionStore implements SessionStore {
	readonly damage: string[] = [];
	readonly verdicts: FolderVerdictStore;
	readonly #serial = new Serial();
	readonly #recordFile: StateFile<SessionRecord>;
	readonly #journal: StateFile<SessionJournal>;
	readonly #report: StateFile<SessionReport>;
	readonly #trees: TreeShards;
	#record: SessionRecord;

	constructor(place: Place, record: SessionRecord) {
		this.#record = record;
		this.#recordFile = recordFile(place);
		this.#journal = new StateFile({place, name: 'journal', parse: parseJournal});
		this.#report = new StateFile({place, name: 'report', parse: parseReport});
		this.#trees = new TreeShards({...place, folder: join(place.folder, 'trees')});
		this.verdicts = new FolderVerdictStore({...place, folder: join(place.folder, 'verdicts')});
	}

	get record(): SessionRecord {
		return this.#record;
	}

	async updateRecord(change: Partial<Omit<SessionRecord, 'id'>>): Promise<void> {
		return this.#serial.run(async () => {
			const record = {...this.#record, ...change};
			await this.#recordFile.write(record);
			this.#record = record;
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
		return this.#serial.run(async () => this.#journal.read(this.damage));
	}

	async saveJournal(journal: SessionJournal | undefined): Promise<void> {
		await this.#serial.run(async () => journal ? this.#journal.write(journal) : this.#journal.remove());
	}

	async loadReport(): Promise<SessionReport> {
		const report = await this.#serial.run(async () => this.#report.read(this.damage));
		return report ?? {conflicts: []};
	}

	async saveReport(report: SessionReport): Promise<void> {
		return this.#serial.run(async () => this.#report.write(report));
	}

	async close(): Promise<void> {
		await this.#serial.idle();
	}
}

/** Throws FsyncError 'usage' when there is no such session, 'store' when its record cannot be read. */
export async function openSessionStore(home: Home, id: string, disk: StoreDisk = nodeStoreDisk): Promise<SessionStore> {
	const place = placeOf(home, id, disk);
	sweepTemporaries(disk, place.folder);
	const damage: string[] = [];
	const record = await recordFile(place).read(damage);
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
	await prepareFolder(disk, place.folder);
	if (await recordFile(place).read()) {
		throw new FsyncError('store', `There is a session '${record.id}' already.`);
	}

	await recordFile(place).write(record);
	return new FolderSessionStore(place, record);
}

/** All sessions whose record can be read, newest first. */
export async function listSessions(home: Home, disk: StoreDisk = nodeStoreDisk): Promise<readonly SessionRecord[]> {
	const ids = disk.list(sessionsFolder(home)).filter(id => isSessionId(id));
	const records = await Promise.all(ids.map(async id => recordFile(placeOf(home, id, disk)).read()));
	return records.filter(record => record !== undefined).toSorted((a, b) => b.createdMilliseconds - a.createdMilliseconds);
}

/** The newest session of a folder, with this remote if one is named. */
export async function findSession(home: Home, folder: string, remote?: string): Promise<SessionRecord | undefined> {
	const records = await listSessions(home);
	return records.find(record => record.folder === folder && (remote === undefined || record.remote === remote));
}
