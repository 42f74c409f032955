import {netMoves} from './net-moves.js';
import {
	sameContent,
	type Digest,
	type NodeKind,
	type TreeNode,
} from './node.js';
import {
	sides,
	type Operation,
	type PutOperation,
	type Side,
} from './operation.js';
import {comparePaths, parentOf, type Path} from './path.js';
import type {Plan} from './plan.js';
import {lookup, walk, type Tree} from './tree.js';

/** Paths that a group of created or modified files names one by one. */
const pathsNamed = 20;

/** Files (links included) and their bytes. */
export type Amount = {readonly files: number; readonly bytes: number};

/** One line of a plan for people; a folder counts with all that is in it. */
export type PlanLine =
	| ({readonly kind: 'delete'; readonly path: Path; readonly node: NodeKind} & Amount)
	| ({readonly kind: 'move'; readonly from: Path; readonly path: Path; readonly node: NodeKind} & Amount)
	/** Files of one folder (`''` is the root), or all that comes in a new one. `reusedBytes`: in files that this side has somewhere already. */
	| ({
		readonly kind: 'create' | 'modify' | 'attributes';
		readonly folder: Path;
		readonly isNewFolder: boolean;
		readonly reusedBytes: number;
		/** The first ones, in order. */
		readonly paths: readonly Path[];
	} & Amount);

export type PlanLineKind = PlanLine['kind'];

/** What a plan does to one side. */
export type PlanSide = {
	/** Deletions first, then moves, then what is created and modified, each by path. */
	readonly lines: readonly PlanLine[];
	readonly totals: Readonly<Record<PlanLineKind, Amount>>;
	/** Contents that have to come from the other side, at most: of a modified file only what is new in it travels. */
	readonly travelBytes: number;
	/** Contents that this side has already, under another name. */
	readonly reusedBytes: number;
};

export type PlanSummary = Readonly<Record<Side, PlanSide>> & {
	/** Steps for both sides; a deleted folder counts as many as there are files in it. */
	readonly steps: number;
	readonly conflicts: number;
};

const kinds = ['delete', 'move', 'create', 'modify', 'attributes'] as const satisfies readonly PlanLineKind[];
const nothing: Amount = {files: 0, bytes: 0};

/** Sums up a plan for somebody who has to say yes to it. `trees`: what stands on each side before it. */
export function summarizePlan({local, remote, conflicts}: Pick<Plan, 'local' | 'remote' | 'conflicts'>, trees: Readonly<Record<Side, Tree>>): PlanSummary {
	const [here, there] = sides.map(side => summarizeSide(side === 'local' ? local : remote, trees[side])) as [PlanSide, PlanSide];
	return {
		local: here, remote: there, steps: stepsOf(local) + stepsOf(remote), conflicts: conflicts.length,
	};
}

/** How much there is to do: a deleted folder counts as many steps as there are files in it. */
export const stepsOf = (operations: readonly Operation[]): number =>
	operations.reduce((sum, operation) => sum + (operation.kind === 'delete' ? Math.max(1, amountOf(operation.expected).files) : 1), 0);

/** Contents that operations bring, at most. */
export const contentBytes = (operations: readonly Operation[]): number =>
	operations.reduce((sum, operation) => sum + (isContent(operation) ? operation.node.size : 0), 0);

type ContentPut = PutOperation & {readonly node: Extract<TreeNode, {kind: 'file'}>};

const isContent = (operation: Operation): operation is ContentPut =>
	operation.kind === 'put' && operation.node.kind === 'file' && !(operation.expected && sameContent(operation.expected, operation.node));

function summarizeSide(operations: readonly Operation[], tree: Tree): PlanSide {
	const puts = operations.filter(operation => operation.kind === 'put');
	const reused = contentsOf(tree, puts);
	const lines = [...deletionLines(operations), ...moveLines(operations, tree), ...putLines(puts, reused)];
	const sum = (kind: PlanLineKind) => lines.filter(line => line.kind === kind).reduce((total, line) => add(total, line), nothing);
	const reusedBytes = lines.reduce((total, line) => total + ('reusedBytes' in line ? line.reusedBytes : 0), 0);
	return {
		lines,
		totals: Object.fromEntries(kinds.map(kind => [kind, sum(kind)])) as Record<PlanLineKind, Amount>,
		travelBytes: contentBytes(operations) - reusedBytes,
		reusedBytes,
	};
}

const byPath = (one: {readonly path: Path}, other: {readonly path: Path}) => comparePaths(one.path, other.path);

function deletionLines(operations: readonly Operation[]): PlanLine[] {
	return operations.filter(operation => operation.kind === 'delete').map(({path, expected}): PlanLine & {kind: 'delete'} => ({
		kind: 'delete', path, node: expected.kind, ...amountOf(expected),
	})).toSorted(byPath);
}

/** Where things stand after all moves; that some go by way of another name is nobody's concern. */
function moveLines(operations: readonly Operation[], tree: Tree): PlanLine[] {
	const moves = operations.flatMap(operation => operation.kind === 'move' ? [{from: operation.from, to: operation.path}] : []);
	return netMoves(moves).map(({from, to}): PlanLine & {kind: 'move'} => {
		const node = lookup(tree, from);
		return {
			kind: 'move', from, path: to, node: node?.kind ?? 'file', ...(node ? amountOf(node) : nothing),
		};
	}).toSorted(byPath);
}

type Group = {kind: 'create' | 'modify' | 'attributes'; folder: Path; isNewFolder: boolean; files: number; bytes: number; reusedBytes: number; paths: Path[]};

/** Files by the folder that they stand in, or by the topmost new folder that they come in. */
function putLines(puts: readonly PutOperation[], reused: ReadonlySet<Digest>): PlanLine[] {
	const groups = new Map<string, Group>();
	const newFolders = new Set(puts.filter(({node, expected}) => node.kind === 'folder' && expected?.kind !== 'folder').map(({path}) => path));
	const places = new Map<Path, Path | undefined>();
	for (const put of puts) {
		const isNewFolder = newFolders.has(put.path);
		const top = topmost(isNewFolder ? put.path : parentOf(put.path), newFolders, places);
		if (put.node.kind === 'folder' && !isNewFolder) {
			continue;
		}

		const kind = kindOf(put);
		const folder = top ?? parentOf(put.path);
		const key = `${kind} ${folder}`;
		const group = groups.get(key) ?? {
			kind, folder, isNewFolder: top !== undefined, files: 0, bytes: 0, reusedBytes: 0, paths: [],
		};
		groups.set(key, group);
		count(group, put, reused);
	}

	return [...groups.values()].toSorted((a, b) => a.kind === b.kind ? comparePaths(a.folder, b.folder) : kinds.indexOf(a.kind) - kinds.indexOf(b.kind));
}

function count(group: Group, {path, node, expected}: PutOperation, reused: ReadonlySet<Digest>): void {
	if (node.kind === 'folder') {
		return;
	}

	group.files++;
	if (group.paths.length < pathsNamed) {
		group.paths.push(path);
	}

	if (node.kind !== 'file' || (expected && sameContent(expected, node))) {
		return;
	}

	group.bytes += node.size;
	group.reusedBytes += reused.has(node.digest) ? node.size : 0;
}

const kindOf = ({node, expected}: PutOperation): Group['kind'] =>
	expected?.kind === node.kind ? (sameContent(expected, node) ? 'attributes' : 'modify') : 'create';

/** The topmost new folder that a place is in, itself included. */
function topmost(folder: Path, newFolders: ReadonlySet<Path>, known: Map<Path, Path | undefined>): Path | undefined {
	if (folder === '') {
		return undefined;
	}

	if (!known.has(folder)) {
		const above = topmost(parentOf(folder), newFolders, known);
		known.set(folder, above ?? (newFolders.has(folder) ? folder : undefined));
	}

	return known.get(folder);
}

/** Which of the contents that are put somewhere this side has already. */
function contentsOf(tree: Tree, puts: readonly PutOperation[]): ReadonlySet<Digest> {
	const wanted = new Set(puts.flatMap(put => isContent(put) ? [put.node.digest] : []));
	const found = new Set<Digest>();
	if (wanted.size === 0) {
		return found;
	}

	for (const {node} of walk(tree)) {
		if (node.kind === 'file' && wanted.has(node.digest)) {
			found.add(node.digest);
		}
	}

	return found;
}

function amountOf(node: TreeNode): Amount {
	if (node.kind !== 'folder') {
		return {files: 1, bytes: node.kind === 'file' ? node.size : 0};
	}

	let sum = nothing;
	for (const child of node.children.values()) {
		sum = add(sum, amountOf(child));
	}

	return sum;
}

const add = (one: Amount, other: Amount): Amount => ({files: one.files + other.files, bytes: one.bytes + other.bytes});
