import {nameOf, reservedName} from '../core/path.js';
import {diskErrorCode} from './disk-error.js';
import type {FileStat, FileSystem} from './file-system.js';
import type {RootState} from './replica.js';
import {
	ensureFolder,
	readSmallFile,
	removeFile,
	reservedPaths,
} from './reserved-folder.js';

export type RootCheck = {
	/** The marker that the root must have; any is right when absent. */
	readonly expected?: string;
	/** What to write where no marker is (first use); nothing is written when absent. Random, so that no two roots are alike. */
	readonly fresh?: string;
	/** Device and inode of the root when it was first seen in this run. */
	readonly identity?: RootIdentity;
};

export type RootIdentity = {readonly device: number; readonly inode: number};
export type RootSight = {readonly state: RootState; readonly identity?: RootIdentity};

const markerPattern = /^[\da-f]{32}$/v;
const textOf = (marker: string): string => `fsync-tui 1 ${marker}\n`;

export const isMarker = (text: string): boolean => markerPattern.test(text);

/** Whether the root is still the folder that was paired (rule 34, fault F15). Never throws errors of the disk: they are a state. */
export function checkRoot(files: FileSystem, check: RootCheck): RootSight {
	// The handle of the root that is still held might be that of a folder that has been moved away.
	files.forget();
	let root: FileStat;
	try {
		root = files.stat('');
	} catch (error) {
		return {state: unreachable(files.root, diskErrorCode(error))};
	}

	if (root.kind !== 'folder') {
		return {state: {state: 'not-a-folder', message: `${files.root} is not a folder. Put the folder back in its place.`}};
	}

	const identity = {device: root.device, inode: root.inode};
	const {device, inode} = check.identity ?? identity;
	const isOther = device !== identity.device || inode !== identity.inode;
	const state: RootState = isOther ? displaced(files.root) : checkMarker(files, check);
	return {identity, state};
}

function displaced(root: string): RootState {
	return {state: 'marker-differs', message: `Another folder stands at ${root} now, perhaps because a disk was unmounted. Put the old one back, or start anew.`};
}

function unreachable(root: string, code: string): RootState {
	if (code === 'ENOENT') {
		return {state: 'missing', message: `${root} is not there. Mount its disk or put the folder back.`};
	}

	return code === 'ENOTDIR' ? {state: 'not-a-folder', message: `${root} is not a folder. Put the folder back in its place.`} : {state: 'unreadable', message: `${root} cannot be read (${code}). Check its permissions and its disk.`};
}

function checkMarker(files: FileSystem, {expected, fresh}: RootCheck): RootState {
	try {
		const marker = readMarker(files) ?? (fresh === undefined ? undefined : makeMarker(files, fresh));
		if (marker === undefined) {
			return {state: 'marker-missing', message: `${files.root} has lost its marker (${reservedPaths.marker}): it may be another folder than the one that was paired.`};
		}

		return expected === undefined || marker === expected ? {state: 'ready', marker, ...foldsNames(files) && {isFolding: true}} : {state: 'marker-differs', message: `${files.root} is not the folder that was paired: its marker (${reservedPaths.marker}) is another one.`};
	} catch (error) {
		return {state: 'unreadable', message: `The marker ${reservedPaths.marker} in ${files.root} cannot be read or written (${diskErrorCode(error)}). Check the permissions.`};
	} finally {
		files.forget();
	}
}

/** Whether names that differ in case alone are one on this disk: the marker is found by another spelling of its name. */
export function foldsNames(files: FileSystem): boolean {
	return files.find(`${reservedName}/${nameOf(reservedPaths.marker).toUpperCase()}`) !== undefined;
}

/** Undefined when there is none; the empty text when it is damaged, which is no root's marker. */
function readMarker(files: FileSystem): string | undefined {
	const text = readSmallFile(files, reservedPaths.marker);
	if (text === undefined) {
		return undefined;
	}

	const marker = text.slice('fsync-tui 1 '.length).trimEnd();
	return isMarker(marker) && text === textOf(marker) ? marker : '';
}

/** Written whole under another name first. When somebody else was faster, theirs counts. */
function makeMarker(files: FileSystem, marker: string): string {
	const draft = `${reservedPaths.marker}-${marker}`;
	ensureFolder(files, reservedName);
	const handle = files.openWrite(draft);
	try {
		files.write(handle, Buffer.from(textOf(marker)), 0);
		files.sync(handle);
	} finally {
		files.close(handle);
	}

	if (readMarker(files) === undefined) {
		files.rename(draft, reservedPaths.marker);
	} else {
		removeFile(files, draft);
	}

	files.syncFolder(reservedName);
	files.syncFolder('');
	return readMarker(files) ?? '';
}
