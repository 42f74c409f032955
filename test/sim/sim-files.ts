import {toMicroseconds} from '../../source/engine/disk/file-time.js';
import type {FileStat, FileSystem, FolderEntry} from '../../source/engine/disk/file-system.js';
import {errno, type Disk} from './disk.js';
import {statOf, type Entry, type Inode} from './inode.js';
import type {CallKind, SimProcess} from './sim-process.js';

type Handle = {readonly inode: Inode; readonly isWritable: boolean};

/** A folder of a disk as the engine's port, in the hands of one process. */
export class SimFiles implements FileSystem {
	readonly root: string;
	readonly #disk: Disk;
	readonly #process: SimProcess;
	readonly #handles = new Map<number, Handle>();
	readonly #rootNames: readonly string[];
	#lastHandle = 2;

	constructor(disk: Disk, root: string, process: SimProcess) {
		this.#disk = disk;
		this.root = root;
		this.#rootNames = root.slice(1).split('/');
		this.#process = process;
	}

	stat(path: string): FileStat {
		this.#enter('look', 'stat', path);
		return statOf(this.#at(path));
	}

	find(path: string): FileStat | undefined {
		this.#enter('look', 'find', path);
		let at: Inode | undefined = this.#root();
		for (const name of path === '' ? [] : path.split('/')) {
			if (at?.kind !== 'folder') {
				return undefined;
			}

			permit(at, 0o100, path);
			at = this.#disk.entry(at, name)?.inode;
		}

		return at && statOf(at);
	}

	peek(path: string): FileStat | undefined {
		return this.find(path);
	}

	list(path: string): FolderEntry[] {
		this.#enter('read', 'list', path);
		const folder = this.#folder(path);
		permit(folder, 0o400, path);
		return Array.from(folder.entries.values(), ({name}) => ({name, shown: name}));
	}

	readLink(path: string): string {
		this.#enter('read', 'readLink', path);
		const inode = this.#at(path);
		if (inode.kind !== 'symlink') {
			throw errno('EINVAL', path);
		}

		return inode.target;
	}

	makeFolder(path: string, mode = 0o777): void {
		this.#enter('change', 'makeFolder', path);
		const {folder, name} = this.#place(path);
		permit(folder, 0o200, path);
		this.#disk.make(folder, name, 'folder', {mode: mode & ~0o022});
	}

	removeFolder(path: string): void {
		this.#enter('change', 'removeFolder', path);
		const {folder, name, entry} = this.#existing(path);
		if (entry.inode.kind !== 'folder') {
			throw errno('ENOTDIR', path);
		}

		if (entry.inode.entries.size > 0) {
			throw errno('ENOTEMPTY', path);
		}

		permit(folder, 0o200, path);
		this.#disk.remove(folder, name);
	}

	makeLink(path: string, target: string): void {
		this.#enter('change', 'makeLink', path);
		const {folder, name} = this.#place(path);
		permit(folder, 0o200, path);
		this.#disk.make(folder, name, 'symlink', {mode: 0o777, target});
	}

	link(from: string, to: string): void {
		this.#enter('change', 'link', to);
		const {entry} = this.#existing(from);
		const {folder, name} = this.#place(to);
		permit(folder, 0o200, to);
		if (entry.inode.kind === 'folder') {
			throw errno('EPERM', from);
		}

		this.#disk.link(entry.inode, folder, name);
	}

	rename(from: string, to: string): void {
		this.#enter('change', 'rename', to);
		const source = this.#existing(from);
		const target = this.#place(to);
		permit(source.folder, 0o200, from);
		permit(target.folder, 0o200, to);
		this.#disk.rename(source.folder, source.name, target.folder, target.name);
	}

	unlink(path: string): void {
		this.#enter('change', 'unlink', path);
		const {folder, name, entry} = this.#existing(path);
		if (entry.inode.kind === 'folder') {
			throw errno('EISDIR', path);
		}

		permit(folder, 0o200, path);
		this.#disk.remove(folder, name);
	}

	openRead(path: string): number {
		this.#enter('read', 'openRead', path);
		return this.#open(this.#leaf(path, 0o400), false);
	}

	openWrite(path: string, {existing = false, mode = 0o666}: {existing?: boolean; mode?: number} = {}): number {
		this.#enter('change', 'openWrite', path);
		if (existing) {
			return this.#open(this.#leaf(path, 0o600), true);
		}

		const {folder, name} = this.#place(path);
		permit(folder, 0o200, path);
		return this.#open(this.#disk.make(folder, name, 'file', {mode: mode & ~0o022}), true);
	}

	statOpen(handle: number): FileStat {
		this.#enter('look', 'statOpen', '');
		return statOf(this.#handle(handle).inode);
	}

	read(handle: number, buffer: Uint8Array, offset: number): number {
		this.#enter('read', 'read', '');
		checkRange(offset, buffer.length);
		// Behind the end there is nothing, which is no error.
		const {bytes} = this.#handle(handle).inode;
		return bytes.copy(buffer, 0, Math.min(offset, bytes.length), offset + buffer.length);
	}

	write(handle: number, bytes: Uint8Array, offset: number): void {
		const failure = this.#process.enter('write', 'write');
		checkRange(offset, bytes.length);
		const {inode} = this.#handle(handle);
		if (failure !== undefined) {
			this.#disk.write(inode, bytes.subarray(0, bytes.length >> 1), offset);
			throw errno(failure, 'write');
		}

		if (this.#disk.write(inode, bytes, offset) < bytes.length) {
			throw errno('ENOSPC', 'write');
		}
	}

	truncate(handle: number, size: number): void {
		this.#enter('write', 'truncate', '');
		checkRange(size, 0);
		const {inode} = this.#handle(handle);
		const bytes = Buffer.alloc(size);
		inode.bytes.copy(bytes);
		this.#disk.setBytes(inode, bytes);
	}

	setMode(handle: number, mode: number): void {
		this.#enter('change', 'setMode', '');
		this.#disk.adjust(this.#handle(handle).inode, {mode: mode & 0o777});
	}

	setModified(handle: number, microseconds: number): void {
		this.#enter('change', 'setModified', '');
		const modified = microseconds / 1000;
		if (toMicroseconds(modified) !== microseconds) {
			throw new RangeError(`No time: ${microseconds} microseconds`);
		}

		this.#disk.adjust(this.#handle(handle).inode, {modified});
	}

	sync(handle: number): void {
		const {inode} = this.#handle(handle);
		try {
			this.#enter('flush', 'sync', '');
		} catch (error) {
			this.#disk.failed.add(inode);
			throw error;
		}

		this.#disk.sync(inode);
	}

	close(handle: number): void {
		this.#enter('close', 'close', '');
		const {inode} = this.#handle(handle);
		this.#handles.delete(handle);
		this.#process.closed();
		this.#disk.closed(inode);
	}

	syncFolder(path: string): void {
		this.#enter('flush', 'syncFolder', path);
		this.#disk.syncFolder(this.#folder(path));
	}

	syncAll(): boolean {
		this.#process.enter('close', 'syncAll');
		this.#disk.syncAll();
		return true;
	}

	freeBytes(): number {
		this.#enter('look', 'freeBytes', '');
		return Math.min(this.#disk.room, Number.MAX_SAFE_INTEGER);
	}

	diskBytes(): number {
		this.#enter('look', 'diskBytes', '');
		return Number.MAX_SAFE_INTEGER;
	}

	/** Nothing is held. */
	forget(): void {
		// A call of a dead process would be no call at all.
	}

	#enter(kind: CallKind, name: string, path: string): void {
		const failure = this.#process.enter(kind, `${name} ${path}`);
		if (failure !== undefined) {
			throw errno(failure, path);
		}
	}

	/** The folder at the root, wherever it is now. */
	#root(): Inode {
		let folder = this.#disk.top;
		for (const name of this.#rootNames) {
			folder = this.#step(folder, name, this.root);
		}

		return folder;
	}

	#step(folder: Inode, name: string, path: string): Inode {
		permit(folder, 0o100, path);
		const entry = this.#disk.entry(folder, name);
		if (!entry) {
			throw errno('ENOENT', path);
		}

		if (entry.inode.kind !== 'folder') {
			throw errno('ENOTDIR', path);
		}

		return entry.inode;
	}

	#folder(path: string): Inode {
		let folder = this.#root();
		for (const name of path === '' ? [] : path.split('/')) {
			folder = this.#step(folder, name, path);
		}

		return folder;
	}

	#place(path: string): {folder: Inode; name: string} {
		const slash = path.lastIndexOf('/');
		const folder = this.#folder(slash === -1 ? '' : path.slice(0, slash));
		permit(folder, 0o100, path);
		const name = path.slice(slash + 1);
		if (Buffer.byteLength(name) > 255) {
			throw errno('ENAMETOOLONG', path);
		}

		return {folder, name};
	}

	#existing(path: string): {folder: Inode; name: string; entry: Entry} {
		const {folder, name} = this.#place(path);
		const entry = this.#disk.entry(folder, name);
		if (!entry) {
			throw errno('ENOENT', path);
		}

		return {folder, name, entry};
	}

	#at(path: string): Inode {
		return path === '' ? this.#root() : this.#existing(path).entry.inode;
	}

	#leaf(path: string, rights: number): Inode {
		const inode = this.#at(path);
		if (inode.kind !== 'file') {
			throw errno(inode.kind === 'folder' ? 'EISDIR' : 'ELOOP', path);
		}

		permit(inode, rights, path);
		return inode;
	}

	#open(inode: Inode, isWritable: boolean): number {
		const handle = ++this.#lastHandle;
		this.#handles.set(handle, {inode, isWritable});
		this.#process.opened();
		this.#disk.opened(inode);
		return handle;
	}

	#handle(handle: number): Handle {
		const open = this.#handles.get(handle);
		if (!open) {
			throw errno('EBADF', String(handle));
		}

		return open;
	}
}

function permit(inode: Inode, rights: number, path: string): void {
	if ((inode.mode & rights) !== rights) {
		throw errno('EACCES', path);
	}
}

/** As the real port: no place in a file is anything but a safe integer (fact M2). */
function checkRange(offset: number, length: number): void {
	if (!Number.isSafeInteger(offset) || offset < 0 || !Number.isSafeInteger(offset + length)) {
		throw new RangeError(`No place in a file: offset ${offset}, length ${length}`);
	}
}
