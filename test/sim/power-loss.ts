import {isBuiltUpon, type Disk, type NameChange} from './disk.js';
import {noBytes, topNumber, type Inode} from './inode.js';
import type {Random} from './random.js';

/** Blocks that reach the disk whole or not at all. */
const blockBytes = 4096;

/**
What a power cut leaves: all that is durable, and of the rest whatever chance wants. A change of names is there or not there as a whole, and
not without those that it builds upon; unflushed bytes are old, new, missing or torn.
*/
export function losePower(disk: Disk, random: Random): void {
	const kept = keptChanges(disk.pending, random);
	for (const change of disk.pending.toReversed()) {
		put(change, 'before');
	}

	for (const change of kept) {
		put(change, 'after');
	}

	disk.pending = [];
	for (const inode of disk.unsynced) {
		loseBytes(inode, random);
	}

	disk.unsynced.clear();
	disk.failed.clear();
	disk.forgetFreeNumbers();
	rebuild(disk);
}

type Mood = 'all' | 'none' | 'some' | 'first';

function keptChanges(pending: readonly NameChange[], random: Random): NameChange[] {
	const mood: Mood = random.weighted({
		all: 1, none: 2, some: 4, first: 2,
	});
	const end = random.between(0, pending.length);
	const lost: NameChange[] = [];
	return pending.filter((change, index) => {
		const isWanted = mood === 'all' || (mood === 'some' && random.chance(0.5)) || (mood === 'first' && index < end);
		const isKept = isWanted && lost.every(other => !isBuiltUpon(other, change));
		if (!isKept) {
			lost.push(change);
		}

		return isKept;
	});
}

function put(change: NameChange, side: 'before' | 'after'): void {
	for (const slot of change) {
		const entry = slot[side];
		if (entry) {
			slot.folder.entries.set(slot.key, entry);
		} else {
			slot.folder.entries.delete(slot.key);
		}
	}
}

function loseBytes(inode: Inode, random: Random): void {
	const old = inode.synced?.bytes ?? noBytes;
	const {bytes} = inode;
	switch (random.weighted({
		old: 4, fresh: 2, empty: 2, torn: 3,
	})) {
		case 'old': {
			inode.bytes = old;
			inode.modified = inode.synced?.modified ?? inode.modified;
			inode.mode = inode.synced?.mode ?? inode.mode;
			break;
		}

		case 'fresh': {
			break;
		}

		case 'empty': {
			inode.bytes = inode.synced ? old : noBytes;
			break;
		}

		case 'torn': {
			inode.bytes = tear(old, bytes, random);
		}
	}

	inode.content = undefined;
	inode.synced = {bytes: inode.bytes, modified: inode.modified, mode: inode.mode};
}

/** The new length, and block by block the new bytes, the old ones or zeros. */
function tear(old: Buffer, bytes: Buffer, random: Random): Buffer {
	const torn = Buffer.from(bytes);
	const step = Math.min(blockBytes, Math.max(1, bytes.length >> 1));
	for (let at = 0; at < torn.length; at += step) {
		if (!random.chance(0.5)) {
			continue;
		}

		torn.fill(0, at, Math.min(torn.length, at + step));
		torn.set(old.subarray(Math.min(at, old.length), Math.min(at + step, old.length, torn.length)), at);
	}

	return torn;
}

/** Counts names, gives numbers that are there twice anew, and forgets who had what open. */
function rebuild(disk: Disk): void {
	const seen = new Set<Inode>();
	const numbers = new Set<number>();
	const look = (folder: Inode): void => {
		for (const {name, inode} of folder.entries.values()) {
			inode.links = seen.has(inode) ? inode.links + 1 : 1;
			inode.parent = folder;
			inode.name = name;
			if (seen.has(inode)) {
				continue;
			}

			seen.add(inode);
			inode.opens = 0;
			if (numbers.has(inode.number) || inode.number === topNumber) {
				inode.number = disk.freshNumber();
			}

			numbers.add(inode.number);
			if (inode.kind === 'folder') {
				look(inode);
			}
		}
	};

	look(disk.top);
}
