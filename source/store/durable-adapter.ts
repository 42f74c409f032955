import {join} from 'node:path';
import {Low, type Adapter} from 'lowdb';
import {FsyncError} from '../engine/fault.js';
import {
	pack,
	seal,
	storeFormat,
	unpack,
	unseal,
} from './envelope.js';
import {publishTogether, removeFile, type FileGroup} from './file-group.js';
import type {StoreDisk} from './store-disk.js';

/** Where a store keeps its files, and whose they are: a file of another owner is as good as damaged. */
export type Place = {readonly disk: StoreDisk; readonly folder: string; readonly owner: string};

/** What a file is: its name in the place, and the check that turns what was read into data (throws when it cannot be that). */
export type FileKind<Data> = {readonly place: Place; readonly name: string; readonly parse: (value: unknown) => Data};

/** What lowdb holds for a file that may not be there. */
type Held<Data> = {readonly data: Data | undefined};

/**
lowdb's adapter for state that must survive: a file is replaced whole and durably, or not at all, and is read back as exactly what
was written, or as damage. lowdb's own writer never syncs (M3).
*/
class DurableAdapter<Data> implements Adapter<Held<Data>> {
	readonly path: string;
	/** What the last read found wrong, if the file was there and could not be taken for data. */
	damage: string | undefined;
	readonly #kind: FileKind<Data>;
	readonly #group: FileGroup | undefined;

	constructor(kind: FileKind<Data>, group: FileGroup | undefined) {
		this.path = join(kind.place.folder, kind.name);
		this.#kind = kind;
		this.#group = group;
	}

	async read(): Promise<Held<Data>> {
		const bytes = this.#bytes();
		const {data, damage} = bytes ? this.#open(bytes) : {};
		this.damage = damage === undefined ? undefined : `'${this.path}' ${damage}`;
		return {data};
	}

	async write({data}: Held<Data>): Promise<void> {
		const {place, name} = this.#kind;
		const bytes = seal(pack([place.owner, name, data]));
		await (this.#group ? this.#group.stage(this.path, bytes) : publishTogether(place.disk, async group => group.stage(this.path, bytes)));
	}

	#bytes(): Uint8Array | undefined {
		try {
			return this.#kind.place.disk.read(this.path);
		} catch (error) {
			const {code, message} = error as NodeJS.ErrnoException;
			throw code === undefined
				? error
				: new FsyncError('store', `'${this.path}' could not be read (${message}); check the disk and the rights of that folder.`, {cause: error});
		}
	}

	#open(bytes: Uint8Array): {readonly data?: Data; readonly damage?: string} {
		const sealed = unseal(bytes);
		if (!sealed) {
			return {damage: 'is damaged'};
		}

		if (sealed.format > storeFormat) {
			throw new FsyncError('store', `'${this.path}' was written by a newer version of fsync-tui; install that version, or move the file away to start anew.`);
		}

		try {
			const {place, name, parse} = this.#kind;
			const [owner, writtenAs, data] = unpack(sealed.payload) as [unknown, unknown, unknown];
			return owner === place.owner && writtenAs === name ? {data: parse(data)} : {damage: 'belongs to another store'};
		} catch {
			return {damage: 'cannot be understood'};
		}
	}
}

/** One lowdb on one durable file, which may be absent. */
export class StateFile<Data> {
	readonly #adapter: DurableAdapter<Data>;
	readonly #place: Place;
	readonly #low: Low<Held<Data>>;

	/** With a `group`, a write only stages the file; it gets its name when the group is published. */
	constructor(kind: FileKind<Data>, group?: FileGroup) {
		this.#adapter = new DurableAdapter(kind, group);
		this.#place = kind.place;
		this.#low = new Low<Held<Data>>(this.#adapter, {data: undefined});
	}

	/** What is on the disk now. Undefined when the file is absent, or damaged: what is wrong is then added to `damage`. */
	async read(damage: string[] = []): Promise<Data | undefined> {
		await this.#low.read();
		if (this.#adapter.damage !== undefined) {
			damage.push(this.#adapter.damage);
		}

		return this.#low.data.data;
	}

	/** Durable when it resolves (in a group: when that is published). Throws FsyncError 'no-space' or 'store'; the old file is then intact. */
	async write(data: Data): Promise<void> {
		this.#low.data = {data};
		await this.#low.write();
	}

	/** Removes the file, durably; false when there was none. */
	async remove(): Promise<boolean> {
		return removeFile(this.#place.disk, this.#adapter.path);
	}
}
