import {dirname} from 'node:path';
import type {StoreDisk} from '../../source/store/store-disk.js';

/** Thrown by every call from the moment of the crash on: the process is gone, no cleanup runs. */
export class Crash extends Error {}

/** What a power cut may leave of things that were never synced. */
export type Loss =
	/** Only the process died: everything it did is there. */
	| 'nothing'
	/** Neither names nor bytes. */
	| 'everything'
	/** The names, but not the bytes (a journalling file system that writes names first). */
	| 'bytes';

type File = {bytes: Uint8Array; synced: Uint8Array; inode: number};

function errno(code: string, path: string): Error {
	return Object.assign(new Error(`${code}: ${path}`), {code});
}

/**
A disk in memory that remembers what is durable and what is not. It can crash after any call that changes something, and be told to
fail one.
*/
export class SimulatedDisk implements StoreDisk {
	/** Names of files that were created, for counting what a save writes. */
	readonly created: string[] = [];
	/** Changing calls made so far. */
	calls = 0;
	crashAfter = Infinity;
	/** A call of this number fails with this code. */
	failure: {readonly at: number; readonly code: string} | undefined;
	/** Writes take at most this many bytes each. */
	longestWrite = Infinity;
	/** Bytes that still fit. */
	room = Infinity;
	/** Called before each read. */
	onRead: ((path: string) => void) | undefined;
	#inode = 0;
	readonly #handles = new Map<number, File>();
	readonly #folders = new Map<string, Map<string, File>>();
	readonly #durable = new Map<string, Map<string, File>>();

	async makeFolder(path: string): Promise<void> {
		if (this.#folders.has(path)) {
			return;
		}

		this.#step(path);
		this.#folders.set(path, new Map());
		this.#durable.set(path, new Map());
	}

	list(folder: string): string[] {
		this.#alive();
		return [...this.#folders.get(folder)?.keys() ?? []];
	}

	read(path: string): Uint8Array | undefined {
		this.#alive();
		this.onRead?.(path);
		const file = this.#find(path);
		return file && Buffer.from(file.bytes);
	}

	stat(path: string) {
		const file = this.#find(path);
		return file && {size: file.bytes.length, inode: file.inode, modifiedMilliseconds: file.inode};
	}

	create(path: string): number {
		this.#step(path);
		if (this.#find(path)) {
			throw errno('EEXIST', path);
		}

		const file: File = {bytes: Buffer.alloc(0), synced: Buffer.alloc(0), inode: ++this.#inode};
		this.#folder(path).set(nameIn(path), file);
		this.#handles.set(file.inode, file);
		this.created.push(path);
		return file.inode;
	}

	write(handle: number, bytes: Uint8Array): number {
		this.#step('write');
		const file = this.#handles.get(handle)!;
		const length = Math.min(bytes.length, this.longestWrite, this.room);
		if (length === 0) {
			throw errno('ENOSPC', 'write');
		}

		file.bytes = Buffer.concat([file.bytes, bytes.subarray(0, length)]);
		this.room -= length;
		return length;
	}

	async sync(handle: number): Promise<void> {
		this.#step('sync');
		const file = this.#handles.get(handle)!;
		file.synced = file.bytes;
	}

	close(handle: number): void {
		this.#alive();
		this.#handles.delete(handle);
	}

	rename(from: string, to: string): void {
		this.#step(to);
		const file = this.#find(from);
		if (!file) {
			throw errno('ENOENT', from);
		}

		this.#folder(from).delete(nameIn(from));
		this.#folder(to).set(nameIn(to), file);
	}

	remove(path: string): boolean {
		this.#step(path);
		this.room += this.#find(path)?.bytes.length ?? 0;
		return this.#folders.get(dirname(path))?.delete(nameIn(path)) ?? false;
	}

	async syncFolder(path: string): Promise<void> {
		this.#step(path);
		this.#durable.set(path, new Map(this.#folders.get(path)));
	}

	/** The disk as the next process finds it. */
	reboot(loss: Loss): SimulatedDisk {
		const next = new SimulatedDisk();
		const names = loss === 'everything' ? this.#durable : this.#folders;
		for (const [folder, files] of names) {
			const copies = [...files].map(([name, {bytes, synced, inode}]) => {
				const kept = loss === 'nothing' ? bytes : synced;
				return [name, {bytes: kept, synced: kept, inode}] as const;
			});
			next.#folders.set(folder, new Map(copies));
			next.#durable.set(folder, new Map(copies));
		}

		next.#inode = this.#inode;
		return next;
	}

	/** All files, for tests that damage them. */
	paths(): string[] {
		return [...this.#folders].flatMap(([folder, files]) => [...files].map(([name]) => `${folder}/${name}`));
	}

	put(path: string, bytes: Uint8Array | undefined): void {
		if (bytes) {
			const file = {bytes: Buffer.from(bytes), synced: Buffer.from(bytes), inode: ++this.#inode};
			this.#folder(path).set(nameIn(path), file);
		} else {
			this.#folder(path).delete(nameIn(path));
		}
	}

	#folder(path: string): Map<string, File> {
		const folder = this.#folders.get(dirname(path));
		if (!folder) {
			throw errno('ENOENT', path);
		}

		return folder;
	}

	#find(path: string): File | undefined {
		return this.#folders.get(dirname(path))?.get(nameIn(path));
	}

	#alive(): void {
		if (this.calls >= this.crashAfter) {
			throw new Crash('The process is gone');
		}
	}

	#step(what: string): void {
		this.#alive();
		this.calls++;
		if (this.failure?.at === this.calls) {
			throw errno(this.failure.code, what);
		}
	}
}

/** Whether work got to its end before the disk crashed. Any other failure is thrown. */
export async function isDoneBeforeCrash(work: Promise<void>): Promise<boolean> {
	try {
		await work;
		return true;
	} catch (error) {
		if (error instanceof Crash) {
			return false;
		}

		throw error;
	}
}

const nameIn = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
