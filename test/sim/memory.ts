import process from 'node:process';
import {digestBytes} from '../../source/engine/content/recipe-builder.js';
import type {Path} from '../../source/engine/core/path.js';
import {walk, type Tree} from '../../source/engine/core/tree.js';
import {openSessionStore} from '../../source/store/session-store.js';
import {openShareStore} from '../../source/store/share-store.js';
import {stateFolder, type Machine} from './machine.js';
import type {Seen} from './sight.js';
import {home} from './sim-client.js';
import {SimProcess} from './sim-process.js';
import {simStoreDisk, locate} from './sim-store-disk.js';
import {filesBelow} from './store-damage.js';

export type Memory = {
	/** What both sides have agreed on, as far as this side remembers; of the server, what it has committed. */
	readonly agreed: Tree;
	/** Of a client: what it knows of both sides. */
	readonly local?: Tree;
	readonly remote?: Tree;
	readonly damage: readonly string[];
};

/** What was remembered last, and the bytes that it was read from, by the names of their files. Bytes are replaced, never changed. */
const remembered = new WeakMap<Machine, {readonly files: ReadonlyMap<string, Buffer>; readonly memory: Memory | undefined}>();

/**
What the program on a machine would remember if it were started now; undefined when there is nothing. It is read with the program's own code, unless its files
are the same as the last time. Not from within a promise callback.
*/
export function remember(machine: Machine, at: number): Memory | undefined {
	const files = new Map(filesBelow(machine).map(({path, bytes}) => [path, bytes]));
	const last = remembered.get(machine);
	if (last && isSame(last.files, files)) {
		return last.memory;
	}

	const memory = recall(machine, at);
	remembered.set(machine, {files, memory});
	return memory;
}

function isSame(a: ReadonlyMap<string, Buffer>, b: ReadonlyMap<string, Buffer>): boolean {
	return a.size === b.size && [...a].every(([path, bytes]) => b.get(path) === bytes);
}

function recall(machine: Machine, at: number): Memory | undefined {
	let memory: Memory | undefined;
	void load(machine, at).then(loaded => {
		memory = loaded;
	}, () => undefined);
	(process as unknown as {_tickCallback(): void})._tickCallback();
	return memory;
}

async function load(machine: Machine, at: number): Promise<Memory | undefined> {
	// Whoever only looks sweeps nothing: the program that runs may be saving, by another clock.
	const disk = {...simStoreDisk(machine.disk, SimProcess.instant()), remove: () => false};
	if (at === 0) {
		if (!locate(machine.disk, `${stateFolder}/share/id`)) {
			return undefined;
		}

		const store = await openShareStore(`${stateFolder}/share`, disk);
		const known = await store.load();
		return known && {agreed: known.tree, damage: store.damage};
	}

	const store = await openSessionStore(home, `client-${at}`, disk);
	const {ancestor, local, remote} = await store.loadTrees();
	return {
		agreed: ancestor, local, remote, damage: store.damage,
	};
}

const digests = new WeakMap<Buffer, string>();

/** A file's digest as the engine would find it. */
export function digestOf({bytes}: Seen): string {
	const known = digests.get(bytes);
	if (known !== undefined) {
		return known;
	}

	const {digest} = digestBytes(bytes);
	digests.set(bytes, digest);
	return digest;
}

/** Names a content as trees do: a file by its digest, a link by its text. */
export const nameOf = (seen: Seen): string => seen.kind === 'file' ? digestOf(seen) : seen.content;

/** The first path at which a tree is not what is seen; `isPartial`: paths that the tree lacks do not count. */
export function firstMisfit(tree: Tree, seen: ReadonlyMap<Path, Seen>): string | undefined {
	const known = new Set<Path>();
	for (const {path, node} of walk(tree)) {
		known.add(path);
		const there = seen.get(path);
		const isRight = there?.kind === node.kind && (node.kind !== 'file' || (node.digest === digestOf(there) && node.executable === there.isExecutable)) && (node.kind !== 'symlink' || node.target === there.inode.target);
		if (!isRight) {
			return `${path} is remembered as ${node.kind}, and ${there ? 'another' : 'no'} ${there?.kind ?? 'thing'} is there`;
		}
	}

	for (const path of seen.keys()) {
		if (!known.has(path)) {
			return `${path} is there, and not remembered`;
		}
	}

	return undefined;
}
