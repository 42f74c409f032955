import fc from 'fast-check';
import type {TreeNode} from '../../../source/engine/core/node.js';
import {isWithin, joinPath, type Path} from '../../../source/engine/core/path.js';
import {netMoves} from '../../../source/engine/core/net-moves.js';
import type {Move} from '../../../source/engine/core/rename.js';
import {
	emptyTree,
	TreeDraft,
	walk,
	type Tree,
} from '../../../source/engine/core/tree.js';

/** Few names, so that edits meet; among them twins by case and a prefix of another. */
export const names = ['a', 'b', 'c', 'd', 'A', 'ab', 'a.txt', 'z'] as const;

/** One thing a person does to a tree. Numbers pick among what there is at that moment. */
export type Step = {readonly action: Action; readonly what: number; readonly where: number; readonly name: number; readonly content: number};
export type Action = typeof actions[number];
const actions = [
	'write', 'edit', 'delete', 'folder', 'move', 'swap', 'link', 'executable', 'touch', 'replace',
] as const;

export type Edited = {readonly tree: Tree; readonly moves: readonly Move[]};

/** An ancestor and two trees that grew out of it, with the moves that led there. */
export type Triple = {
	readonly ancestor: Tree;
	readonly local: Tree;
	readonly remote: Tree;
	readonly localMoves: readonly Move[];
	readonly remoteMoves: readonly Move[];
};

const weighted = fc.oneof(
	{arbitrary: fc.constant<Action>('write'), weight: 5},
	{arbitrary: fc.constant<Action>('edit'), weight: 4},
	{arbitrary: fc.constant<Action>('delete'), weight: 4},
	{arbitrary: fc.constant<Action>('folder'), weight: 4},
	{arbitrary: fc.constant<Action>('move'), weight: 9},
	{arbitrary: fc.constantFrom<Action>(...actions), weight: 5},
);

export const arbitraryStep: fc.Arbitrary<Step> = fc.record({
	action: weighted, what: fc.nat(40), where: fc.nat(40), name: fc.nat(names.length - 1), content: fc.nat(30),
});

export const arbitrarySteps = (maxLength: number) => fc.array(arbitraryStep, {maxLength, size: 'max'});

export const arbitraryTree: fc.Arbitrary<Tree> = arbitrarySteps(14).map(steps => perform(emptyTree, steps, 'base').tree);

export const arbitraryTriple: fc.Arbitrary<Triple> = fc.record({base: arbitrarySteps(14), here: arbitrarySteps(6), there: arbitrarySteps(6)})
	.map(({base, here, there}) => {
		const ancestor = perform(emptyTree, base, 'base').tree;
		const local = perform(ancestor, here, 'local');
		const remote = perform(ancestor, there, 'remote');
		return {
			ancestor, local: local.tree, remote: remote.tree, localMoves: local.moves, remoteMoves: remote.moves,
		};
	});

/** Does what the steps say, as far as it can be done. Contents beyond the first few are never written by anybody else. */
export function perform(tree: Tree, steps: readonly Step[], writer: 'base' | 'local' | 'remote'): Edited {
	const person = new Person(tree, writer);
	for (const step of steps) {
		person.do(step);
	}

	return person.done();
}

const offsets = {base: 1000, local: 2000, remote: 3000};

export function file(content: number, more: {readonly executable?: boolean; readonly time?: number; readonly inode?: number; readonly size?: number} = {}): TreeNode {
	const size = more.size ?? (content % 7);
	return {
		kind: 'file',
		size,
		modifiedMicroseconds: more.time ?? 0,
		executable: more.executable ?? false,
		digest: (size === 0 ? 0 : content).toString(16).padStart(8, '0').padEnd(64, '0'),
		...(more.inode !== undefined && {disk: diskStat(more.inode, size)}),
	};
}

export function diskStat(inode: number, size = 0) {
	return {
		inode, size, modifiedMilliseconds: 0, changedMilliseconds: 0, bornMilliseconds: inode,
	};
}

/** The tree as a listing from another machine shows it. */
export function withoutDisks(tree: Tree): Tree {
	return bare(tree) as Tree;
}

function bare({disk: _disk, ...node}: TreeNode): TreeNode {
	return node.kind === 'folder' ? {...node, children: new Map([...node.children].map(([name, child]) => [name, bare(child)]))} : node;
}

class Person {
	readonly #draft: TreeDraft;
	readonly #moves: Move[] = [];
	readonly #offset: number;
	#written = 0;
	#time = 0;

	constructor(tree: Tree, writer: keyof typeof offsets) {
		this.#draft = new TreeDraft(tree);
		this.#offset = offsets[writer];
	}

	done(): Edited {
		return {tree: this.#draft.done(), moves: netMoves(this.#moves)};
	}

	do(step: Step): void {
		const entries = [...walk(this.#draft.get('') as Tree)];
		const folders = ['', ...entries.filter(({node}) => node.kind === 'folder').map(({path}) => path)];
		const chosen = entries.length === 0 ? undefined : entries[step.what % entries.length];
		const target = joinPath(folders[step.where % folders.length]!, names[step.name]!);
		if (isCreation(step.action)) {
			this.#create(step, target);
		} else if (chosen) {
			this.#change(step, {
				path: chosen.path, node: chosen.node, target, other: entries[step.where % entries.length]!.path,
			});
		}
	}

	#create({action, content}: Step, target: Path): void {
		const found = this.#draft.get(target);
		if (found?.kind === 'folder' || target.split('/').length > 5) {
			return;
		}

		if (action === 'folder') {
			if (!found) {
				this.#draft.set(target, {kind: 'folder', children: new Map(), disk: diskStat(this.#nextInode())});
			}
		} else {
			this.#draft.set(target, action === 'link' ? {kind: 'symlink', target: `to-${content % 5}`, disk: diskStat(this.#nextInode())} : this.#newFile(content));
		}
	}

	#change({action, content}: Step, {path, node, target, other}: {path: Path; node: TreeNode; target: Path; other: Path}): void {
		switch (action) {
			case 'delete': {
				this.#draft.set(path, undefined);
				break;
			}

			case 'move': {
				if (!this.#draft.get(target) && !isWithin(path, target) && target.split('/').length < 6) {
					this.#move(path, target);
				}

				break;
			}

			case 'swap': {
				if (!isWithin(path, other) && !isWithin(other, path)) {
					this.#move(path, 'parked');
					this.#move(other, path);
					this.#move('parked', other);
				}

				break;
			}

			case 'replace': {
				this.#draft.set(path, node.kind === 'folder' ? this.#newFile(content) : {kind: 'folder', children: new Map(), disk: diskStat(this.#nextInode())});
				break;
			}

			default: {
				this.#touchFile({
					path, node, action, content,
				});
			}
		}
	}

	#touchFile({path, node, action, content}: {path: Path; node: TreeNode; action: Action; content: number}): void {
		if (node.kind !== 'file') {
			return;
		}

		const time = ++this.#time + this.#offset;
		if (action === 'executable') {
			this.#draft.set(path, {...node, executable: !node.executable});
		} else if (action === 'touch') {
			this.#draft.set(path, {...node, modifiedMicroseconds: time});
		} else {
			const written = this.#newFile(content) as typeof node;
			this.#draft.set(path, {...written, executable: node.executable, ...(node.disk && {disk: node.disk})});
		}
	}

	#move(from: Path, to: Path): void {
		this.#draft.move(from, to);
		this.#moves.push({from, to});
	}

	#newFile(content: number): TreeNode {
		const isCommon = content < 6;
		const written = isCommon ? content : this.#offset + ++this.#written;
		return file(written, {time: ++this.#time + this.#offset, inode: this.#nextInode()});
	}

	#nextInode(): number {
		this.#written++;
		return (this.#offset * 1000) + this.#written;
	}
}

function isCreation(action: Action): boolean {
	return action === 'write' || action === 'folder' || action === 'link';
}
