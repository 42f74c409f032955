import {randomBytes} from 'node:crypto';
import {dirname, join} from 'node:path';
import {FsyncError} from '../engine/fault.js';
import type {StoreDisk} from './store-disk.js';

const temporaryPrefix = '.tmp-';

/** A temporary file this old belongs to no save that is still going on. */
const leftoverMilliseconds = 60 * 60 * 1000;

export const isTemporary = (name: string): boolean => name.startsWith(temporaryPrefix);

/**
Files that become visible together: each is written whole under a random name and made durable, then all are renamed, and one sync
per folder makes the names durable. A crash leaves each file either old or new; leftovers are swept later.
*/
export class FileGroup {
	readonly #disk: StoreDisk;
	#staged: Array<{readonly temporary: string; readonly path: string}> = [];

	constructor(disk: StoreDisk) {
		this.#disk = disk;
	}

	/** Writes and syncs one file, not yet under its name. Several may be on their way at once: the disk gathers their syncs. */
	async stage(path: string, bytes: Uint8Array): Promise<void> {
		const temporary = join(dirname(path), `${temporaryPrefix}${randomBytes(12).toString('hex')}`);
		await explained(path, async () => {
			const handle = this.#disk.create(temporary);
			this.#staged.push({temporary, path});
			try {
				writeAll(this.#disk, handle, bytes);
				await this.#disk.sync(handle);
			} finally {
				this.#disk.close(handle);
			}
		});
	}

	/** Gives every staged file its name. */
	async publish(): Promise<void> {
		const folders = new Set<string>();
		while (this.#staged.length > 0) {
			const {temporary, path} = this.#staged[0]!;
			await explained(path, () => {
				this.#disk.rename(temporary, path);
			});
			this.#staged.shift();
			folders.add(dirname(path));
		}

		for (const folder of folders) {
			await explained(folder, async () => this.#disk.syncFolder(folder));
		}
	}

	/** Removes what was staged and not published: after a failed sync its pages may be lost, so it is never tried again (rule R6). */
	abandon(): void {
		for (const {temporary} of this.#staged) {
			try {
				this.#disk.remove(temporary);
			} catch {
				// The disk that refused the save may refuse this too; the leftover is swept on a later start.
			}
		}

		this.#staged = [];
	}
}

/** Runs `work` with a group and publishes it; nothing is left behind when any of it fails. */
export async function publishTogether(disk: StoreDisk, work: (group: FileGroup) => Promise<void>): Promise<void> {
	const group = new FileGroup(disk);
	try {
		await work(group);
		await group.publish();
	} finally {
		group.abandon();
	}
}

/** Removes one file, durably; false when there was none. */
export async function removeFile(disk: StoreDisk, path: string): Promise<boolean> {
	return explained(path, async () => {
		const isRemoved = disk.remove(path);
		if (isRemoved) {
			await disk.syncFolder(dirname(path));
		}

		return isRemoved;
	});
}

/** Makes sure of a folder to save in. */
export async function makeFolder(disk: StoreDisk, folder: string): Promise<void> {
	await explained(folder, async () => disk.makeFolder(folder));
}

/** Makes sure of a folder to save in, and removes what a crash may have left there. */
export async function prepareFolder(disk: StoreDisk, folder: string): Promise<void> {
	await makeFolder(disk, folder);
	await explained(folder, () => {
		sweepTemporaries(disk, folder);
	});
}

/** Removes temporary files that a crash has left in `folder`; young ones may belong to another process that saves right now. */
export function sweepTemporaries(disk: StoreDisk, folder: string, nowMilliseconds = Date.now()): void {
	for (const name of disk.list(folder)) {
		const path = join(folder, name);
		const stat = isTemporary(name) ? disk.stat(path) : undefined;
		if (stat && nowMilliseconds - stat.modifiedMilliseconds > leftoverMilliseconds) {
			disk.remove(path);
		}
	}
}

function writeAll(disk: StoreDisk, handle: number, bytes: Uint8Array): void {
	for (let offset = 0; offset < bytes.length;) {
		const written = disk.write(handle, offset === 0 ? bytes : bytes.subarray(offset));
		if (written === 0) {
			throw Object.assign(new Error('The disk took no more bytes'), {code: 'ENOSPC'});
		}

		offset += written;
	}
}

const fullCodes = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** Runs something that changes the disk; what the disk refuses becomes a fault that says what to do. */
async function explained<Result>(path: string, work: () => Result | Promise<Result>): Promise<Result> {
	try {
		return await work();
	} catch (error) {
		throw saveFault(error, path);
	}
}

function saveFault(error: unknown, path: string): unknown {
	const {code, message} = error as NodeJS.ErrnoException;
	if (error instanceof FsyncError || code === undefined) {
		return error;
	}

	return fullCodes.has(code)
		? new FsyncError('no-space', `There is no room left to save '${path}'; free some space, nothing that was saved before is lost.`, {cause: error})
		: new FsyncError('store', `'${path}' could not be saved (${message}); check the disk and the rights of that folder.`, {cause: error});
}
