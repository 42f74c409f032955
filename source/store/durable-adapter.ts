import {createHash, hash} from 'node:crypto';
import {join} from 'node:path';
import {Low, type Adapter} from 'lowdb';
import {Packr} from 'msgpackr';
import {FsyncError} from '../engine/fault.js';
import {publishTogether, type FileGroup} from './file-group.js';
import type {StoreDisk} from './store-disk.js';

/** Where a store keeps its files, and whose they are: a file of another owner is as good as damaged. */
export type Place = {readonly disk: StoreDisk; readonly folder: string; readonly owner: string};

/** Raised when what is kept changes in a way that an older version would misread. */
export const storeFormat = 1;

const magic = Buffer.from('fsyncTUI', 'latin1');
const headerBytes = magic.length + 4;
const checksumBytes = 32;

/** Maps stay maps and objects objects; structures are written once per file, so that many alike objects stay small. */
const packr = new Packr({useRecords: true, moreTypes: true});

export const pack = (value: unknown): Uint8Array => packr.pack(value);
export const unpack = (bytes: Uint8Array): unknown => packr.unpack(bytes) as unknown;

/**
A file's bytes: magic, format (u32), payload, SHA-256 of all before. This envelope never changes, so that a version that does not
know a format can still tell it from damage.
*/
export function seal(payload: Uint8Array, format = storeFormat): Uint8Array {
	const bytes = Buffer.allocUnsafe(headerBytes + payload.length + checksumBytes);
	magic.copy(bytes);
	bytes.writeUInt32LE(format, magic.length);
	bytes.set(payload, headerBytes);
	createHash('sha256').update(bytes.subarray(0, -checksumBytes)).digest().copy(bytes, headerBytes + payload.length);
	return bytes;
}

/** The payload, or undefined when a single bit is not as it was written. */
export function unseal(bytes: Uint8Array): {readonly format: number; readonly payload: Uint8Array} | undefined {
	const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	if (buffer.length < headerBytes + checksumBytes || !buffer.subarray(0, magic.length).equals(magic)) {
		return undefined;
	}

	const end = buffer.length - checksumBytes;
	if (!buffer.subarray(end).equals(hash('sha256', buffer.subarray(0, end), 'buffer'))) {
		return undefined;
	}

	return {format: buffer.readUInt32LE(magic.length), payload: buffer.subarray(headerBytes, end)};
}

/** What a file is: its name in the place, and the check that turns what was read into data (throws when it cannot be that). */
export type StoredFile<Data> = {readonly place: Place; readonly name: string; readonly parse: (value: unknown) => Data};

/**
lowdb's adapter for state that must survive: a file is replaced whole and durably, or not at all, and is read back as exactly what
was written, or as damage. lowdb's own writer never syncs (M3).
*/
export class DurableAdapter<Data> implements Adapter<Data> {
	readonly #file: StoredFile<Data>;
	readonly #group: FileGroup | undefined;
	#damage: string | undefined;

	/** With a `group`, a write only stages the file; it gets its name when the group is published. */
	constructor(file: StoredFile<Data>, group?: FileGroup) {
		this.#file = file;
		this.#group = group;
	}

	get path(): string {
		return join(this.#file.place.folder, this.#file.name);
	}

	/** What the last read found wrong, if the file was there and could not be taken for data. */
	get damage(): string | undefined {
		return this.#damage;
	}

	async read(): Promise<Data | null> {
		this.#damage = undefined;
		const bytes = this.#file.place.disk.read(this.path);
		if (bytes === undefined) {
			return null;
		}

		const sealed = unseal(bytes);
		if (!sealed) {
			return this.#damaged('is damaged');
		}

		if (sealed.format > storeFormat) {
			throw new FsyncError('store', `'${this.path}' was written by a newer version of fsync-tui; install that version, or move the file away to start anew.`);
		}

		try {
			return this.#unwrap(unpack(sealed.payload));
		} catch {
			return this.#damaged('cannot be understood');
		}
	}

	async write(data: Data): Promise<void> {
		const {place, name} = this.#file;
		const bytes = seal(pack([place.owner, name, data]));
		await (this.#group ? this.#group.stage(this.path, bytes) : publishTogether(place.disk, async group => group.stage(this.path, bytes)));
	}

	/** Removes the file, durably; false when there was none. */
	async remove(): Promise<boolean> {
		const {disk, folder} = this.#file.place;
		const isRemoved = disk.remove(this.path);
		if (isRemoved) {
			await disk.syncFolder(folder);
		}

		return isRemoved;
	}

	#unwrap(value: unknown): Data | null {
		const {place, name, parse} = this.#file;
		const [owner, writtenAs, data] = value as [unknown, unknown, unknown];
		return owner === place.owner && writtenAs === name ? parse(data) : this.#damaged('belongs to another store');
	}

	#damaged(what: string): null {
		this.#damage = `'${this.path}' ${what}`;
		return null;
	}
}

/** One lowdb on one durable file. */
export class Database<Data> extends Low<Data> {
	readonly file: DurableAdapter<Data>;

	constructor(file: DurableAdapter<Data>, initial: Data) {
		super(file, initial);
		this.file = file;
	}

	/** Reads, and adds what is wrong with the file, if anything, to `damage`; the data is then the initial one. */
	async readInto(damage: string[]): Promise<Data> {
		await this.read();
		if (this.file.damage !== undefined) {
			damage.push(this.file.damage);
		}

		return this.data;
	}
}
