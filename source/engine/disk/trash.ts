import type {LeafNode} from '../core/node.js';
import type {Path} from '../core/path.js';
import {diskErrorCode} from './disk-error.js';
import type {FileSystem} from './file-system.js';
import {ensureFolder, reservedPaths} from './reserved-folder.js';
import {
	dayOf,
	indexName,
	trashPathOf,
	type TrashLine,
} from './trash-index.js';

/** Why and by whose change a version went. */
export type TrashCause = {readonly device: string; readonly reason: string};

export type LeafChange = 'replaced' | 'deleted';

type Line = Record<string, unknown> & Pick<TrashLine, 'kind'>;

/** The number of the next version in the day's folder: looked up once a day and run, for the folder may be large. */
export type TrashCounter = {
	day: string;
	next: number;
	/** Lines written or promised so far: puts what was done in one millisecond in order. */
	order: number;
	/**
	What tells the folders of this writer from those of the others: each has one writer, so that no two processes ever write one index or give one
	number. Empty for whoever holds the root's lock; a dash and eight random hexadecimal digits for guests.
	*/
	readonly suffix: string;
};

export const newCounter = (suffix = ''): TrashCounter => ({
	day: '', next: 0, order: 0, suffix,
});

/**
Takes the versions that one batch replaces or deletes, and notes what else it does to the tree. A version is entered in the index before it
is moved: an entry whose file is missing is nothing, but a file without an entry would be of no use to anybody. A move is noted when it
is done, and not when it is found done: a crash between the two costs its note, and what is restored then stays on the safe side, whereas the note
of a move that was not made, or was made once, could be taken for the move of something else.
*/
export class TrashBatch {
	readonly #files: FileSystem;
	readonly #counter: TrashCounter;
	readonly #deed: TrashCause & {readonly whenMilliseconds: number};
	readonly #day: string;
	#index: number | undefined;
	#indexSize = 0;
	#isNew = false;
	/** Something is in the index that must be durable before the batch is. */
	#isOwed = false;

	constructor(files: FileSystem, counter: TrashCounter, {device, reason, whenMilliseconds}: TrashCause & {readonly whenMilliseconds: number}) {
		this.#files = files;
		this.#counter = counter;
		this.#deed = {whenMilliseconds, device, reason};
		this.#day = `${dayOf(whenMilliseconds)}${counter.suffix}`;
	}

	/** The folders whose entries this batch has changed and must make durable. */
	get touched(): readonly Path[] {
		if (!this.#isOwed) {
			return [];
		}

		const folder = trashPathOf(this.#day);
		return this.#isNew ? [folder, reservedPaths.trash] : [folder];
	}

	/** Enters a version and returns the free path that it shall be moved (or linked) to. */
	enter(path: Path, node: LeafNode, change: LeafChange): Path {
		this.#open();
		const name = `${this.#day}/${this.#counter.next++}`;
		this.#isOwed = true;
		this.#write([{
			...describe(node), name, path, change,
		}]);
		return trashPathOf(name);
	}

	/** Notes an empty folder that is about to go: it has nothing to be kept, and is made anew when it is wanted back. */
	folderGoes(path: Path): void {
		this.#isOwed = true;
		this.#write([{kind: 'folder', path, change: 'deleted'}]);
	}

	moved(from: Path, path: Path): void {
		this.#isOwed = true;
		this.#note([{kind: 'moved', from, path}]);
	}

	/** A place in the order of what is done, for something that is noted later. */
	takeOrder(): number {
		return this.#counter.order++;
	}

	/** Costs no flush: whoever restores leaves what has no note where it is. */
	created(creations: ReadonlyArray<{readonly path: Path; readonly order: number}>): void {
		if (creations.length > 0) {
			this.#note(creations.map(creation => ({kind: 'created', ...creation})));
		}
	}

	/** Makes the index durable. */
	sync(): void {
		if (this.#index !== undefined && this.#isOwed) {
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

	/** What is noted is done already: on a full disk it stays done without the note, for a sync is worth more than its history. */
	#note(lines: readonly Line[]): void {
		try {
			this.#write(lines);
		} catch (error) {
			diskErrorCode(error);
		}
	}

	#write(lines: readonly Line[]): void {
		const index = this.#open();
		// A line break first: what a crash left of the last line must not swallow this one.
		const bytes = Buffer.from(lines.map(line => `\n${JSON.stringify({...this.#deed, order: line.order ?? this.takeOrder(), ...line})}`).join(''));
		this.#files.write(index, bytes, this.#indexSize);
		this.#indexSize += bytes.length;
	}

	#open(): number {
		if (this.#index !== undefined) {
			return this.#index;
		}

		const folder = trashPathOf(this.#day);
		this.#isNew = ensureFolder(this.#files, folder);
		if (this.#counter.day !== this.#day) {
			this.#counter.day = this.#day;
			this.#counter.next = 1 + highestNumber(this.#files, folder);
		}

		this.#index = openIndex(this.#files, `${folder}/${indexName}`);
		this.#indexSize = this.#files.statOpen(this.#index).size;
		return this.#index;
	}
}

function describe(node: LeafNode) {
	return node.kind === 'symlink'
		? {kind: node.kind, target: node.target}
		: {
			kind: node.kind, digest: node.digest, size: node.size, modifiedMicroseconds: node.modifiedMicroseconds, executable: node.executable,
		};
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
