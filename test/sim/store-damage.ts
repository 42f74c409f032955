import type {Inode} from './inode.js';
import {stateFolder, type Machine} from './machine.js';
import {locate} from './sim-store-disk.js';
import type {Step} from './step.js';

type File = {readonly path: string; readonly bytes: Buffer};

/** What was copied from each machine's state, as somebody's backup. */
const backups = new WeakMap<Machine, readonly File[]>();

export type Damage = Extract<Step, {step: 'store'}>['how'];

/** Keeps a copy of what a machine's program remembers, as a backup would. */
export function backUp(machine: Machine): void {
	backups.set(machine, filesBelow(machine));
}

/** Does something to what a program remembers, which is not running. */
export function damageStore(machine: Machine, how: Exclude<Damage, 'save'>, pick: number): void {
	machine.disk.durably(() => {
		damage(machine, how, pick);
	});
}

/** All of it. */
export function forgetState(machine: Machine): void {
	machine.disk.durably(() => {
		for (const {path} of filesBelow(machine)) {
			const inode = locate(machine.disk, path)!;
			machine.disk.remove(inode.parent!, inode.name);
		}
	});
}

function damage(machine: Machine, how: 'delete' | 'truncate' | 'flip' | 'restore', pick: number): void {
	const files = filesBelow(machine);
	if (how === 'restore') {
		restore(machine, files);
		return;
	}

	const file = files[pick % Math.max(1, files.length)];
	const inode = file && locate(machine.disk, file.path);
	if (!inode) {
		return;
	}

	if (how === 'delete') {
		machine.disk.remove(inode.parent!, inode.name);
		return;
	}

	const bytes = Buffer.from(inode.bytes.subarray(0, how === 'truncate' ? pick % (inode.bytes.length + 1) : undefined));
	if (how === 'flip' && bytes.length > 0) {
		bytes[pick % bytes.length]! ^= 1 << (pick % 8);
	}

	machine.disk.setBytes(inode, bytes);
}

function restore(machine: Machine, files: readonly File[]): void {
	const backup = backups.get(machine);
	if (!backup) {
		return;
	}

	for (const {path} of files) {
		const inode = locate(machine.disk, path)!;
		machine.disk.remove(inode.parent!, inode.name);
	}

	for (const {path, bytes} of backup) {
		const slash = path.lastIndexOf('/');
		const folder = locate(machine.disk, path.slice(0, slash));
		if (folder) {
			machine.disk.setBytes(machine.disk.make(folder, path.slice(slash + 1), 'file', {mode: 0o600}), bytes);
		}
	}
}

/** Every file of what a machine's program keeps. */
export function filesBelow(machine: Machine): File[] {
	const files: File[] = [];
	const look = (folder: Inode, path: string): void => {
		for (const {name, inode} of folder.entries.values()) {
			const at = `${path}/${name}`;
			if (inode.kind === 'folder') {
				look(inode, at);
			} else {
				files.push({path: at, bytes: inode.bytes});
			}
		}
	};

	look(locate(machine.disk, stateFolder)!, stateFolder);
	return files;
}
