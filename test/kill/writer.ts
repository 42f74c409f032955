import {Buffer} from 'node:buffer';
import fs from 'node:fs';
import {join} from 'node:path';
import {bytesAt, taggedBytes, type Oracle} from './oracle.js';
import type {Random} from './random.js';

export type WriterOptions = {
	/** `here` or `there`: its own files begin with it. */
	readonly name: string;
	readonly root: string;
	/** A folder on the same disk, outside: where drafts are made, and where what is deleted is looked at. */
	readonly aside: string;
	readonly random: Random;
	readonly oracle: Oracle;
};

type Entry = {readonly path: string; readonly isFolder: boolean};

const smallBytes = 200;
const mediumBytes = 300 * 1024;

/**
A person at one side who creates, saves, renames and deletes. Whatever it takes away or replaces it has seen: what is deleted is renamed out of
the folder and read there, so that it cannot be wrong about what that was.
*/
export class Writer {
	readonly #options: WriterOptions;
	#count = 0;

	constructor(options: WriterOptions) {
		this.#options = options;
	}

	/** Does one thing. Nothing happens when what it wants to work on has just been taken away by the other side. */
	act(): void {
		const action = this.#options.random.weighted<() => void>([
			[5, () => {
				this.#create(smallBytes);
			}],
			[1, () => {
				this.#create(mediumBytes);
			}],
			[5, () => {
				this.#save();
			}],
			[2, () => {
				this.#append();
			}],
			[3, () => {
				this.#renameFile();
			}],
			[3, () => {
				this.#deleteFile();
			}],
			[1, () => {
				this.#makeFolder();
			}],
			[2, () => {
				this.#renameFolder();
			}],
			[1, () => {
				this.#deleteFolder();
			}],
		]);
		this.#unlessGone(action);
	}

	/** A file of several MiB. */
	createLarge(bytes: number): void {
		this.#create(bytes);
	}

	#create(size: number): void {
		const {random} = this.#options;
		const folder = random.below(2) === 0 ? '' : this.#pick(true)?.path ?? '';
		this.#place(taggedBytes(this.#tag(), size), folder === '' ? this.#name('file') : `${folder}/${this.#name('file')}`);
	}

	/** Under a name that both sides may come upon at the same time. */
	#makeFolder(): void {
		fs.mkdirSync(join(this.#options.root, this.#name('folder')));
	}

	/** As editors do it: the new version is renamed over the old one. Only of its own files, which the other side does not edit. */
	#save(): void {
		const file = this.#pick(false, true);
		if (!file) {
			this.#create(smallBytes);
			return;
		}

		const place = join(this.#options.root, file.path);
		const seen = this.#aside();
		fs.linkSync(place, seen);
		const old = fs.readFileSync(seen);
		const fresh = taggedBytes(this.#tag(), smallBytes);
		const bytes = old.length > 100_000 ? Buffer.concat([fresh, old]) : fresh;
		this.#overwrite(place, bytes, old);
	}

	#append(): void {
		const file = this.#pick(false, true);
		if (!file) {
			return;
		}

		const place = join(this.#options.root, file.path);
		const old = fs.readFileSync(place);
		this.#overwrite(place, Buffer.concat([old, taggedBytes(this.#tag(), 1)]), old);
	}

	#overwrite(place: string, bytes: Uint8Array, old: Uint8Array): void {
		const {oracle} = this.#options;
		const draft = this.#draft(bytes);
		fs.renameSync(draft, place);
		oracle.wrote(bytes, place);
		oracle.saw(old);
	}

	#renameFile(): void {
		const file = this.#pick(false);
		if (file) {
			this.#rename(file.path, this.#name('moved'));
		}
	}

	#renameFolder(): void {
		const folder = this.#pick(true);
		if (folder) {
			this.#rename(folder.path, this.#name('renamed'));
		}
	}

	#rename(from: string, to: string): void {
		const {root} = this.#options;
		fs.renameSync(join(root, from), join(root, to));
	}

	#deleteFile(): void {
		const file = this.#pick(false);
		if (file) {
			this.#take(file.path);
		}
	}

	#deleteFolder(): void {
		const {root} = this.#options;
		const folder = this.#pick(true);
		if (folder && fs.readdirSync(join(root, folder.path), {recursive: true}).length < 6) {
			this.#take(folder.path);
		}
	}

	/** Deletes, and sees what that was. */
	#take(path: string): void {
		const {root, oracle} = this.#options;
		const place = this.#aside();
		fs.renameSync(join(root, path), place);
		const names = fs.statSync(place).isDirectory() ? fs.readdirSync(place, {recursive: true, encoding: 'utf8'}) : [''];
		for (const name of names) {
			const inside = join(place, name);
			if (fs.statSync(inside).isFile()) {
				oracle.saw(bytesAt(inside)!);
			}
		}
	}

	/** A new file appears whole; somebody else's of that name is left alone. */
	#place(bytes: Uint8Array, path: string): void {
		const {root, oracle} = this.#options;
		const draft = this.#draft(bytes);
		fs.linkSync(draft, join(root, path));
		oracle.wrote(bytes, path);
		fs.unlinkSync(draft);
	}

	#draft(bytes: Uint8Array): string {
		const draft = this.#aside();
		fs.writeFileSync(draft, bytes);
		return draft;
	}

	/** One of the files or folders that are there now; only `own` ones when asked for. */
	#pick(isFolder: boolean, isOwn = false): Entry | undefined {
		const {root, name, random} = this.#options;
		const entries = fs.readdirSync(root, {recursive: true, withFileTypes: true})
			.map(entry => ({path: join(entry.parentPath, entry.name).slice(root.length + 1), isFolder: entry.isDirectory()}))
			.filter(entry => !entry.path.startsWith('.fsync-tui') && entry.isFolder === isFolder && (!isOwn || entry.path.split('/').at(-1)!.startsWith(name)));
		return entries.length === 0 ? undefined : random.pick(entries);
	}

	#name(what: string): string {
		return `${this.#options.name}-${what}-${++this.#count}`;
	}

	#tag(): string {
		return `${this.#options.name} version ${++this.#count}`;
	}

	#aside(): string {
		return join(this.#options.aside, String(++this.#count));
	}

	#unlessGone(action: () => void): void {
		try {
			action();
		} catch (error) {
			if (!['ENOENT', 'ENOTDIR', 'EEXIST', 'EISDIR', 'ENOTEMPTY'].includes((error as NodeJS.ErrnoException).code ?? '')) {
				throw error;
			}
		}
	}
}
