import type {Digest, LeafNode} from '../core/node.js';
import {pathFault, type Path} from '../core/path.js';
import {diskErrorCode} from './disk-error.js';
import type {FileSystem} from './file-system.js';
import {ensureFolder, removeTree, reservedPaths} from './reserved-folder.js';

/** Why and by whose change a version went. */
export type TrashCause = {readonly device: string; readonly reason: string};

/** A version in the trash, as one line of JSON in its day's index. */
export type TrashEntry = TrashCause & {
	/** Where its bytes lie below `.fsync-tui/trash/`: day and number. */
	readonly name: string;
	/** Where it stood. */
	readonly path: Path;
	/** When it went, in milliseconds since 1970. */
	readonly whenMilliseconds: number;
	readonly kind: LeafNode['kind'];
	readonly digest?: Digest;
	/** Bytes. */
	readonly size?: number;
	readonly modifiedMicroseconds?: number;
	readonly executable?: boolean;
	/** A symlink's text. */
	readonly target?: string;
};

const indexName = 'index.jsonl';
const dayMilliseconds = 24 * 60 * 60 * 1000;
const isDay = (name: string | undefined): name is string => name !== undefined && /^\d{8}$/v.test(name);
const pathOf = (name: string): Path => `${reservedPaths.trash}/${name}`;

/** Days are those of UTC, for nobody but the clean-up counts them. */
function dayOf(milliseconds: number): string {
	return new Date(milliseconds).toISOString().slice(0, 10).replaceAll('-', '');
}

function startOf(day: string): number {
	return Date.parse(`${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}T00:00:00Z`);
}

function describe(node: LeafNode) {
	return node.kind === 'symlink'
		? {kind: node.kind, target: node.target}
		: {
			kind: node.kind, digest: node.digest, size: node.size, modifiedMicroseconds: node.modifiedMicroseconds, executable: node.executable,
		};
}

/** The number of the next version in the day's folder: looked up once a day and run, for the folder may be large. */
export type TrashCounter = {day: string; next: number};

/**
Takes the versions that one batch replaces or deletes. Each is entered in the index before it is moved: an entry whose file is missing
is nothing, but a file without an entry would be of no use to anybody.
*/
export class TrashBatch {
	readonly #files: FileSystem;
	readonly #counter: TrashCounter;
	readonly #cause: TrashCause;
	readonly #whenMilliseconds: number;
	readonly #day: string;
	#index: number | undefined;
	#indexSize = 0;
	#touched: Path[] = [];

	constructor(files: FileSystem, counter: TrashCounter, occasion: TrashCause & {readonly whenMilliseconds: number}) {
		this.#files = files;
		this.#counter = counter;
		this.#cause = {device: occasion.device, reason: occasion.reason};
		this.#whenMilliseconds = occasion.whenMilliseconds;
		this.#day = dayOf(occasion.whenMilliseconds);
	}

	/** The folders whose entries this batch has changed. */
	get touched(): readonly Path[] {
		return this.#touched;
	}

	/** Enters a version and returns the free path that it shall be moved (or linked) to. */
	enter(path: Path, node: LeafNode): Path {
		this.#index ??= this.#open();
		const name = `${this.#day}/${this.#counter.next++}`;
		const entry: TrashEntry = {
			name, path, whenMilliseconds: this.#whenMilliseconds, ...describe(node), ...this.#cause,
		};
		// A line break first: what a crash left of the last line must not swallow this one.
		const line = Buffer.from(`\n${JSON.stringify(entry)}`);
		this.#files.write(this.#index, line, this.#indexSize);
		this.#indexSize += line.length;
		return pathOf(name);
	}

	/** Makes the index durable. */
	sync(): void {
		if (this.#index !== undefined) {
			this.#files.sync(this.#index);
		}
	}

	close(): void {
		if (this.#index === undefined) {
			return;
		}

		this.#files.close(this.#index);
		this.#index = undefined;
	}

	#open(): number {
		const folder = pathOf(this.#day);
		this.#touched = ensureFolder(this.#files, folder) ? [folder, reservedPaths.trash] : [folder];
		if (this.#counter.day !== this.#day) {
			this.#counter.day = this.#day;
			this.#counter.next = 1 + highestNumber(this.#files, folder);
		}

		const index = openIndex(this.#files, `${folder}/${indexName}`);
		this.#indexSize = this.#files.statOpen(index).size;
		return index;
	}
}

function highestNumber(files: FileSystem, folder: Path): number {
	let highest = 0;
	for (const {name} of files.list(folder)) {
		const number = Number(name);
		if (Number.isSafeInteger(number) && number > highest) {
			highest = number;
		}
	}

	return highest;
}

function openIndex(files: FileSystem, path: Path): number {
	try {
		return files.openWrite(path, {existing: true});
	} catch (error) {
		if (diskErrorCode(error) !== 'ENOENT') {
			throw error;
		}

		return files.openWrite(path, {mode: 0o600});
	}
}

/** All versions that are still in the trash, oldest first. */
export function listTrash(files: FileSystem): TrashEntry[] {
	return days(files).flatMap(day => entriesOf(files, day));
}

/** Removes the versions that went before this time (milliseconds since 1970). Returns how many. */
export function expireTrash(files: FileSystem, beforeMilliseconds: number): number {
	let count = 0;
	for (const day of days(files)) {
		count += startOf(day) < beforeMilliseconds ? expireDay(files, day, beforeMilliseconds) : 0;
	}

	return count;
}

function expireDay(files: FileSystem, day: string, beforeMilliseconds: number): number {
	const expired = entriesOf(files, day).filter(entry => entry.whenMilliseconds < beforeMilliseconds);
	if (startOf(day) + dayMilliseconds <= beforeMilliseconds) {
		removeTree(files, pathOf(day));
	} else {
		for (const {name} of expired) {
			files.unlink(pathOf(name));
		}
	}

	return expired.length;
}

/** Where a version of this content lies in the trash. */
export function findTrashed(files: FileSystem, digest: Digest): Path | undefined {
	const entry = listTrash(files).findLast(entry => entry.digest === digest);
	return entry && pathOf(entry.name);
}

function days(files: FileSystem): string[] {
	return listOrNothing(files, reservedPaths.trash).filter(name => isDay(name)).toSorted();
}

function listOrNothing(files: FileSystem, path: Path): string[] {
	return files.find(path)?.kind === 'folder' ? files.list(path).map(({name = ''}) => name) : [];
}

function entriesOf(files: FileSystem, day: string): TrashEntry[] {
	const present = new Set(listOrNothing(files, pathOf(day)));
	return present.has(indexName)
		? readText(files, `${pathOf(day)}/${indexName}`).split('\n')
			.map(line => parseEntry(line))
			.filter(entry => entry?.name.startsWith(`${day}/`) === true && present.has(entry.name.slice(day.length + 1))) as TrashEntry[]
		: [];
}

function readText(files: FileSystem, path: Path): string {
	const handle = files.openRead(path);
	try {
		const bytes = Buffer.alloc(files.statOpen(handle).size);
		return bytes.toString('utf8', 0, files.read(handle, bytes, 0));
	} finally {
		files.close(handle);
	}
}

/** A line that a crash cut off, or that somebody has written into, counts for nothing. */
function parseEntry(line: string): TrashEntry | undefined {
	if (line === '') {
		return undefined;
	}

	try {
		const entry = JSON.parse(line) as Partial<TrashEntry> | undefined;
		return isEntry(entry) ? entry : undefined;
	} catch {
		return undefined;
	}
}

function isEntry(entry: Partial<TrashEntry> | undefined): entry is TrashEntry {
	return typeof entry?.name === 'string' && /^\d{8}\/\d+$/v.test(entry.name)
		&& typeof entry.path === 'string' && pathFault(entry.path) === undefined
		&& typeof entry.whenMilliseconds === 'number' && typeof entry.device === 'string' && typeof entry.reason === 'string'
		&& (entry.kind === 'symlink' ? typeof entry.target === 'string' : entry.kind === 'file' && isFileEntry(entry));
}

function isFileEntry({digest, size, modifiedMicroseconds, executable}: Partial<TrashEntry>): boolean {
	return typeof digest === 'string' && Number.isSafeInteger(size) && Number.isSafeInteger(modifiedMicroseconds) && typeof executable === 'boolean';
}
