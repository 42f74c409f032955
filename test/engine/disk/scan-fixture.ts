import fs from 'node:fs';
import {dirname, join} from 'node:path';
import {setImmediate as turn} from 'node:timers/promises';
import type {TreeNode} from '../../../source/engine/core/node.js';
import {emptyTree, type Tree} from '../../../source/engine/core/tree.js';
import type {FileSystem} from '../../../source/engine/disk/file-system.js';
import {inlineScanDisk} from '../../../source/engine/disk/inline-disk.js';
import {openFileSystem} from '../../../source/engine/disk/node-file-system.js';
import type {ScanRequest, ScanResult} from '../../../source/engine/disk/replica.js';
import {scan, walkAhead} from '../../../source/engine/disk/scan.js';
import type {ScanDisk} from '../../../source/engine/disk/scan-disk.js';

/** A clock an hour ahead of the disk's: nothing that was just written counts as racy. */
export const lateClock = {
	monotonicMilliseconds: () => performance.now(),
	wallMilliseconds: () => Date.now() + 3_600_000,
	after: () => () => undefined,
};

export const noRules = {ignores: () => false};

export type ScanOptions = Partial<ScanRequest> & {
	readonly previous?: Tree;
	readonly fileSystem?: FileSystem;
	/** The time of the scan; otherwise an hour from now. */
	readonly wallMilliseconds?: number;
	/** Gets every path that is read. */
	readonly reads?: string[];
	/** Gets what each path that is read may hold. */
	readonly likely?: Map<string, 'whole' | 'parts'>;
};

export async function scanFolder(root: string, {fileSystem, wallMilliseconds, reads, likely, ...request}: ScanOptions = {}): Promise<ScanResult> {
	const disk = inlineScanDisk(fileSystem ?? openFileSystem(root));
	const watched: ScanDisk = {
		...disk,
		async digestFiles(request) {
			reads?.push(...request.paths);
			for (const [index, {isWhole}] of request.likely ?? []) {
				likely?.set(request.paths[index]!, isWhole ? 'whole' : 'parts');
			}

			return disk.digestFiles(request);
		},
	};
	return scan(watched, {previous: emptyTree, rules: noRules, ...request}, wallMilliseconds === undefined ? lateClock : {...lateClock, wallMilliseconds: () => wallMilliseconds});
}

/** The same as `scanFolder`, with a walk that has ended, or has only begun, when the scan asks for it. */
export async function scanAhead(root: string, {isOver = true, ...request}: Partial<ScanRequest> & {readonly isOver?: boolean} = {}): Promise<ScanResult> {
	const rules = request.rules ?? noRules;
	const ahead = walkAhead(inlineScanDisk(openFileSystem(root)), rules, lateClock);
	if (isOver) {
		await turn();
	}

	return ahead.scan({previous: emptyTree, rules, ...request});
}

/** Writes files (texts), links (`-> target`) and folders (a path that ends in a slash) by path. */
export function fillFolder(root: string, contents: Readonly<Record<string, string>>): void {
	for (const [path, content] of Object.entries(contents)) {
		const place = join(root, path);
		fs.mkdirSync(path.endsWith('/') ? place : dirname(place), {recursive: true});
		if (content.startsWith('-> ')) {
			fs.symlinkSync(content.slice(3), place);
		} else if (!path.endsWith('/')) {
			fs.writeFileSync(place, content);
		}
	}
}

export type PlainNode = string | {[name: string]: PlainNode};

/** A tree without what only this disk knows, in the order of names: for comparison. */
export function plain(node: TreeNode): PlainNode {
	switch (node.kind) {
		case 'file': {
			return `${node.digest} ${node.size} ${node.modifiedMicroseconds}${node.executable ? ' x' : ''}`;
		}

		case 'symlink': {
			return `-> ${node.target}`;
		}

		case 'folder': {
			return Object.fromEntries([...node.children].toSorted(([a], [b]) => a < b ? -1 : 1).map(([name, child]) => [name, plain(child)]));
		}
	}
}

/** A disk with some of its calls replaced. */
export function withCalls(fileSystem: FileSystem, calls: Partial<FileSystem>): FileSystem {
	return new Proxy(fileSystem, {
		get(target, key: keyof FileSystem) {
			const member: unknown = calls[key] ?? target[key];
			return typeof member === 'function' ? (...parameters: unknown[]): unknown => Reflect.apply(member, target, parameters) : member;
		},
	});
}

type Faults = Readonly<Partial<Record<'find' | 'list' | 'openRead' | 'peek' | 'readLink' | 'stat', (path: string) => string | undefined>>>;

/** A disk on which some calls fail with the error codes that are given for their paths. */
export function faultyFileSystem(fileSystem: FileSystem, faults: Faults): FileSystem {
	const calls = Object.entries(faults).map(([key, codeOf]) => [key, (path: string): unknown => {
		const code = codeOf(path);
		if (code !== undefined) {
			throw Object.assign(new Error(`${code}: planted, ${key}`), {code, path});
		}

		return fileSystem[key as keyof Faults](path);
	}]);
	return withCalls(fileSystem, Object.fromEntries(calls) as Partial<FileSystem>);
}
