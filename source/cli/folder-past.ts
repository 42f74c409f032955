import {randomBytes} from 'node:crypto';
import {isAbsolute, join} from 'node:path';
import {largestTextBytes, readText} from '../engine/content/text-merge.js';
import {lastCycle} from '../engine/core/history.js';
import type {Path} from '../engine/core/path.js';
import {diskErrorCode} from '../engine/disk/disk-error.js';
import type {FileSystem} from '../engine/disk/file-system.js';
import {usualRetention} from '../engine/disk/trash-tidy.js';
import {FsyncError} from '../engine/fault.js';
import type {SessionRecord} from '../engine/session/session-store.js';
import {systemClock} from '../engine/system-clock.js';
import type {Home} from '../store/home.js';
import type {
	Past,
	PastRow,
	PastText,
	PastTime,
	TreePreview,
} from '../ui/index.js';
import {describeOperation} from './describe-operation.js';
import {loadHistory, type KeptHistory} from './kept-history.js';
import {
	historyRows,
	versionNumbered,
	type HistoryRow,
	type KeptVersion,
} from './kept-versions.js';
import {lossReasons} from './restore-preview.js';
import type {KeptTask} from './restore-task.js';
import {putBack, putElsewhere} from './restore-version.js';
import {
	carryOut,
	openTreeRestore,
	operationsOf,
	previewOf,
} from './tree-restore.js';
import {parseWhen} from './when.js';

const dayMilliseconds = 24 * 60 * 60 * 1000;

/** What is kept of a session's folder, for its screen: by the same code as `history` and `restore`. */
export class FolderPast implements Past {
	readonly #home: Home;
	readonly #root: string;
	readonly #keepMilliseconds: number;

	constructor(home: Home, {folder, retention}: Pick<SessionRecord, 'folder' | 'retention'>) {
		this.#home = home;
		this.#root = folder;
		const {keepDays} = {...usualRetention, ...retention};
		this.#keepMilliseconds = keepDays * dayMilliseconds;
	}

	async history(path: Path) {
		const history = await this.#load();
		const {sinceMilliseconds, servers, files} = history;
		const present = path === '' ? undefined : files.find(path);
		return {
			path, sinceMilliseconds, servers, rows: historyRows(history.records, path).map((row, index) => this.#rowOf(row, index, history)), ...(present && {present}),
		};
	}

	async texts(path: Path, number: number) {
		const history = await this.#load();
		const {version} = versionOf(history, path, number);
		const {files, path: place} = history.sourceOf(version);
		return {before: textAt(files, place), now: history.files.find(path)?.kind === 'file' ? textAt(history.files, path) : {kind: 'text', text: ''} as const};
	}

	async restore(path: Path, number: number) {
		const history = await this.#load();
		return putBack(this.#task(path, history), versionOf(history, path, number));
	}

	async restoreTo(path: Path, number: number, to: string) {
		const history = await this.#load();
		await putElsewhere(this.#task(path, history), versionOf(history, path, number), isAbsolute(to) ? to : join(this.#root, to));
	}

	async preview(path: Path, time: PastTime): Promise<TreePreview> {
		const history = await this.#load();
		const restore = await openTreeRestore(this.#home, this.#task(path, history), timeOf(history, time));
		try {
			const {timeMilliseconds, operations, lost, uncertain} = previewOf(restore, operationsOf(restore));
			return {
				timeMilliseconds, uncertain, steps: operations.map(operation => describeOperation(operation)), lost: lost.map(({path: at, reason}) => ({path: at, reason: lossReasons[reason]})),
			};
		} finally {
			restore.restorer.close();
		}
	}

	async putBack(path: Path, timeMilliseconds: number) {
		const restore = await openTreeRestore(this.#home, this.#task(path, await this.#load()), timeMilliseconds);
		try {
			const {steps = 0, problems} = await carryOut(restore, operationsOf(restore), new AbortController().signal);
			return {steps, problems: problems.map(({path: at, message}) => `${at}: ${message}`)};
		} finally {
			restore.restorer.close();
		}
	}

	async #load(): Promise<KeptHistory> {
		return loadHistory(this.#home, this.#root);
	}

	#task(path: Path, history: KeptHistory): KeptTask {
		return {place: {root: this.#root, path}, history, token: randomBytes(4).toString('hex')};
	}

	#rowOf({record, number}: HistoryRow, index: number, history: KeptHistory): PastRow {
		const {whenMilliseconds, device, path, reason} = record;
		return {
			key: `${index} ${whenMilliseconds}`,
			whenMilliseconds,
			who: history.nameOf(device),
			isRestore: reason === 'restored',
			path,
			what: record.kind === 'left' ? record.change ?? 'changed' : record.kind,
			...(record.kind === 'moved' && {from: record.from}),
			...(record.kind === 'left' && {kind: record.node.kind}),
			...(record.kind === 'left' && record.node.kind === 'file' && {size: record.node.size, digest: record.node.digest}),
			...(number !== undefined && {number, keptUntilMilliseconds: whenMilliseconds + this.#keepMilliseconds}),
		};
	}
}

function versionOf({records}: KeptHistory, path: Path, number: number): KeptVersion {
	const version = versionNumbered(historyRows(records, path), number);
	if (!version) {
		throw new FsyncError('no-version', 'That version is not kept any more.');
	}

	return version;
}

function timeOf({records}: KeptHistory, time: PastTime): number {
	if (time !== 'before-last-cycle') {
		return parseWhen(time.typed, systemClock.wallMilliseconds());
	}

	const [first] = lastCycle(records);
	if (!first) {
		throw new FsyncError('no-version', 'No sync has changed anything here that could be taken back.');
	}

	return first.whenMilliseconds - 1;
}

/** A text that is small enough to be compared, or why there is none. */
function textAt(files: FileSystem, path: Path): PastText {
	try {
		const handle = files.openRead(path);
		try {
			const {size} = files.statOpen(handle);
			const bytes = new Uint8Array(Math.min(size, largestTextBytes + 1));
			files.read(handle, bytes, 0);
			const text = size > largestTextBytes ? undefined : readText(bytes);
			return text === undefined ? {kind: 'none', reason: size > largestTextBytes ? 'It is larger than 1 MiB.' : 'It is no text.'} : {kind: 'text', text};
		} finally {
			files.close(handle);
		}
	} catch (error) {
		return {kind: 'none', reason: `It cannot be read (${diskErrorCode(error)}).`};
	}
}
