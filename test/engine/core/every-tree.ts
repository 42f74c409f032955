import {comparePaths} from '../../../source/engine/core/path.js';
import type {Simple, SimpleFolder} from './reference-merge.js';

/** Paths that trees are made over, parents before children, and the ways in which siblings can be exchanged without making another layout. */
export type Layout = {readonly title: string; readonly paths: readonly string[]; readonly exchanges: readonly Renaming[]};

/** New names of paths' last components, and of contents; what is not named keeps its own. */
export type Renaming = Readonly<Record<string, string>>;

const same: Renaming = {};
const contents = ['f:1', 'f:2', 'f:3'] as const;
/** What can stand at a path beside a folder and nothing at all: file x, file y, file z, and a link. */
const leaves = [...contents, 'l:to'] as const;

export const layouts = {
	file: {title: 'one path', paths: ['a'], exchanges: [same]},
	pair: {title: 'two siblings', paths: ['a', 'b'], exchanges: [same, {a: 'b', b: 'a'}]},
	nested: {title: 'a folder and a path in it', paths: ['p', 'p/a'], exchanges: [same]},
	family: {title: 'a folder and two paths in it', paths: ['p', 'p/a', 'p/b'], exchanges: [same, {a: 'b', b: 'a'}]},
	chain: {title: 'a folder in a folder and a path in that', paths: ['p', 'p/a', 'p/a/b'], exchanges: [same]},
	beside: {title: 'a folder, a path in it and one beside it', paths: ['p', 'p/a', 'q'], exchanges: [same]},
	siblings: {title: 'three siblings', paths: ['a', 'b', 'c'], exchanges: permutations(['a', 'b', 'c'])},
} satisfies Record<string, Layout>;

/** Six ways to call three contents x, y and z. */
const relabellings = permutations(contents);

/** Indexes of the trees of one combination. */
export type Triple = readonly [base: number, local: number, remote: number];

/** All trees over a layout. */
export function treesOver({paths}: Layout): SimpleFolder[] {
	return [...allTrees(paths)];
}

function * allTrees(paths: readonly string[]): Generator<SimpleFolder> {
	const [path, ...rest] = paths;
	if (path === undefined) {
		yield new Map();
		return;
	}

	const inside = rest.filter(other => other.startsWith(`${path}/`)).map(other => other.slice(path.length + 1));
	const beside = rest.filter(other => !other.startsWith(`${path}/`));
	const states: Array<Simple | undefined> = [undefined, ...leaves, ...allTrees(inside)];
	for (const others of allTrees(beside)) {
		for (const state of states) {
			yield new Map([...others, ...(state === undefined ? [] : [[path, state] as const])]);
		}
	}
}

/** Every combination of three of these trees. */
export function * everyTriple(count: number): Generator<Triple> {
	for (let base = 0; base < count; base++) {
		yield * triplesOf(base, count);
	}
}

export function * triplesOf(base: number, count: number): Generator<Triple> {
	for (let local = 0; local < count; local++) {
		for (let remote = 0; remote < count; remote++) {
			yield [base, local, remote];
		}
	}
}

/**
One of each set of combinations that are the same but for what contents and siblings are called and which side is which: the first of
them in the order of `everyTriple`. reconcile-symmetry.test.ts shows that the planner treats all of a set alike.
*/
export function * everyTripleOnce(layout: Layout, trees: readonly SimpleFolder[]): Generator<Triple> {
	const symmetries = symmetryTables(layout, trees);
	for (let base = 0; base < trees.length; base++) {
		if (symmetries.some(table => table[base]! < base)) {
			continue;
		}

		const stable = symmetries.filter(table => table[base] === base);
		for (const triple of triplesOf(base, trees.length)) {
			if (isFirst(triple, stable, trees.length)) {
				yield triple;
			}
		}
	}
}

function isFirst([, local, remote]: Triple, symmetries: ReadonlyArray<readonly number[]>, count: number): boolean {
	const rank = (local * count) + remote;
	return symmetries.every(table => Math.min((table[local]! * count) + table[remote]!, (table[remote]! * count) + table[local]!) >= rank);
}

/** The layout's symmetries, the mirror apart. */
export function symmetriesOf({exchanges}: Layout): Renaming[] {
	return exchanges.flatMap(exchange => relabellings.map(relabelling => ({...exchange, ...relabelling})));
}

/** What each symmetry makes of each tree, by index. */
function symmetryTables(layout: Layout, trees: readonly SimpleFolder[]): Array<readonly number[]> {
	const places = new Map(trees.map((tree, index) => [describe(tree), index]));
	return symmetriesOf(layout).map(renaming => trees.map(tree => places.get(describe(renamed(tree, renaming)))!));
}

/** `name.conflict-<device>-<mark>`; the mark of a file's content follows the content. */
const copyName = /^(?<name>.*)\.conflict-(?<device>[a-z]+)-(?<mark>[\da-f]{8})$/v;

export function renamed<Node extends Simple>(node: Node, renaming: Renaming): Node;
export function renamed(node: Simple, renaming: Renaming): Simple {
	return typeof node === 'string' ? renaming[node] ?? node : new Map([...node].map(([name, inner]) => [renamedName(name, renaming), renamed(inner, renaming)]));
}

export function renamedName(name: string, renaming: Renaming): string {
	const {name: original, device, mark} = copyName.exec(name)?.groups ?? {};
	if (original === undefined || device === undefined || mark === undefined) {
		return renaming[name] ?? name;
	}

	const content = renaming[`f:${Number(mark)}`]?.slice(2).padStart(8, '0') ?? mark;
	return `${renaming[original] ?? original}.conflict-${device}-${content}`;
}

/** One line that says all of a tree. */
export function describe(node: Simple): string {
	return typeof node === 'string' ? node : `{${[...node].map(([name, inner]) => `${name}=${describe(inner)}`).toSorted(comparePaths).join(' ')}}`;
}

function permutations(names: readonly string[]): Renaming[] {
	return orders(names).map(order => Object.fromEntries(names.map((name, index) => [name, order[index]!])));
}

function orders(names: readonly string[]): string[][] {
	return names.length === 0 ? [[]] : names.flatMap(first => orders(names.filter(name => name !== first)).map(rest => [first, ...rest]));
}
