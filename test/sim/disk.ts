import {
	makeInode,
	sizeOf,
	topNumber,
	type Entry,
	type Inode,
	type Kind,
} from './inode.js';

export function errno(code: string, what: string): NodeJS.ErrnoException {
	return Object.assign(new Error(`${code}: ${what}`), {code, errno: -1, syscall: 'simulated'});
}

/** One name of a folder, before and after. */
type Slot = {readonly folder: Inode; readonly key: string; readonly before: Entry | undefined; readonly after: Entry | undefined};

/** Changes of names that the disk makes as one: all of them survive a power cut, or none. */
export type NameChange = readonly Slot[];

/** Something changed at a name of a folder (or, without a name, to the folder itself): what inotify would tell whoever watches it. */
export type DiskEvent = {readonly folder: Inode; readonly name: string};

export type DiskOptions = {
	/** The machine's calendar, in milliseconds. */
	readonly now: () => number;
	/** Names are kept as they are written, and found whatever their case. */
	readonly isFolding?: boolean;
	/** Times are counted in steps of this many milliseconds. */
	readonly tickMilliseconds?: number;
	readonly roomBytes?: number;
};

/**
A disk in memory, inode by inode, that knows what of it would survive a power cut. Data is durable after `sync` of its file, a name after
`syncFolder` of its folder (with the changes that it builds upon); `syncAll` makes everything durable. Confines like the real port: no call
follows a symlink.
*/
export class Disk {
	readonly top: Inode;
	/** Bytes that still fit. */
	room: number;
	onEvent: (event: DiskEvent) => void = () => undefined;
	/** A file or link got a name, or other bytes, or lost its name (`before`): what anybody would see there. */
	onSight: (folder: Inode, name: string, inode: Inode | undefined, before?: Inode) => void = () => undefined;
	/** Changing calls so far. */
	changes = 0;
	/** Changes of names that are not durable, in order. */
	pending: NameChange[] = [];
	readonly unsynced = new Set<Inode>();
	/** Files of which a flush has failed: the system takes their pages for clean from then on, and no later flush writes them. */
	readonly failed = new Set<Inode>();
	readonly #now: () => number;
	readonly #tick: number;
	readonly #isFolding: boolean;
	/** Files that somebody's durable work has changed. */
	#touched: Set<Inode> | undefined;
	#lastNumber = topNumber;
	#freeNumbers: number[] = [];

	constructor({now, isFolding = false, tickMilliseconds = 1, roomBytes = Infinity}: DiskOptions) {
		this.#now = now;
		this.#tick = tickMilliseconds;
		this.#isFolding = isFolding;
		this.room = roomBytes;
		this.top = makeInode(topNumber, 'folder', {mode: 0o755, now: this.time()});
		this.top.links = 1;
	}

	/** The calendar as the disk counts it. */
	time(): number {
		return Math.floor(this.#now() / this.#tick) * this.#tick;
	}

	keyOf(name: string): string {
		return this.#isFolding ? name.normalize('NFC').toLowerCase() : name;
	}

	entry(folder: Inode, name: string): Entry | undefined {
		return folder.entries.get(this.keyOf(name));
	}

	/** Makes something new under a free name. */
	make(folder: Inode, name: string, kind: Kind, {mode, target}: {mode: number; target?: string}): Inode {
		if (this.entry(folder, name)) {
			throw errno('EEXIST', name);
		}

		const inode = makeInode(this.#freeNumbers.pop() ?? ++this.#lastNumber, kind, {mode, now: this.time(), ...target !== undefined && {target}});
		if (kind === 'file') {
			this.#dirty(inode);
		}

		this.#change([this.#slot(folder, name, {name, inode})]);
		return inode;
	}

	link(inode: Inode, folder: Inode, name: string): void {
		if (this.entry(folder, name)) {
			throw errno('EEXIST', name);
		}

		inode.changed = this.time();
		this.#change([this.#slot(folder, name, {name, inode})]);
	}

	/** `rename(2)`: what stands at the new name goes, if it is of the same kind and, a folder, empty. */
	rename(from: Inode, name: string, to: Inode, newName: string): void {
		const moved = this.entry(from, name);
		if (!moved) {
			throw errno('ENOENT', name);
		}

		const there = this.entry(to, newName);
		this.#checkTarget(moved.inode, to, there?.inode);
		if (there?.inode === moved.inode && (from !== to || moved.name === newName)) {
			// Two names of one file: POSIX leaves both.
			return;
		}

		moved.inode.changed = this.time();
		const slots = [this.#slot(from, name, undefined), this.#slot(to, newName, {name: newName, inode: moved.inode})];
		this.#change(this.keyOf(name) === this.keyOf(newName) && from === to ? [slots[1]!] : slots);
	}

	/** Takes a name away. */
	remove(folder: Inode, name: string): void {
		this.#change([this.#slot(folder, name, undefined)]);
	}

	/** Writes as much as there is room for; returns the bytes written. */
	write(inode: Inode, bytes: Uint8Array, offset: number): number {
		const growth = Math.max(0, offset + bytes.length - inode.bytes.length);
		const length = growth <= this.room ? bytes.length : Math.max(0, bytes.length - (growth - this.room));
		if (length === 0 && bytes.length > 0) {
			return 0;
		}

		const end = Math.max(inode.bytes.length, offset + length);
		const written = Buffer.alloc(end);
		inode.bytes.copy(written);
		written.set(length === bytes.length ? bytes : bytes.subarray(0, length), offset);
		this.setBytes(inode, written);
		return length;
	}

	setBytes(inode: Inode, bytes: Buffer): void {
		this.room -= bytes.length - inode.bytes.length;
		inode.bytes = bytes;
		inode.content = undefined;
		inode.modified = this.time();
		inode.changed = inode.modified;
		this.changes++;
		this.#dirty(inode);
		this.#tell(inode);
	}

	/** Sets permissions or modification time. */
	adjust(inode: Inode, {mode, modified}: {mode?: number; modified?: number}): void {
		inode.mode = mode ?? inode.mode;
		inode.modified = modified ?? inode.modified;
		inode.changed = this.time();
		this.changes++;
		if (inode.kind === 'file') {
			this.#dirty(inode);
		}

		this.#tell(inode);
	}

	sync(inode: Inode): void {
		if (this.failed.has(inode)) {
			return;
		}

		inode.synced = {bytes: inode.bytes, modified: inode.modified, mode: inode.mode};
		this.unsynced.delete(inode);
	}

	/** Makes the folder's names durable, and the changes that they build upon. */
	syncFolder(folder: Inode): void {
		const concerned = new Set(this.pending.filter(change => change.some(slot => slot.folder === folder)));
		if (concerned.size > 0) {
			this.#settle(concerned);
		}
	}

	syncAll(): void {
		for (const inode of this.unsynced) {
			this.sync(inode);
		}

		this.pending = [];
	}

	/** Does something of which everything is durable at once, the names of what it writes to included: what a user's programs do is not at stake here. */
	durably(work: () => void): void {
		const before = this.pending.length;
		const touched = new Set<Inode>();
		this.#touched = touched;
		try {
			work();
		} finally {
			this.#touched = undefined;
		}

		for (const inode of touched) {
			this.sync(inode);
		}

		const wanted = this.pending.filter((change, index) => index >= before || change.some(({after}) => after && touched.has(after.inode)));
		if (wanted.length > 0) {
			this.#settle(new Set(wanted));
		}
	}

	opened(inode: Inode): void {
		inode.opens++;
	}

	closed(inode: Inode): void {
		inode.opens--;
		this.#free(inode);
	}

	/** For whoever puts the disk together anew after a power cut. */
	freshNumber(): number {
		return ++this.#lastNumber;
	}

	forgetFreeNumbers(): void {
		this.#freeNumbers = [];
	}

	#checkTarget(moved: Inode, to: Inode, there: Inode | undefined): void {
		for (let at: Inode | undefined = to; moved.kind === 'folder' && at; at = at.parent) {
			if (at === moved) {
				throw errno('EINVAL', 'a folder cannot go into itself');
			}
		}

		if (!there || there === moved) {
			return;
		}

		if (moved.kind === 'folder') {
			if (there.kind !== 'folder') {
				throw errno('ENOTDIR', there.name);
			}

			if (there.entries.size > 0) {
				throw errno('ENOTEMPTY', there.name);
			}
		} else if (there.kind === 'folder') {
			throw errno('EISDIR', there.name);
		}
	}

	#dirty(inode: Inode): void {
		this.failed.delete(inode);
		this.unsynced.add(inode);
		this.#touched?.add(inode);
	}

	#slot(folder: Inode, name: string, after: Entry | undefined): Slot {
		const key = this.keyOf(name);
		return {
			folder, key, before: folder.entries.get(key), after,
		};
	}

	#change(change: NameChange): void {
		this.pending.push(change);
		this.changes++;
		for (const {folder, key, before, after} of change) {
			if (before) {
				before.inode.links--;
				before.inode.changed = this.time();
			}

			if (after) {
				after.inode.links++;
				after.inode.parent = folder;
				after.inode.name = after.name;
				folder.entries.set(key, after);
			} else {
				folder.entries.delete(key);
			}

			folder.modified = this.time();
			folder.changed = folder.modified;
		}

		for (const {folder, before, after} of change) {
			if (before) {
				this.onEvent({folder, name: before.name});
				if (after?.name !== before.name) {
					this.onSight(folder, before.name, undefined, before.inode);
				}
			}

			if (!after) {
				continue;
			}

			if (before?.name !== after.name) {
				this.onEvent({folder, name: after.name});
			}

			this.onSight(folder, after.name, after.inode, before?.name === after.name ? before.inode : undefined);
		}

		for (const {before} of change) {
			if (before) {
				this.#free(before.inode);
			}
		}
	}

	/** The number of what is gone for good is given to the next that is made. */
	#free(inode: Inode): void {
		if (inode.links > 0 || inode.opens > 0 || inode.parent === undefined) {
			return;
		}

		this.room += inode.kind === 'file' ? sizeOf(inode) : 0;
		inode.parent = undefined;
		this.unsynced.delete(inode);
		this.#freeNumbers.push(inode.number);
	}

	#tell(inode: Inode): void {
		const {parent, name} = inode;
		if (!parent) {
			return;
		}

		this.onEvent({folder: parent, name});
		this.onSight(parent, name, inode);
	}

	#settle(wanted: ReadonlySet<NameChange>): void {
		this.pending = withoutSettled(this.pending, wanted);
	}
}

/** What is left of the changes when the wanted ones, and all that they build upon, are durable. */
function withoutSettled(pending: readonly NameChange[], wanted: ReadonlySet<NameChange>): NameChange[] {
	const left: NameChange[] = [];
	const bases: NameChange[] = [];
	for (let at = pending.length - 1; at >= 0; at--) {
		const change = pending[at]!;
		if (wanted.has(change) || (bases.length > 0 && isBase(change, bases))) {
			bases.push(change);
		} else {
			left.push(change);
		}
	}

	return left.toReversed();
}

function isBase(change: NameChange, later: readonly NameChange[]): boolean {
	for (const one of later) {
		if (isBuiltUpon(change, one)) {
			return true;
		}
	}

	return false;
}

/** Whether `later` concerns a name or a thing that `earlier` does. */
export function isBuiltUpon(earlier: NameChange, later: NameChange): boolean {
	for (const a of earlier) {
		for (const b of later) {
			if ((a.folder === b.folder && a.key === b.key) || isSameInode(a, b)) {
				return true;
			}
		}
	}

	return false;
}

function isSameInode(a: Slot, b: Slot): boolean {
	const [first, second] = [a.after ?? a.before, b.after ?? b.before];
	return first !== undefined && first.inode === second?.inode;
}
