import {hash} from 'node:crypto';
import type {FileNode, TreeNode} from '../../../source/engine/core/node.js';
import {applyOperations} from '../../../source/engine/core/apply-operation.js';
import {otherSide, type Operation, type Side} from '../../../source/engine/core/operation.js';
import {comparePaths} from '../../../source/engine/core/path.js';
import type {ReconcileInput} from '../../../source/engine/core/plan.js';
import {
	emptyTree,
	TreeDraft,
	walk,
	type Tree,
} from '../../../source/engine/core/tree.js';

/**
A tree in a few characters: paths with what stands there. `x` is a file with the content x, `x+` an executable one, `x@7` one of time 7,
`x#5` one with inode 5, `->t` a link to t, and `/` (or `/#5`) a folder. The empty content is an empty file.
*/
export type Sketch = Readonly<Record<string, string>>;

const shape = /^(?<content>[^#+@]*)(?<executable>\+)?(?:@(?<time>\d+))?(?:#(?<inode>\d+))?$/v;

export function tree(of: Sketch): Tree {
	const draft = new TreeDraft(emptyTree);
	for (const [path, what] of Object.entries(of)) {
		draft.set(path, node(what));
	}

	return draft.done();
}

export function node(what: string): TreeNode {
	if (what.startsWith('->')) {
		return {kind: 'symlink', target: what.slice(2)};
	}

	const {content, executable, time, inode} = shape.exec(what)!.groups!;
	const disk = inode === undefined
		? {}
		: {
			disk: {
				inode: Number(inode), size: content!.length, modifiedMilliseconds: 0, changedMilliseconds: 0, bornMilliseconds: 1000 + Number(inode),
			},
		};
	return content === '/'
		? {kind: 'folder', children: new Map(), ...disk}
		: {
			kind: 'file',
			size: content!.length,
			digest: digestOf(content!),
			executable: executable !== undefined,
			modifiedMicroseconds: Number(time ?? 0),
			...disk,
		};
}

const contents = new Map<string, string>();

export function digestOf(content: string): string {
	const digest = hash('sha256', content);
	contents.set(digest, content);
	return digest;
}

/** The way back, without inodes; folders only where nothing is in them. */
export function sketch(of: Tree): Sketch {
	const entries: Array<[string, string]> = [];
	for (const {path, node: found} of walk(of)) {
		if (found.kind !== 'folder' || found.children.size === 0) {
			entries.push([path, text(found)]);
		}
	}

	return Object.fromEntries(entries.toSorted(([a], [b]) => comparePaths(a, b)));
}

function text(found: TreeNode): string {
	switch (found.kind) {
		case 'folder': {
			return '/';
		}

		case 'symlink': {
			return `->${found.target}`;
		}

		case 'file': {
			return fileText(found);
		}
	}
}

function fileText({digest, executable, modifiedMicroseconds}: FileNode): string {
	return `${contents.get(digest)}${executable ? '+' : ''}${modifiedMicroseconds === 0 ? '' : `@${modifiedMicroseconds}`}`;
}

/** Steps in one line each: `put a`, `put a over x`, `move a b`, `delete a`. */
export function steps(operations: readonly Operation[]): string[] {
	return operations.map(operation => stepText(operation));
}

function stepText(operation: Operation): string {
	switch (operation.kind) {
		case 'put': {
			return `put ${operation.path}${operation.expected ? ` over ${text(operation.expected)}` : ''}`;
		}

		case 'move': {
			return `move ${operation.from} ${operation.path}`;
		}

		case 'delete': {
			return `delete ${operation.path}`;
		}
	}
}

/** Carries out all steps; throws when one is stale. */
export function carryOut(before: Tree, operations: readonly Operation[]): Tree {
	const {tree: after, results} = applyOperations(before, operations);
	const stale = results.findIndex(({status}) => status !== 'applied');
	if (stale !== -1) {
		throw new Error(`Step ${stale} of ${steps(operations).join(', ')} is stale: ${JSON.stringify(results[stale])}`);
	}

	return after;
}

/** The same tree with one object for all that is alike, as trees that grew out of each other have it. */
export function interned(of: TreeNode, pool: Map<string, TreeNode>): TreeNode {
	const shared: TreeNode = of.kind === 'folder' ? {...of, children: new Map([...of.children].map(([name, child]) => [name, interned(child, pool)]))} : of;
	const key = JSON.stringify(shared, (_, value: unknown) => value instanceof Map ? [...value] : value);
	pool.set(key, pool.get(key) ?? shared);
	return pool.get(key)!;
}

export const defaults = {
	mode: 'two-way', prefer: 'hold', frozen: new Set<string>(), tieWinner: 'remote', devices: {local: 'here', remote: 'there'},
} as const;

export function opposite<Value extends string>(value: Value): Value | Side {
	return value === 'local' ? 'remote' : (value === 'remote' ? 'local' : value);
}

/** The same question asked with the sides exchanged. */
export function mirrored(input: ReconcileInput): ReconcileInput {
	const {localMoves, remoteMoves, ...rest} = input;
	const modes = {
		'two-way': 'two-way', push: 'pull', pull: 'push', 'mirror-push': 'mirror-pull', 'mirror-pull': 'mirror-push',
	} as const;
	return {
		...rest,
		local: input.remote,
		remote: input.local,
		mode: modes[input.mode],
		prefer: opposite(input.prefer),
		tieWinner: otherSide(input.tieWinner),
		devices: {local: input.devices.remote, remote: input.devices.local},
		...(remoteMoves && {localMoves: remoteMoves}),
		...(localMoves && {remoteMoves: localMoves}),
	};
}
