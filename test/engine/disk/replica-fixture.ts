import fs from 'node:fs';
import {join} from 'node:path';
import type {Clock} from '../../../source/engine/clock.js';
import {digestBytes} from '../../../source/engine/content/recipe-builder.js';
import type {FileNode} from '../../../source/engine/core/node.js';
import type {DiskReplica} from '../../../source/engine/disk/assemble-replica.js';
import type {FileSystem} from '../../../source/engine/disk/file-system.js';
import {inlineReplica} from '../../../source/engine/disk/inline-replica.js';
import type {ProcessTable} from '../../../source/engine/disk/lock.js';
import {openFileSystem} from '../../../source/engine/disk/node-file-system.js';
import type {Pack} from '../../../source/engine/disk/replica.js';

/** 2024-05-06, a Monday. */
export const noonMilliseconds = Date.UTC(2024, 4, 6, 12);

export const fixedClock = (wallMilliseconds = noonMilliseconds): Clock => ({
	monotonicMilliseconds: () => 0,
	wallMilliseconds: () => wallMilliseconds,
	after: () => () => undefined,
});

/** One process that is alive, and nobody else. */
export const loneProcess: ProcessTable = {
	self: () => ({pid: 1, boot: 'this', start: '1'}),
	isAlive: ({pid, boot, start}) => pid === 1 && boot === 'this' && start === '1',
};

let nameCount = 0;

/** As good as random where only one run counts. */
function countedName(): string {
	nameCount++;
	return nameCount.toString(16).padStart(32, '0');
}

export function replicaAt(root: string, {files = openFileSystem(root), clock = fixedClock()}: {files?: FileSystem; clock?: Clock} = {}): DiskReplica {
	return inlineReplica({
		files, clock, processes: loneProcess, randomName: countedName,
	});
}

export const bytesOf = (text: string): Uint8Array => Buffer.from(text);

export function packOf(...contents: readonly Uint8Array[]): Pack {
	return {lengths: contents.map(({length}) => length), payload: Buffer.concat(contents), isCompressed: false};
}

/** What the other side says of a file. */
export function fileNode(content: string | Uint8Array, {modifiedMicroseconds = 1_500_000_000_000_001, executable = false} = {}): FileNode {
	return {
		kind: 'file', ...digestBytes(typeof content === 'string' ? bytesOf(content) : content), modifiedMicroseconds, executable,
	};
}

/** What a folder holds, without the reserved folder: files as text (`*` before that of an executable one), links as `-> target`, folders by a slash. */
export function readFolder(root: string, at = ''): Record<string, string> {
	const found: Record<string, string> = {};
	for (const entry of fs.readdirSync(join(root, at), {withFileTypes: true})) {
		const path = at === '' ? entry.name : `${at}/${entry.name}`;
		const place = join(root, path);
		if (path === '.fsync-tui') {
			continue;
		}

		if (entry.isDirectory()) {
			found[`${path}/`] = '';
			Object.assign(found, readFolder(root, path));
		} else if (entry.isSymbolicLink()) {
			found[path] = `-> ${fs.readlinkSync(place)}`;
		} else {
			found[path] = ((fs.statSync(place).mode & 0o100) === 0o100 ? '*' : '') + fs.readFileSync(place, 'utf8');
		}
	}

	return found;
}

/** Names in the stage. */
export function stagedNames(root: string): string[] {
	const stage = join(root, '.fsync-tui/stage');
	return fs.existsSync(stage) ? fs.readdirSync(stage) : [];
}

/** Texts of all versions in the trash. */
export function trashedTexts(root: string): string[] {
	const trash = join(root, '.fsync-tui/trash');
	return fs.existsSync(trash)
		? fs.readdirSync(trash, {recursive: true, encoding: 'utf8'}).map(name => join(trash, name))
			.filter(place => /\/\d+$/v.test(place) && fs.lstatSync(place).isFile())
			.map(place => fs.readFileSync(place, 'utf8'))
		: [];
}

type Call = {readonly number: number; readonly name: keyof FileSystem; readonly parameters: readonly unknown[]};

/** Calls that never fail, whatever happened. */
const quiet = new Set<keyof FileSystem>(['close', 'forget', 'syncAll']);
const flushes = new Set<keyof FileSystem>(['sync', 'syncFolder', 'syncAll']);

/**
A disk that asks before each call, numbered from 1, and does what it is told instead of failing by chance. Flushes are asked about but
not carried out, for power is not lost in these tests.
*/
export function watchedFileSystem(fileSystem: FileSystem, before: (call: Call) => void): FileSystem {
	let number = 0;
	return new Proxy(fileSystem, {
		get(target, key: keyof FileSystem) {
			const member: unknown = target[key];
			if (typeof member !== 'function') {
				return member;
			}

			return (...parameters: unknown[]): unknown => {
				if (!quiet.has(key)) {
					number++;
					before({number, name: key, parameters});
				}

				return flushes.has(key) ? true : Reflect.apply(member, target, parameters);
			};
		},
	});
}

/** An error as the disk would throw it. */
export function diskError(code: string): Error {
	return Object.assign(new Error(`${code}: planted`), {code, errno: -1, syscall: 'planted'});
}
