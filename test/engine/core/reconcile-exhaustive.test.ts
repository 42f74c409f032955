import {createHash} from 'node:crypto';
import test from 'ava';
import {applyOperations} from '../../../source/engine/core/apply-operation.js';
import type {TreeNode} from '../../../source/engine/core/node.js';
import type {Side} from '../../../source/engine/core/operation.js';
import {reconcile} from '../../../source/engine/core/reconcile.js';
import {comparePaths} from '../../../source/engine/core/path.js';
import type {Preference} from '../../../source/engine/core/plan.js';
import type {Tree} from '../../../source/engine/core/tree.js';
import {file} from './arbitrary-trees.js';
import {
	referenceMerge,
	type Simple,
	type SimpleFolder,
} from './reference-merge.js';

const leaves = ['f:1', 'f:2', 'l:to'] as const;
const devices = {local: 'here', remote: 'there'};

/** All trees over these paths, parents before children: absent, file x, file y, link, and a folder with all that can be in it. */
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

const known = new Map<SimpleFolder, Tree>();

function asTree(simple: SimpleFolder): Tree {
	const found = known.get(simple) ?? {kind: 'folder', children: new Map([...simple].map(([name, node]) => [name, asNode(node)]))};
	known.set(simple, found);
	return found;
}

function asNode(simple: Simple): TreeNode {
	if (typeof simple !== 'string') {
		return asTree(simple);
	}

	return simple.startsWith('f:') ? file(Number(simple.slice(2))) : {kind: 'symlink', target: simple.slice(2)};
}

/** One line that says all of a tree. */
function describe(node: Simple): string {
	return typeof node === 'string' ? node : `{${[...node].map(([name, inner]) => `${name}=${describe(inner)}`).toSorted(comparePaths).join(' ')}}`;
}

function describeTree(node: TreeNode): string {
	switch (node.kind) {
		case 'file': {
			return `f:${Number.parseInt(node.digest.slice(0, 8), 16)}`;
		}

		case 'symlink': {
			return `l:${node.target}`;
		}

		case 'folder': {
			return `{${[...node.children].map(([name, inner]) => `${name}=${describeTree(inner)}`).toSorted(comparePaths).join(' ')}}`;
		}
	}
}

function loserName(name: string, node: Simple, side: Side): string {
	const text = typeof node === 'string' ? node : '';
	const mark = text.startsWith('f:') ? text.slice(2).padStart(8, '0') : createHash('sha256').update(text.slice(2)).digest('hex').slice(0, 8);
	return `${name}.conflict-${devices[side]}-${mark}`;
}

type Case = {readonly base: SimpleFolder; readonly local: SimpleFolder; readonly remote: SimpleFolder; readonly prefer: Preference; readonly winner: Side};

/** Returns what differs between the two merges, or nothing. */
function compare({base, local, remote, prefer, winner}: Case): string | undefined {
	const expected = referenceMerge({
		base, local, remote, prefer, winner: prefer === 'local' || prefer === 'remote' ? prefer : winner, loserName,
	});
	const plan = reconcile({
		ancestor: asTree(base), local: asTree(local), remote: asTree(remote), prefer, tieWinner: winner,
		mode: 'two-way', frozen: new Set(), devices, localMoves: [], remoteMoves: [],
	});
	const done = {local: applyOperations(asTree(local), plan.local), remote: applyOperations(asTree(remote), plan.remote)};
	const stale = [...done.local.results, ...done.remote.results].find(({status}) => status !== 'applied');
	const found = [describeTree(done.local.tree), describeTree(done.remote.tree), plan.conflicts.map(({path}) => path).join(' ')].join(' | ');
	const wanted = [describe(expected.local), describe(expected.remote), expected.conflicts.join(' ')].join(' | ');
	return found === wanted && !stale ? undefined : `${prefer} ${winner}: ${describe(base)} ${describe(local)} ${describe(remote)}: got ${found}, wanted ${wanted} ${JSON.stringify(stale) ?? ''}`;
}

function * casesOver(paths: readonly string[], preferences: readonly Preference[]): Generator<Case> {
	const trees = [...allTrees(paths)];
	const manners = preferences.flatMap(prefer => (['local', 'remote'] as const).map(winner => ({prefer, winner})));
	for (const manner of manners) {
		for (const base of trees) {
			for (const local of trees) {
				yield * trees.map(remote => ({
					base, local, remote, ...manner,
				}));
			}
		}
	}
}

const all = ['hold', 'local', 'remote', 'both'] as const;
const quick: Array<{paths: string[]; preferences: readonly Preference[]}> = [
	{paths: ['a'], preferences: all},
	{paths: ['a', 'a/b'], preferences: all},
	{paths: ['a', 'b'], preferences: ['both']},
];

/** Three paths are 200,000 merges and more: for a night (`FSYNC_EXHAUSTIVE=1`), or after a change of the rules. */
const slow: typeof quick = [
	{paths: ['a', 'b'], preferences: all},
	{paths: ['a', 'a/b', 'a/c'], preferences: all},
	{paths: ['a', 'a/b', 'a/b/c'], preferences: all},
	{paths: ['a', 'a/b', 'c'], preferences: ['hold', 'both']},
];
const runs = process.env.FSYNC_EXHAUSTIVE === undefined ? quick : [...quick, ...slow];

for (const {paths, preferences} of runs) {
	test(`every three trees over ${paths.join(', ')} merge as the path-wise reference does (${preferences.join(', ')})`, t => {
		let count = 0;
		let difference: string | undefined;
		for (const one of casesOver(paths, preferences)) {
			difference ??= compare(one);
			count++;
		}

		t.is(difference, undefined);
		t.true(count >= 1000);
	});
}
