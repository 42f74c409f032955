import type {
	Digest,
	FileNode,
	FolderNode,
	TreeNode,
} from '../core/node.js';
import {treeDigest} from '../core/tree-digest.js';
import type {HeaderReader} from './header-reader.js';
import {limits} from './limits.js';
import type {Plain} from './message-pack.js';
import {decodeTexts, encodeTexts} from './text-codec.js';

/*
Nodes travel in columns: one byte of kind each, then all digests, sizes, times and link texts in order of appearance. Disk stats,
recipes and children stay at home; what is in a folder follows as further entries.
*/

const kindCode = {
	absent: 0, file: 1, executable: 2, symlink: 3, folder: 4, fingerprint: 5,
} as const;
const lastKind = kindCode.fingerprint;
const digestBytes = 32;

/**
What is left of a node:
- `full`: what a put or a listing brings.
- `expected`: what an operation compares with. A modification time does not count there and does not travel (it reads as 0).
- `subtree`: as expected, and a folder that is not empty is named by its fingerprint, because its whole subtree counts (delete).
*/
export type NodeForm = 'full' | 'expected' | 'subtree';

type Columns = {
	readonly digests: Digest[];
	readonly sizes: number[];
	readonly times: number[];
	readonly targets: string[];
};

export function encodeNodes(nodes: ReadonlyArray<TreeNode | undefined>, form: (index: number) => NodeForm): Plain {
	const kinds = Buffer.allocUnsafe(nodes.length);
	const columns: Columns = {
		digests: [], sizes: [], times: [], targets: [],
	};
	for (const [index, node] of nodes.entries()) {
		kinds[index] = addNode(columns, node, form(index));
	}

	return [kinds, encodeDigests(columns.digests), columns.sizes, columns.times, encodeTexts(columns.targets)];
}

function addNode(columns: Columns, node: TreeNode | undefined, form: NodeForm): number {
	switch (node?.kind) {
		case undefined: {
			return kindCode.absent;
		}

		case 'file': {
			columns.digests.push(node.digest);
			columns.sizes.push(node.size);
			if (form === 'full') {
				columns.times.push(node.modifiedMicroseconds);
			}

			return node.executable ? kindCode.executable : kindCode.file;
		}

		case 'symlink': {
			columns.targets.push(node.target);
			return kindCode.symlink;
		}

		case 'folder': {
			const fingerprint = form === 'subtree' ? fingerprintOf(node) : undefined;
			if (fingerprint === undefined) {
				return kindCode.folder;
			}

			columns.digests.push(fingerprint);
			return kindCode.fingerprint;
		}
	}
}

/** An empty folder needs none. */
function fingerprintOf(folder: FolderNode): Digest | undefined {
	return folder.fingerprint ?? (folder.children.size === 0 ? undefined : treeDigest(folder));
}

function encodeDigests(digests: readonly Digest[]): Uint8Array {
	const bytes = Buffer.alloc(digests.length * digestBytes);
	for (const [index, digest] of digests.entries()) {
		bytes.write(digest, index * digestBytes, digestBytes, 'hex');
	}

	return bytes;
}

/** The nodes of one set of columns, in order. `hasTimes` is whether the form was `full`. */
export function decodeNodes(parent: HeaderReader, field: string, {count, hasTimes}: {count: number; hasTimes: boolean}): ReadonlyArray<TreeNode | undefined> {
	const reader = parent.nested(field);
	const kinds = reader.bytes('kinds', {minimum: count, maximum: count});
	const columns = new NodeColumns(reader, kinds, hasTimes);
	return Array.from(kinds, kind => columns.next(kind));
}

/** Columns from a peer, with a cursor for each. Their lengths have been checked against the kinds. */
class NodeColumns {
	readonly #digests;
	readonly #sizes: readonly number[];
	readonly #times: readonly number[];
	readonly #targets: readonly string[];
	#digest = 0;
	#file = 0;
	#symlink = 0;

	constructor(reader: HeaderReader, kinds: Iterable<number>, hasTimes: boolean) {
		const tally = tallyKinds(reader, kinds);
		const files = tally[kindCode.file]! + tally[kindCode.executable]!;
		const times = hasTimes ? files : 0;
		const digests = (files + tally[kindCode.fingerprint]!) * digestBytes;
		this.#digests = reader.bytes('digests', {minimum: digests, maximum: digests});
		this.#sizes = reader.integers('sizes', {minimum: files, maximum: files});
		this.#times = reader.integers('times', {minimum: times, maximum: times}, {minimum: Number.MIN_SAFE_INTEGER});
		this.#targets = decodeTargets(reader, tally[kindCode.symlink]!);
	}

	next(kind: number): TreeNode | undefined {
		switch (kind) {
			case kindCode.absent: {
				return undefined;
			}

			case kindCode.symlink: {
				return {kind: 'symlink', target: this.#targets[this.#symlink++]!};
			}

			case kindCode.folder: {
				return {kind: 'folder', children: new Map()};
			}

			case kindCode.fingerprint: {
				return {kind: 'folder', children: new Map(), fingerprint: this.#nextDigest()};
			}

			default: {
				return this.#nextFile(kind === kindCode.executable);
			}
		}
	}

	#nextFile(executable: boolean): FileNode {
		const index = this.#file++;
		return {
			kind: 'file', size: this.#sizes[index]!, modifiedMicroseconds: this.#times[index] ?? 0, executable, digest: this.#nextDigest(),
		};
	}

	#nextDigest(): Digest {
		const start = this.#digest++ * digestBytes;
		return this.#digests.toString('hex', start, start + digestBytes);
	}
}

/** How many nodes of each kind there are. */
function tallyKinds(reader: HeaderReader, kinds: Iterable<number>): readonly number[] {
	const tally = Array.from({length: lastKind + 1}, () => 0);
	for (const kind of kinds) {
		if (kind > lastKind) {
			throw reader.fault('kinds', `contain the unknown kind ${kind}`);
		}

		tally[kind]!++;
	}

	return tally;
}

function decodeTargets(reader: HeaderReader, count: number): readonly string[] {
	const targets = decodeTexts(reader, 'targets', count);
	for (const target of targets) {
		const length = Buffer.byteLength(target);
		if (length === 0 || length > limits.symlinkBytes) {
			throw reader.fault('targets', `have a link text of ${length} bytes, allowed are 1 to ${limits.symlinkBytes}`);
		}
	}

	return targets;
}
