import {hash} from 'node:crypto';
import type {FileStat} from '../../source/engine/disk/file-system.js';

export type Kind = 'file' | 'folder' | 'symlink';

export type Entry = {readonly name: string; readonly inode: Inode};

/** What a disk knows of one file, folder or link. */
export type Inode = {
	number: number;
	readonly kind: Kind;
	mode: number;
	links: number;
	/** Open handles. */
	opens: number;
	modified: number;
	changed: number;
	readonly born: number;
	bytes: Buffer;
	/** What of the bytes and times is sure to survive a power cut. */
	synced: {readonly bytes: Buffer; readonly modified: number; readonly mode: number} | undefined;
	readonly target: string;
	readonly entries: Map<string, Entry>;
	/** Where it stands: of a file, the name that it got last. */
	parent: Inode | undefined;
	name: string;
	/** Found out when asked for, forgotten when written. */
	content: string | undefined;
};

export const noBytes = Buffer.alloc(0);

export function makeInode(number: number, kind: Kind, {mode, now, target = ''}: {mode: number; now: number; target?: string}): Inode {
	return {
		number, kind, mode, links: 0, opens: 0, modified: now, changed: now, born: now, bytes: noBytes, synced: undefined,
		target, entries: new Map(), parent: undefined, name: '', content: undefined,
	};
}

/** Names the content of a file or link; equal for equal contents. Folders have none. */
export function contentOf(inode: Inode): string {
	if (inode.kind === 'folder') {
		return '';
	}

	inode.content ??= inode.kind === 'symlink' ? `-> ${inode.target}` : contentOfBytes(inode.bytes);
	return inode.content;
}

/** Nothing is the same nothing everywhere. */
export const contentOfBytes = (bytes: Uint8Array): string => bytes.length === 0 ? 'empty' : hash('sha1', bytes, 'base64').slice(0, 16);

export const sizeOf = (inode: Inode): number => inode.kind === 'symlink' ? inode.target.length : inode.bytes.length;

export const statOf = (inode: Inode): FileStat => ({
	kind: inode.kind,
	inode: inode.number,
	device: 1,
	size: sizeOf(inode),
	mode: inode.mode,
	links: inode.kind === 'folder' ? 2 : inode.links,
	modifiedMilliseconds: inode.modified,
	changedMilliseconds: inode.changed,
	bornMilliseconds: inode.born,
});

/** The path from the disk's top, with a slash before each name; undefined when it is not part of the tree any more. */
export function placeOf(inode: Inode): string | undefined {
	let place = '';
	let at = inode;
	while (at.parent) {
		place = `/${at.name}${place}`;
		at = at.parent;
	}

	return at.number === topNumber ? place : undefined;
}

/** The top's inode, as on most Unix file systems. */
export const topNumber = 2;
