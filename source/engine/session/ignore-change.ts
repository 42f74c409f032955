import type {FolderNode, TreeNode} from '../core/node.js';
import {joinPath, type Path} from '../core/path.js';
import type {Tree} from '../core/tree.js';
import type {IgnoreRules} from '../disk/replica.js';

/** Paths that are told one by one. */
const pathsTold = 10;

/** Paths that rules concern: the topmost ones, counted, and the first of them. */
export type IgnoredPaths = {readonly count: number; readonly bytes: number; readonly paths: readonly Path[]};

/** What other rules change about what is synced. `sources` are the rule files whose patterns it is by, or `--ignore`. */
export type IgnoreChange = {readonly hidden: IgnoredPaths; readonly shown: IgnoredPaths; readonly sources: readonly string[]};

/** A tree as it is seen under two sets of rules. */
export type View = {readonly before: Tree; readonly after: Tree};

export type RulesInTurn = {
	readonly rules: IgnoreRules;
	/** The rules before; absent when they are not known (at the start of the program): then nothing is told to be shown again. */
	readonly former: IgnoreRules | undefined;
	/** What both sides agreed on, when they did and under the rules now. */
	readonly agreed: View;
	/** Both sides' trees under the rules before and now. */
	readonly sides: readonly View[];
};

/** Compares what is synced under two sets of rules. Walks only where something is left out or shown; undefined when nothing is. */
export function ignoreChange({rules, former, agreed, sides}: RulesInTurn): IgnoreChange | undefined {
	const hidden = new Collection(rules).add(agreed.before, agreed.after);
	const shown = new Collection(former ?? {ignores: () => false});
	for (const {before, after} of former ? sides : []) {
		shown.add(after, before);
	}

	return hidden.isEmpty && shown.isEmpty
		? undefined
		: {hidden: hidden.told(), shown: shown.told(), sources: [...new Set([...hidden.sources(), ...shown.sources()])]};
}

/** What only one of two trees has and rules leave out. */
class Collection {
	readonly #found = new Map<Path, TreeNode>();
	/** The first of them. */
	readonly #paths: Path[] = [];
	readonly #rules: IgnoreRules;

	constructor(rules: IgnoreRules) {
		this.#rules = rules;
	}

	get isEmpty(): boolean {
		return this.#found.size === 0;
	}

	add(whole: FolderNode, part: FolderNode | undefined, at: Path = ''): this {
		for (const [name, node] of whole.children) {
			const other = part?.children.get(name);
			if (node === other) {
				continue;
			}

			const path = joinPath(at, name);
			if (!other && this.#rules.ignores(path, node.kind === 'folder')) {
				this.#take(path, node);
			} else if (node.kind === 'folder') {
				this.add(node, other?.kind === 'folder' ? other : undefined, path);
			}
		}

		return this;
	}

	told(): IgnoredPaths {
		let bytes = 0;
		for (const node of this.#found.values()) {
			bytes += bytesIn(node);
		}

		return {count: this.#found.size, bytes, paths: this.#paths};
	}

	sources(): string[] {
		return this.#paths.flatMap(path => {
			const explanation = this.#rules.explain?.(path, this.#found.get(path)!.kind === 'folder');
			return explanation?.ignored ? [explanation.file ?? '--ignore'] : [];
		});
	}

	#take(path: Path, node: TreeNode): void {
		if (!this.#found.has(path) && this.#paths.length < pathsTold) {
			this.#paths.push(path);
		}

		this.#found.set(path, node);
	}
}

function bytesIn(node: TreeNode): number {
	if (node.kind !== 'folder') {
		return node.kind === 'file' ? node.size : 0;
	}

	let bytes = 0;
	for (const child of node.children.values()) {
		bytes += bytesIn(child);
	}

	return bytes;
}
