import {createHash} from 'node:crypto';
import {advanceAncestor} from '../../../source/engine/core/ancestor.js';
import {applyOperations} from '../../../source/engine/core/apply-operation.js';
import type {TreeNode} from '../../../source/engine/core/node.js';
import {otherSide, sides, type Side} from '../../../source/engine/core/operation.js';
import type {Plan, Preference, ReconcileInput} from '../../../source/engine/core/plan.js';
import {reconcile} from '../../../source/engine/core/reconcile.js';
import type {Tree} from '../../../source/engine/core/tree.js';
import {file} from './arbitrary-trees.js';
import {describe} from './every-tree.js';
import {referenceMerge, type Simple, type SimpleFolder} from './reference-merge.js';
import {defaults, mirrored} from './sketch.js';

/** How conflicts and ties are decided. With a preferred side ties go to it too, so that these six are all there are. */
export type Manner = {readonly prefer: Preference; readonly winner: Side};

export const manners: readonly Manner[] = [
	{prefer: 'hold', winner: 'remote'},
	{prefer: 'hold', winner: 'local'},
	{prefer: 'both', winner: 'remote'},
	{prefer: 'both', winner: 'local'},
	{prefer: 'remote', winner: 'remote'},
	{prefer: 'local', winner: 'local'},
];

/** One of each pair of manners that are each other's mirror image. */
export const halfOfManners = manners.filter(({winner}) => winner === 'remote');

export type Trees = {readonly base: SimpleFolder; readonly local: SimpleFolder; readonly remote: SimpleFolder};

/** What the planner makes of three trees, carried out on both sides. */
export type Outcome = {readonly plan: Plan; readonly ancestor: Tree; readonly local: Tree; readonly remote: Tree; readonly isWhole: boolean};

const {devices} = defaults;

/**
Plans one combination without moves (`localMoves` and `remoteMoves` are told to be none, so that nothing is detected and a node is its
path) and compares all that can be said of it with the reference. Returns what is wrong, or nothing.
*/
export function checkMerge(trees: Trees, manner: Manner): string | undefined {
	const input = question(trees, manner);
	const done = carryOut(input);
	const expected = referenceMerge({...trees, ...manner, loserName});
	const conflicts = done.plan.conflicts.map(({path}) => path);
	const faults = [
		done.isWhole ? undefined : 'a step is stale',
		isLike(done.local, expected.local) && isLike(done.remote, expected.remote) ? undefined : `wanted ${describe(expected.local)} and ${describe(expected.remote)}`,
		conflicts.join(' ') === expected.conflicts.join(' ') ? undefined : `wanted conflicts ${expected.conflicts.join(' ')}`,
		lossIn(trees, manner, done),
		repeatIn(input, done),
	];
	const fault = faults.find(one => one !== undefined);
	return fault === undefined ? undefined : `${fault}: ${tell(trees, manner, done)}`;
}

/** The same with both sides exchanged has the mirror image for its outcome. */
export function checkMirror(trees: Trees, manner: Manner): string | undefined {
	const input = question(trees, manner);
	return mirrorFault(trees, manner, input);
}

/**
The same combination with moves detected. The reference knows none, so that only what must hold whatever was moved is asked for: steps that
can be taken, equal sides unless a conflict is held, nothing lost, the mirror image, and nothing left to plan.
*/
export function checkWithMoves(trees: Trees, manner: Manner): string | undefined {
	const {localMoves: _local, remoteMoves: _remote, ...input} = question(trees, manner);
	const done = carryOut(input);
	const isSettled = done.plan.conflicts.length === 0;
	const faults = [
		done.isWhole ? undefined : 'a step is stale',
		isSettled && describeTree(done.local) !== describeTree(done.remote) ? 'the sides differ' : undefined,
		isSettled || manner.prefer === 'hold' ? undefined : 'a conflict although a side is preferred',
		lossIn(trees, manner, done),
		isSettled ? repeatIn(input, done) : restlessIn(input, done),
		mirrorFault(trees, manner, input, done),
	];
	const fault = faults.find(one => one !== undefined);
	return fault === undefined ? undefined : `${fault}: ${tell(trees, manner, done)}`;
}

export function question({base, local, remote}: Trees, {prefer, winner}: Manner): ReconcileInput {
	return {
		...defaults, ancestor: asTree(base), local: asTree(local), remote: asTree(remote), prefer, tieWinner: winner, localMoves: [], remoteMoves: [],
	};
}

export function carryOut(input: ReconcileInput): Outcome {
	const plan = reconcile(input);
	const local = applyOperations(input.local, plan.local);
	const remote = applyOperations(input.remote, plan.remote);
	const moves = [...plan.remote, ...plan.local].flatMap(operation => operation.kind === 'move' ? [{from: operation.from, to: operation.path}] : []);
	return {
		plan,
		ancestor: advanceAncestor({
			ancestor: input.ancestor, local: local.tree, remote: remote.tree, moves, held: plan.held,
		}),
		local: local.tree,
		remote: remote.tree,
		isWhole: [...local.results, ...remote.results].every(({status}) => status === 'applied'),
	};
}

/** The next plan must be empty and tell of the same conflicts. */
function repeatIn(input: ReconcileInput, {plan, ancestor, local, remote}: Outcome): string | undefined {
	const again = reconcile({
		...input, ancestor, local, remote,
	});
	// With the reason: it names what was lost of a base that a held conflict still needs.
	const conflicts = (of: Plan) => of.conflicts.map(({path, reason}) => `${path} ${reason}`).join(', ');
	return again.local.length + again.remote.length === 0 && conflicts(again) === conflicts(plan) ? undefined : 'planned again';
}

/** Held moves may resolve when the rest has gone through (two unrelated files that became alike); that takes a round or two. */
function restlessIn(input: ReconcileInput, first: Outcome): string | undefined {
	let done = first;
	for (let round = 0; round < 4; round++) {
		done = carryOut({
			...input, ancestor: done.ancestor, local: done.local, remote: done.remote,
		});
		if (done.plan.local.length + done.plan.remote.length === 0) {
			return undefined;
		}
	}

	return 'planned again and again';
}

function mirrorFault(trees: Trees, manner: Manner, input: ReconcileInput, done = carryOut(input)): string | undefined {
	const other = carryOut(mirrored(input));
	const isMirror = describeTree(done.local) === describeTree(other.remote) && describeTree(done.remote) === describeTree(other.local);
	return isMirror ? undefined : `the mirror image is ${describeTree(other.remote)} and ${describeTree(other.local)}: ${tell(trees, manner, done)}`;
}

/** A content that a side wrote since the ancestor is there afterwards: on both sides, unless it is held or the other side was preferred. */
function lossIn({base, ...versions}: Trees, {prefer}: Manner, done: Outcome): string | undefined {
	for (const side of sides) {
		if (prefer === otherSide(side)) {
			continue;
		}

		const written = contentsOf(versions[side]) & ~contentsOf(base);
		const lasting = contentsIn(done[side]) & (prefer === 'hold' ? written : contentsIn(done[otherSide(side)]));
		if ((written & ~lasting) !== 0) {
			return `the ${side} side lost what it wrote`;
		}
	}

	return undefined;
}

const bits: Readonly<Record<string, number>> = {
	'f:1': 1, 'f:2': 2, 'f:3': 4, 'l:to': 8,
};

/** The contents in a tree, one bit each. */
function contentsOf(node: Simple): number {
	if (typeof node === 'string') {
		return bits[node]!;
	}

	let all = 0;
	for (const inner of node.values()) {
		all |= contentsOf(inner);
	}

	return all;
}

function contentsIn(node: TreeNode): number {
	if (node.kind !== 'folder') {
		return bits[leafText(node)]!;
	}

	let all = 0;
	for (const inner of node.children.values()) {
		all |= contentsIn(inner);
	}

	return all;
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

function isLike(node: TreeNode, simple: Simple): boolean {
	if (node.kind !== 'folder' || typeof simple === 'string') {
		return node.kind !== 'folder' && leafText(node) === simple;
	}

	if (node.children.size !== simple.size) {
		return false;
	}

	for (const [name, inner] of simple) {
		const child = node.children.get(name);
		if (!child || !isLike(child, inner)) {
			return false;
		}
	}

	return true;
}

const texts = new Map<string, string>([1, 2, 3].map(content => [(file(content) as {digest: string}).digest, `f:${content}`]));

function leafText(node: Exclude<TreeNode, {kind: 'folder'}>): string {
	return node.kind === 'file' ? texts.get(node.digest)! : `l:${node.target}`;
}

export function asSimple(node: TreeNode): Simple {
	return node.kind === 'folder' ? new Map([...node.children].map(([name, inner]) => [name, asSimple(inner)])) : leafText(node);
}

function describeTree(tree: Tree): string {
	return describe(asSimple(tree));
}

function loserName(name: string, node: Simple, side: Side): string {
	const text = typeof node === 'string' ? node : '';
	const mark = text.startsWith('f:') ? text.slice(2).padStart(8, '0') : createHash('sha256').update(text.slice(2)).digest('hex').slice(0, 8);
	return `${name}.conflict-${devices[side]}-${mark}`;
}

function tell({base, local, remote}: Trees, {prefer, winner}: Manner, done: Outcome): string {
	return `prefer ${prefer}, winner ${winner}: ${describe(base)} ${describe(local)} ${describe(remote)} gave ${describeTree(done.local)} and ${describeTree(done.remote)}`;
}
