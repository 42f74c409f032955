import {reservedName} from '../core/path.js';
import {FsyncError} from '../fault.js';
import {diskErrorCode, explain, hasNoLinks} from './disk-error.js';
import type {FileSystem} from './file-system.js';
import {isPowerCutNoted, notePowerCut, type PowerCut} from './power-cut.js';
import {
	ensureFolder,
	readSmallFile,
	removeFile,
	reservedPaths,
} from './reserved-folder.js';

/** A process, so that neither a later one of the same number nor one before a restart of the machine is taken for it. */
export type ProcessIdentity = {
	readonly pid: number;
	/** Names the machine's current run. */
	readonly boot: string;
	/** When the process was started, in the system's own units. */
	readonly start: string;
};

/** Tells who we are and who is still running. */
export type ProcessTable = {
	self(): ProcessIdentity;
	isAlive(process: ProcessIdentity): boolean;
	/** When the machine was started, in milliseconds since 1970. Absent where the system does not tell. */
	bootMilliseconds?(): number;
};

/** Who holds a lock: a process, and which of its replicas. */
type Owner = ProcessIdentity & {readonly token: string};

const attempts = 5;
const draftPattern = /^lock-[\da-f]{32}(?:-stale)?$/v;

/**
Takes the lock of a root, `.fsync-tui/lock` (faults F36, F38). `token` is random and names the holder within its process. A lock whose
process is gone is taken over; one that was left by another run of the machine tells of a power cut, which is returned until it is
forgotten (`forgetPowerCut`). Throws `FsyncError`: `locked`, or `root` when the lock cannot be written.
*/
export function takeLock(files: FileSystem, processes: ProcessTable, token: string): PowerCut | undefined {
	const self: Owner = {...processes.self(), token};
	const draft = `${reservedPaths.lock}-${token}`;
	try {
		ensureFolder(files, reservedName);
		for (let attempt = 0; attempt < attempts; attempt++) {
			// Whoever took the lock before it was written took it for what a process had left.
			if (files.find(draft) === undefined) {
				writeOwner(files, draft, self);
			}

			if (isTaken(files, draft, token)) {
				return powerCut(files, processes);
			}

			const text = readSmallFile(files, reservedPaths.lock);
			const owner = parseOwner(text);
			if (owner && processes.isAlive(owner)) {
				throw heldBy(files.root, owner, self);
			}

			if (text !== undefined && owner?.boot !== self.boot) {
				notePowerCut(files);
			}

			// Whoever left it may have published what was not flushed any more; from here on that is found done and told as such.
			files.syncAll();

			removeStale(files, `${draft}-stale`, owner);
		}

		throw new FsyncError('locked', `The lock of ${files.root} changes hands too fast to be taken. Try again.`);
	} catch (error) {
		throw error instanceof FsyncError ? error : new FsyncError('root', `${files.root} cannot be locked. ${explain(diskErrorCode(error)).message}`, {cause: error});
	} finally {
		removeQuietly(files, draft);
		files.forget();
	}
}

/** The lock is ours and durable: from now on a power cut is noticed. */
function powerCut(files: FileSystem, processes: ProcessTable): PowerCut | undefined {
	files.syncFolder(reservedName);
	sweepDrafts(files, processes);
	const bootMilliseconds = processes.bootMilliseconds?.();
	return isPowerCutNoted(files) ? {...bootMilliseconds !== undefined && {bootMilliseconds}} : undefined;
}

/** Removes what processes have left that ended while they took the lock, some before they had written who they are; one that is still alive is about to be refused. */
function sweepDrafts(files: FileSystem, processes: ProcessTable): void {
	for (const {name} of files.list(reservedName)) {
		if (name === undefined || !draftPattern.test(name)) {
			continue;
		}

		const path = `${reservedName}/${name}`;
		const owner = parseOwner(readSmallFile(files, path));
		if (!owner || !processes.isAlive(owner)) {
			removeQuietly(files, path);
		}
	}
}

/** Gives the lock up, if it is held by this token. */
export function releaseLock(files: FileSystem, token: string): void {
	try {
		if (readOwner(files)?.token === token) {
			removeFile(files, reservedPaths.lock);
		}
	} catch (error) {
		// The root may be gone by now, and the lock with it.
		diskErrorCode(error);
	} finally {
		files.forget();
	}
}

function heldBy(root: string, {pid}: Owner, self: Owner): FsyncError {
	const who = pid === self.pid
		? 'another session of this very process. One is enough.'
		: `the process ${pid}. Stop that one first, or ask it with "fsync-tui status".`;
	return new FsyncError('locked', `${root} is already being synced by ${who}`);
}

/** The whole lock appears at once, by a second name of the draft. RACE on file systems without hard links: a moment in which it is empty. */
function isTaken(files: FileSystem, draft: string, token: string): boolean {
	try {
		files.link(draft, reservedPaths.lock);
		return true;
	} catch (error) {
		const code = diskErrorCode(error);
		if (code === 'ENOENT') {
			return false;
		}

		if (code === 'EEXIST') {
			return readOwner(files)?.token === token;
		}

		if (!hasNoLinks(code)) {
			throw error;
		}
	}

	if (files.find(reservedPaths.lock)) {
		return false;
	}

	files.rename(draft, reservedPaths.lock);
	return true;
}

/** Moves a lock away whose process is gone; puts it back if meanwhile somebody else had taken it over. */
function removeStale(files: FileSystem, aside: string, stale: Owner | undefined): void {
	try {
		files.rename(reservedPaths.lock, aside);
	} catch (error) {
		if (diskErrorCode(error) === 'ENOENT') {
			return;
		}

		throw error;
	}

	const moved = parseOwner(readSmallFile(files, aside));
	if (moved && moved.token !== stale?.token) {
		files.link(aside, reservedPaths.lock);
	}

	removeFile(files, aside);
}

function writeOwner(files: FileSystem, path: string, owner: Owner): void {
	const handle = files.openWrite(path, {mode: 0o600});
	try {
		files.write(handle, Buffer.from(JSON.stringify(owner)), 0);
		// After a power cut the lock is the evidence of it.
		files.sync(handle);
	} finally {
		files.close(handle);
	}
}

function removeQuietly(files: FileSystem, path: string): void {
	try {
		removeFile(files, path);
	} catch (error) {
		diskErrorCode(error);
	}
}

const readOwner = (files: FileSystem): Owner | undefined => parseOwner(readSmallFile(files, reservedPaths.lock));

/** What is no owner (a crash of the machine may have left an empty file) holds nothing. */
function parseOwner(text: string | undefined): Owner | undefined {
	try {
		const owner = JSON.parse(text ?? '') as Partial<Owner> | undefined;
		return typeof owner?.pid === 'number' && Number.isSafeInteger(owner.pid) && owner.pid > 0
			&& typeof owner.boot === 'string' && typeof owner.start === 'string' && typeof owner.token === 'string'
			? {
				pid: owner.pid, boot: owner.boot, start: owner.start, token: owner.token,
			}
			: undefined;
	} catch {
		return undefined;
	}
}
