import type {StoreDisk} from '../../source/store/store-disk.js';
import {errno, type Disk} from './disk.js';
import type {Inode} from './inode.js';
import type {CallKind, SimProcess} from './sim-process.js';

/** The same disk as the stores' port. Paths are absolute. */
export function simStoreDisk(disk: Disk, process: SimProcess): StoreDisk {
	const handles = new Map<number, Inode>();
	let lastHandle = 1000;
	const enter = (kind: CallKind, what: string): void => {
		const failure = process.enter(kind, what);
		if (failure !== undefined) {
			throw errno(failure, what);
		}
	};

	const handleOf = (handle: number): Inode => {
		const inode = handles.get(handle);
		if (!inode) {
			throw errno('EBADF', String(handle));
		}

		return inode;
	};

	return {
		async makeFolder(path) {
			await process.turn();
			enter('change', `store makeFolder ${path}`);
			let folder = disk.top;
			for (const name of path.slice(1).split('/')) {
				const there = disk.entry(folder, name)?.inode;
				const next = there ?? disk.make(folder, name, 'folder', {mode: 0o700});
				if (!there) {
					disk.syncFolder(folder);
				}

				folder = next;
			}
		},
		list(path) {
			enter('read', `store list ${path}`);
			const folder = locate(disk, path);
			return folder ? Array.from(folder.entries.values(), ({name}) => name) : [];
		},
		read(path) {
			enter('read', `store read ${path}`);
			const inode = locate(disk, path);
			return inode && Buffer.from(inode.bytes);
		},
		stat(path) {
			enter('look', `store stat ${path}`);
			const inode = locate(disk, path);
			return inode && {size: inode.bytes.length, inode: inode.number, modifiedMilliseconds: inode.modified};
		},
		create(path) {
			enter('change', `store create ${path}`);
			const {folder, name} = placeIn(disk, path);
			const inode = disk.make(folder, name, 'file', {mode: 0o600});
			handles.set(++lastHandle, inode);
			disk.opened(inode);
			process.opened();
			return lastHandle;
		},
		write(handle, bytes) {
			const failure = process.enter('write', 'store write');
			const inode = handleOf(handle);
			const written = disk.write(inode, failure === undefined ? bytes : bytes.subarray(0, bytes.length >> 1), inode.bytes.length);
			if (written === 0) {
				throw errno(failure ?? 'ENOSPC', 'store write');
			}

			return written;
		},
		async sync(handle) {
			await process.turn();
			enter('flush', 'store sync');
			disk.sync(handleOf(handle));
		},
		close(handle) {
			enter('close', 'store close');
			disk.closed(handleOf(handle));
			handles.delete(handle);
			process.closed();
		},
		rename(from, to) {
			enter('change', `store rename ${to}`);
			const [source, target] = [placeIn(disk, from), placeIn(disk, to)];
			disk.rename(source.folder, source.name, target.folder, target.name);
		},
		remove(path) {
			enter('change', `store remove ${path}`);
			if (!locate(disk, path)) {
				return false;
			}

			const {folder, name} = placeIn(disk, path);
			disk.remove(folder, name);
			return true;
		},
		async syncFolder(path) {
			await process.turn();
			enter('flush', `store syncFolder ${path}`);
			const folder = locate(disk, path);
			if (!folder) {
				throw errno('ENOENT', path);
			}

			disk.syncFolder(folder);
		},
	};
}

/** What stands at an absolute path. */
export function locate(disk: Disk, path: string): Inode | undefined {
	let at: Inode | undefined = disk.top;
	for (let start = 1, end = 0; at && end < path.length; start = end + 1) {
		end = path.indexOf('/', start);
		end = end === -1 ? path.length : end;
		at = disk.entry(at, path.slice(start, end))?.inode;
	}

	return at;
}

function placeIn(disk: Disk, path: string): {folder: Inode; name: string} {
	const slash = path.lastIndexOf('/');
	const folder = slash === 0 ? disk.top : locate(disk, path.slice(0, slash));
	if (!folder) {
		throw errno('ENOENT', path);
	}

	return {folder, name: path.slice(slash + 1)};
}
