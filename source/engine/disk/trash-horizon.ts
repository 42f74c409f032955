import type {FileSystem} from './file-system.js';
import {
	readSmallFile,
	removeFile,
	reservedPaths,
} from './reserved-folder.js';

/** How far the trash reaches back, in milliseconds since 1970. */
export type TrashHorizon = {
	/** What went before this is not remembered at all any more. */
	readonly recordsMilliseconds: number;
	/** Contents that went before this may have been removed, although it is remembered that they went. */
	readonly contentsMilliseconds: number;
	/** When the last clean-up was finished. */
	readonly tidiedMilliseconds: number;
};

export const noHorizon: TrashHorizon = {recordsMilliseconds: 0, contentsMilliseconds: 0, tidiedMilliseconds: 0};

const horizonPath = `${reservedPaths.trash}/horizon`;
const draftPath = `${horizonPath}-draft`;

/** What cannot be understood says that nothing is certain any more about contents that are missing. */
export function readHorizon(files: FileSystem): TrashHorizon {
	const text = files.find(reservedPaths.trash)?.kind === 'folder' ? readSmallFile(files, horizonPath) : undefined;
	if (text === undefined) {
		return noHorizon;
	}

	try {
		const horizon = JSON.parse(text) as Partial<TrashHorizon>;
		const {recordsMilliseconds, contentsMilliseconds, tidiedMilliseconds} = horizon;
		return [recordsMilliseconds, contentsMilliseconds, tidiedMilliseconds].every(value => Number.isFinite(value)) ? horizon as TrashHorizon : noHorizon;
	} catch {
		return noHorizon;
	}
}

/** Durable when it returns. The folder of the trash must be there. */
export function writeHorizon(files: FileSystem, horizon: TrashHorizon): void {
	removeFile(files, draftPath);
	const handle = files.openWrite(draftPath, {mode: 0o600});
	try {
		files.write(handle, Buffer.from(JSON.stringify(horizon)), 0);
		files.sync(handle);
	} finally {
		files.close(handle);
	}

	files.rename(draftPath, horizonPath);
	files.syncFolder(reservedPaths.trash);
}
