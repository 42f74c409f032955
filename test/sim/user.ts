import {
	joinPath,
	nameOf,
	parentOf,
	type Path,
} from '../../source/engine/core/path.js';
import type {Disk} from './disk.js';
import type {Inode} from './inode.js';
import {root, type Machine} from './machine.js';
import {Random} from './random.js';
import {lookAround} from './sight.js';
import {locate} from './sim-store-disk.js';

/** What a person or their programs do in a synced folder. `id` makes the bytes of each write its own; `size` is in bytes. */
export type UserStep =
	| {readonly op: 'write' | 'save'; readonly path: Path; readonly id: number; readonly size: number}
	| {readonly op: 'append' | 'patch'; readonly path: Path; readonly id: number; readonly size: number}
	| {readonly op: 'delete' | 'makeFolder' | 'removeFolder' | 'chmod' | 'touch'; readonly path: Path}
	| {readonly op: 'rename' | 'renameFolder'; readonly from: Path; readonly path: Path}
	| {readonly op: 'swap'; readonly from: Path; readonly path: Path}
	| {readonly op: 'replace'; readonly path: Path; readonly by: 'file' | 'folder' | 'symlink'; readonly id: number}
	/** Writes what stood there `back` contents ago. */
	| {readonly op: 'revert'; readonly path: Path; readonly back: number};

/** Bytes that no other write makes. */
export function bytesFor(id: number, size: number): Buffer {
	const bytes = new Random(id, 'content').bytes(Math.max(size, size === 0 ? 0 : 8));
	if (bytes.length >= 8) {
		bytes.writeDoubleLE(id, 0);
	}

	return bytes;
}

/** Does one thing as the owner of the folder would. What cannot be done (nothing stands there any more) is not done. */
export function act(machine: Machine, step: UserStep, history: (path: Path, back: number) => Buffer | undefined): void {
	new User(machine).do(step, history);
}

class User {
	readonly #machine: Machine;
	readonly #disk: Disk;

	constructor(machine: Machine) {
		this.#machine = machine;
		this.#disk = machine.disk;
	}

	do(step: UserStep, history: (path: Path, back: number) => Buffer | undefined): void {
		switch (step.op) {
			case 'write': {
				this.#write(step.path, bytesFor(step.id, step.size));
				break;
			}

			case 'save': {
				this.#save(step.path, bytesFor(step.id, step.size));
				break;
			}

			case 'append':
			case 'patch': {
				this.#edit(step);
				break;
			}

			case 'revert': {
				const path = this.#pick(step.path, 'file');
				const bytes = path === undefined ? undefined : history(path, step.back);
				if (path !== undefined && bytes) {
					this.#write(path, bytes);
				}

				break;
			}

			case 'replace': {
				this.#replace(step);
				break;
			}

			case 'rename':
			case 'renameFolder': {
				const from = this.#pick(step.from, step.op === 'rename' ? 'leaf' : 'folder');
				if (from !== undefined) {
					this.#rename(from, step.path);
				}

				break;
			}

			case 'swap': {
				this.#swap(step.from, step.path);
				break;
			}

			default: {
				this.#simple(step);
			}
		}
	}

	#simple({op, path: wanted}: Extract<UserStep, {op: 'delete' | 'makeFolder' | 'removeFolder' | 'chmod' | 'touch'}>): void {
		if (op === 'makeFolder') {
			this.#folder(wanted);
			return;
		}

		const path = this.#pick(wanted, op === 'delete' ? 'leaf' : (op === 'removeFolder' ? 'folder' : 'file'));
		const inode = path === undefined ? undefined : this.#at(path);
		if (path === undefined || !inode) {
			return;
		}

		switch (op) {
			case 'delete':
			case 'removeFolder': {
				this.#remove(path, inode);
				break;
			}

			case 'chmod': {
				this.#disk.adjust(inode, {mode: inode.mode ^ 0o111});
				break;
			}

			case 'touch': {
				this.#disk.adjust(inode, {modified: this.#disk.time()});
			}
		}
	}

	#write(path: Path, bytes: Buffer): void {
		const there = this.#at(path);
		const inode = there ?? this.#new(path, 'file');
		if (inode?.kind === 'file') {
			this.#disk.setBytes(inode, bytes);
		}
	}

	/** As editors do: a new file takes the old one's name. */
	#save(path: Path, bytes: Buffer): void {
		const folder = this.#folder(parentOf(path));
		const there = this.#at(path);
		if (!folder || there?.kind === 'folder') {
			return;
		}

		const draft = `.${nameOf(path)}.swp`;
		if (this.#disk.entry(folder, draft)) {
			return;
		}

		const inode = this.#disk.make(folder, draft, 'file', {mode: there?.mode ?? 0o644});
		this.#disk.setBytes(inode, bytes);
		this.#disk.rename(folder, draft, folder, nameOf(path));
	}

	#edit({op, path: wanted, id, size}: Extract<UserStep, {op: 'append' | 'patch'}>): void {
		const path = this.#pick(wanted, 'file');
		const inode = path === undefined ? undefined : this.#at(path);
		if (!inode) {
			return;
		}

		const piece = bytesFor(id, Math.max(8, size));
		const old = inode.bytes;
		if (op === 'append' || old.length <= piece.length) {
			this.#disk.setBytes(inode, Buffer.concat([old, piece]));
			return;
		}

		const bytes = Buffer.from(old);
		piece.copy(bytes, id % (old.length - piece.length));
		this.#disk.setBytes(inode, bytes);
	}

	#rename(from: Path, to: Path): void {
		const inode = this.#at(from);
		const source = this.#at(parentOf(from));
		const folder = this.#folder(parentOf(to));
		if (!inode || !source || !folder || isInside(folder, inode)) {
			return;
		}

		const there = this.#disk.entry(folder, nameOf(to))?.inode;
		if (there && there !== inode && ((there.kind === 'folder') !== (inode.kind === 'folder') || there.entries.size > 0)) {
			return;
		}

		this.#disk.rename(source, nameOf(from), folder, nameOf(to));
	}

	#swap(wantedA: Path, wantedB: Path): void {
		const [a, b] = [this.#pick(wantedA, 'any'), this.#pick(wantedB, 'any')];
		const [one, other] = [a, b].map(path => path === undefined ? undefined : this.#at(path));
		if (a === undefined || b === undefined || !one || !other || isInside(one, other) || isInside(other, one)) {
			return;
		}

		const [firstFolder, secondFolder] = [this.#at(parentOf(a))!, this.#at(parentOf(b))!];
		this.#disk.rename(firstFolder, nameOf(a), firstFolder, '.swap');
		this.#disk.rename(secondFolder, nameOf(b), firstFolder, nameOf(a));
		this.#disk.rename(firstFolder, '.swap', secondFolder, nameOf(b));
	}

	#replace({path: wanted, by, id}: Extract<UserStep, {op: 'replace'}>): void {
		const path = this.#pick(wanted, 'any') ?? wanted;
		const there = this.#at(path);
		if (there) {
			this.#remove(path, there);
		}

		const inode = this.#new(path, by, `target-${id}`);
		if (inode && by === 'file') {
			this.#disk.setBytes(inode, bytesFor(id, 40));
		}
	}

	#remove(path: Path, inode: Inode): void {
		for (const {name, inode: child} of inode.entries.values()) {
			this.#remove(joinPath(path, name), child);
		}

		this.#disk.remove(this.#at(parentOf(path))!, nameOf(path));
	}

	#new(path: Path, kind: Inode['kind'], target?: string): Inode | undefined {
		const folder = this.#folder(parentOf(path));
		return folder && !this.#disk.entry(folder, nameOf(path))
			? this.#disk.make(folder, nameOf(path), kind, {mode: kind === 'file' ? 0o644 : 0o755, ...kind === 'symlink' && {target: target!}})
			: undefined;
	}

	/** The folder, made if need be; undefined when something else is in the way. */
	#folder(path: Path): Inode | undefined {
		const there = this.#at(path);
		if (there !== undefined || path === '') {
			return there?.kind === 'folder' ? there : undefined;
		}

		return this.#new(path, 'folder');
	}

	#at(path: Path): Inode | undefined {
		return locate(this.#machine.disk, path === '' ? root : `${root}/${path}`);
	}

	/** The wanted path if such a thing stands there, else one of those there are; which one depends on the wanted path alone. */
	#pick(wanted: Path, kind: 'file' | 'folder' | 'leaf' | 'any'): Path | undefined {
		const isSuch = (inode: Inode) => kind === 'any' || (kind === 'leaf' ? inode.kind !== 'folder' : inode.kind === kind);
		const there = this.#at(wanted);
		if (there && isSuch(there)) {
			return wanted;
		}

		const paths = [...lookAround(this.#machine)].filter(([, {inode}]) => isSuch(inode)).map(([path]) => path).toSorted();
		return paths.length === 0 ? undefined : paths[[...wanted].reduce((sum, character) => (sum * 31) + character.codePointAt(0)!, 7) % paths.length];
	}
}

function isInside(folder: Inode, top: Inode): boolean {
	for (let at: Inode | undefined = folder; at; at = at.parent) {
		if (at === top) {
			return true;
		}
	}

	return false;
}
