import type {FileStat, FileSystem} from '../../source/engine/disk/file-system.js';
import type {StoreDisk} from '../../source/store/store-disk.js';
import type {Tampering} from './machine.js';

/** The port with some of its calls replaced. */
const withCalls = (files: FileSystem, calls: (files: FileSystem) => Partial<FileSystem>): FileSystem => {
	const replaced = calls(files);
	return new Proxy(files, {
		get(target, name) {
			const own: unknown = Reflect.get(replaced, name);
			const value: unknown = own ?? Reflect.get(target, name);
			return typeof value === 'function' ? value.bind(own === undefined ? target : replaced) as unknown : value;
		},
	});
};

const onFiles = (calls: (files: FileSystem) => Partial<FileSystem>): Tampering => ({files: files => withCalls(files, calls)});
const onStore = (calls: (store: StoreDisk) => Partial<StoreDisk>): Tampering => ({storeDisk: store => ({...store, ...calls(store)})});

function unless<Result>(code: string, otherwise: () => Result, work: () => Result): Result {
	try {
		return work();
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === code) {
			return otherwise();
		}

		throw error;
	}
}

/** Every file looks as it did when it was seen first, as long as it has the same length. */
function staleStats(files: FileSystem): Partial<FileSystem> {
	const seen = new Map<number, FileStat>();
	const lie = <Stat extends FileStat | undefined>(stat: Stat): Stat => {
		const first = stat && seen.get(stat.inode);
		if (stat && first?.size === stat.size && stat.kind === 'file' && first.kind === 'file') {
			return {...stat, modifiedMilliseconds: first.modifiedMilliseconds, changedMilliseconds: first.changedMilliseconds};
		}

		if (stat) {
			seen.set(stat.inode, stat);
		}

		return stat;
	};

	return {
		stat: path => lie(files.stat(path)), find: path => lie(files.find(path)), peek: path => lie(files.peek(path)), statOpen: handle => lie(files.statOpen(handle)),
	};
}

const nothing = (): void => undefined;

/** Faults of ports: what a careless implementation of the engine's disk would do. */
export const portMutants: Readonly<Record<string, Tampering>> = {
	'files are not flushed': onFiles(() => ({sync: nothing, syncAll: () => true})),
	'folders are not flushed': onFiles(() => ({syncFolder: nothing, syncAll: () => false})),
	'state files are not flushed': onStore(() => ({sync: async () => undefined})),
	'folders of state are not flushed': onStore(() => ({syncFolder: async () => undefined})),
	'a short write of state counts as whole': onStore(store => ({
		write: (handle, bytes) => unless('ENOSPC', () => bytes.length, () => Math.max(bytes.length, store.write(handle, bytes))),
	})),
	'a failed write counts as done': onFiles(files => ({
		write(handle, bytes, offset) {
			unless('ENOSPC', nothing, () => {
				files.write(handle, bytes, offset);
			});
		},
	})),
	'an offset is ignored': onFiles(files => ({
		write(handle, bytes) {
			files.write(handle, bytes, 0);
		},
	})),
	'a link replaces what stands there': onFiles(files => ({
		link(from, to) {
			if (to.startsWith('.fsync-tui/lock')) {
				files.link(from, to);
				return;
			}

			unless('EEXIST', () => {
				files.unlink(to);
				files.link(from, to);
			}, () => {
				files.link(from, to);
			});
		},
	})),
	'what may not be read counts as empty': onFiles(files => ({list: path => unless('EACCES', () => [], () => files.list(path))})),
	'a listing that fails counts as empty': onFiles(files => ({list: path => unless('EIO', () => [], () => files.list(path))})),
	'what cannot be looked at counts as gone': onFiles(files => ({peek: path => unless('EIO', () => undefined, () => files.peek(path)), find: path => unless('EIO', () => undefined, () => files.find(path))})),
	'a failed flush is tried again': onFiles(files => ({
		sync(handle) {
			unless('EIO', () => {
				files.sync(handle);
			}, () => {
				files.sync(handle);
			});
		},
	})),
	'a file looks as it did before': onFiles(staleStats),
};
