import type {FileNode, TreeNode} from '../core/node.js';
import type {Path} from '../core/path.js';
import {holdsContentAt} from './content-check.js';
import {isExecutable, isUnchanged} from './entry-batch.js';
import type {FileStat, FileSystem} from './file-system.js';

/**
Whether what stands at a path is what is known of it: kind, content, executable bit; of a folder only the kind. Where the disk's stat is the
scanned one the content is taken for granted, anything else decides a look into the file (a mere touch or rename is no change).
*/
export function isAsKnown(files: FileSystem, path: Path, stat: FileStat, known: TreeNode): boolean {
	switch (known.kind) {
		case 'folder': {
			return stat.kind === 'folder';
		}

		case 'symlink': {
			return stat.kind === 'symlink' && files.readLink(path) === known.target;
		}

		case 'file': {
			return stat.kind === 'file' && isExecutable(stat) === known.executable && holdsKnown(files, path, stat, known);
		}
	}
}

/** Whether a file holds a known content, whatever its times and permissions. */
export function holdsKnown(files: FileSystem, path: Path, stat: FileStat, {digest, size, disk}: FileNode): boolean {
	return stat.kind !== 'file' || stat.size !== size ? false : (disk !== undefined && disk.isRacy !== true && isUnchanged(stat, disk)) || holdsContentAt(files, path, {digest, size});
}

/** Whether a version is the very one that was looked at, untouched: a link or a rename of it changes nothing but the ctime. */
export function isSameVersion(a: FileStat | undefined, b: FileStat): boolean {
	return a?.kind === b.kind && a.inode === b.inode && a.device === b.device && a.size === b.size && a.modifiedMilliseconds === b.modifiedMilliseconds;
}
