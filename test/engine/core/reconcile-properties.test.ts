import test from 'ava';
import fc from 'fast-check';
import {advanceAncestor} from '../../../source/engine/core/ancestor.js';
import type {Operation, Side} from '../../../source/engine/core/operation.js';
import {comparePaths, isWithin, pathFault} from '../../../source/engine/core/path.js';
import type {
	Mode,
	Plan,
	Preference,
	ReconcileInput,
} from '../../../source/engine/core/plan.js';
import {reconcile} from '../../../source/engine/core/reconcile.js';
import {treeDigest} from '../../../source/engine/core/tree-digest.js';
import {
	diffTrees,
	emptyTree,
	lookup,
	walk,
	type Tree,
} from '../../../source/engine/core/tree.js';
import {
	arbitraryStep,
	arbitraryTree,
	arbitraryTriple,
	perform,
	withoutDisks,
	type Step,
	type Triple,
} from './arbitrary-trees.js';
import {
	carryOut,
	defaults,
	mirrored,
	steps,
} from './sketch.js';
import {holds} from './holds.js';

type Manner = {readonly prefer: Preference; readonly tieWinner: Side; readonly knowledge: 'told' | 'detected' | 'blind'};

/** How much more than usual: `FSYNC_RUNS=100` for a night. */
const effort = Number(process.env.FSYNC_RUNS ?? 1);
const settings = {seed: Number(process.env.FSYNC_SEED ?? 20_261_120), numRuns: Math.ceil(600 * effort)};

const arbitraryManner: fc.Arbitrary<Manner> = fc.record({
	prefer: fc.constantFrom('hold', 'local', 'remote', 'both'), tieWinner: fc.constantFrom('local', 'remote'), knowledge: fc.constantFrom('told', 'detected', 'blind'),
});

function question({ancestor, local, remote, localMoves, remoteMoves}: Triple, {prefer, tieWinner, knowledge}: Manner, mode: Mode = 'two-way'): ReconcileInput {
	return {
		...defaults,
		ancestor,
		local,
		remote,
		mode,
		prefer,
		tieWinner,
		...(knowledge === 'told' && {localMoves, remoteMoves}),
		...(knowledge === 'blind' && {localMoves: [], remoteMoves: []}),
	};
}

/** Later rounds know of no moves but those they can see. */
function later({localMoves: _local, remoteMoves: _remote, ...input}: ReconcileInput, trees: Pick<ReconcileInput, 'ancestor' | 'local' | 'remote'>, {knowledge}: Manner): ReconcileInput {
	return {...input, ...trees, ...(knowledge === 'blind' && {localMoves: [], remoteMoves: []})};
}

function outcome(input: ReconcileInput, plan: Plan) {
	const local = carryOut(input.local, plan.local);
	const remote = carryOut(input.remote, plan.remote);
	const moves = [...plan.remote, ...plan.local].flatMap(operation => operation.kind === 'move' ? [{from: operation.from, to: operation.path}] : []);
	const ancestor = advanceAncestor({
		ancestor: input.ancestor, local, remote, moves, held: plan.held,
	});
	return {ancestor, local, remote};
}

const differences = (a: Tree, b: Tree) => [...diffTrees(a, b)].map(({path}) => path);
const same = (a: Tree, b: Tree) => differences(a, b).length === 0;

function contentsOf(tree: Tree): Set<string> {
	return new Set([...walk(tree)].flatMap(({node}) => node.kind === 'file' && node.size > 0 ? [node.digest] : (node.kind === 'symlink' ? [node.target] : [])));
}

/** Contents that a side wrote since the ancestor. */
function written(tree: Tree, ancestor: Tree): string[] {
	const contents = contentsOf(tree);
	for (const known of contentsOf(ancestor)) {
		contents.delete(known);
	}

	return [...contents];
}

function check(title: string, property: (triple: Triple, manner: Manner, number: number) => void, runs = settings.numRuns): void {
	test(title, t => {
		holds(t, fc.property(arbitraryTriple, arbitraryManner, fc.nat(1000), property), {...settings, numRuns: runs});
	});
}

function assert(condition: boolean, message: string): void {
	if (!condition) {
		throw new Error(message);
	}
}

check('every step can be taken in its turn: nothing is overwritten, no folder is missing, and no name is unfit', (triple, manner) => {
	const input = question(triple, manner);
	const plan = reconcile(input);
	for (const side of ['local', 'remote'] as const) {
		let tree = input[side];
		for (const operation of plan[side]) {
			assert(pathFault(operation.path) === undefined, operation.path);
			assert(isProper(tree, operation), `${side}: ${steps([operation])[0]} in ${steps(plan[side]).join(', ')}`);
			tree = carryOut(tree, [operation]);
		}

		assert(!lookup(tree, '.fsync-park-1'), 'something stayed parked');
		assert(same(tree, carryOut(input[side], plan[side])), 'one by one differs from all at once');
	}
});

/** Stricter than compare-and-swap, which also grants what is there already. */
function isProper(tree: Tree, operation: Operation): boolean {
	const found = lookup(tree, operation.path);
	switch (operation.kind) {
		case 'put': {
			return operation.expected ? found !== undefined : found === undefined;
		}

		case 'move': {
			return found === undefined && lookup(tree, operation.from) !== undefined && !isWithin(operation.from, operation.path);
		}

		case 'delete': {
			return found !== undefined;
		}
	}
}

check('both sides are equal afterwards, unless a conflict is held', (triple, manner) => {
	const input = question(triple, manner);
	const plan = reconcile(input);
	const {local, remote, ancestor} = outcome(input, plan);
	if (plan.conflicts.length === 0) {
		assert(same(local, remote), `differ at ${differences(local, remote).join(', ')}`);
		assert(same(ancestor, local), 'the ancestor stayed behind');
	} else {
		assert(manner.prefer === 'hold', 'a conflict although a side is preferred');
	}
});

check('no content that either side wrote is lost when both are kept or conflicts are held', (triple, manner) => {
	const input = question(triple, {...manner, prefer: manner.prefer === 'hold' ? 'hold' : 'both'});
	const {local, remote} = outcome(input, reconcile(input));
	const have = {local: contentsOf(local), remote: contentsOf(remote)};
	for (const content of written(triple.local, triple.ancestor)) {
		assert(have.local.has(content), `the local side lost its own ${content}`);
		assert(input.prefer === 'hold' || have.remote.has(content), `the remote side never got ${content}`);
	}

	for (const content of written(triple.remote, triple.ancestor)) {
		assert(have.remote.has(content), `the remote side lost its own ${content}`);
		assert(input.prefer === 'hold' || have.local.has(content), `the local side never got ${content}`);
	}
});

check('a preferred side loses nothing that it wrote', (triple, manner) => {
	const prefer = manner.prefer === 'remote' ? 'remote' : 'local';
	const input = question(triple, {...manner, prefer});
	const after = outcome(input, reconcile(input));
	const have = contentsOf(after[prefer]);
	assert(written(triple[prefer], triple.ancestor).every(content => have.has(content)), 'lost');
});

check('what only one side changed is copied exactly, and that side is not touched', (triple, manner) => {
	const input = question({...triple, remote: triple.ancestor, remoteMoves: []}, manner);
	const plan = reconcile(input);
	assert(plan.local.length === 0 && plan.conflicts.length === 0, `touched: ${steps(plan.local).join(', ')}`);
	assert(same(carryOut(input.remote, plan.remote), triple.local), 'not the same');
});

check('exchanged sides exchange the outcome', (triple, manner) => {
	const input = question(triple, manner);
	const straight = outcome(input, reconcile(input));
	const mirror = mirrored(input);
	const other = outcome(mirror, reconcile(mirror));
	assert(same(straight.local, other.remote) && same(straight.remote, other.local), 'not the mirror image');
});

check('the same trees give the same plan', (triple, manner) => {
	const input = question(triple, manner);
	const [first, second] = [reconcile(input), reconcile(input)].map(plan => JSON.stringify(plan));
	assert(first === second, 'two plans');
}, Math.ceil(settings.numRuns / 4));

check('after a plan there is nothing left to plan', (triple, manner) => {
	// Where moves of empty files were told, nobody can see them again.
	const visible: Manner = {...manner, knowledge: manner.knowledge === 'told' ? 'detected' : manner.knowledge};
	const input = question(triple, visible);
	const first = reconcile(input);
	let trees = outcome(input, first);
	// Held conflicts may resolve when the rest has gone through (two unrelated files that became alike); that takes a round or two.
	for (let round = 0; ; round++) {
		const next = later(input, trees, visible);
		const plan = reconcile(next);
		if (plan.local.length + plan.remote.length === 0) {
			return;
		}

		assert(first.conflicts.length > 0 && round < 4, `again: ${steps([...plan.local, ...plan.remote]).join(', ')}`);
		trees = outcome(next, plan);
	}
});

check('without an ancestor nothing is lost and nothing is planned twice', (triple, manner) => {
	const input = question({
		...triple, ancestor: emptyTree, remote: withoutDisks(triple.remote), localMoves: [], remoteMoves: [],
	}, manner);
	const plan = reconcile(input);
	const trees = outcome(input, plan);
	if (manner.prefer === 'both' || manner.prefer === 'hold') {
		assert(written(triple.local, emptyTree).every(content => contentsOf(trees.local).has(content)), 'lost locally');
		assert(written(triple.remote, emptyTree).every(content => contentsOf(trees.remote).has(content)), 'lost remotely');
	}

	assert(plan.deletions.local.length + plan.deletions.remote.length === 0, 'counts a deletion');
	const again = reconcile(later(input, trees, manner));
	assert(again.local.length + again.remote.length === 0, `again: ${steps([...again.local, ...again.remote]).join(', ')}`);
});

check('a mirror is an exact copy, whatever was there', (triple, manner) => {
	for (const [mode, source, copy] of [['mirror-push', 'local', 'remote'], ['mirror-pull', 'remote', 'local']] as const) {
		const input = question(triple, manner, mode);
		const plan = reconcile(input);
		assert(plan[source].length === 0, 'the source is touched');
		assert(same(carryOut(triple[copy], plan[copy]), triple[source]), 'not exact');
	}
});

check('push and pull touch one side only, and it loses nothing of its own', (triple, manner) => {
	for (const [mode, source, target] of [['push', 'local', 'remote'], ['pull', 'remote', 'local']] as const) {
		const input = question(triple, {...manner, prefer: manner.prefer === 'both' ? 'both' : 'hold'}, mode);
		const plan = reconcile(input);
		assert(plan[source].length === 0, 'the source is touched');
		const have = contentsOf(carryOut(triple[target], plan[target]));
		assert(written(triple[target], triple.ancestor).every(content => have.has(content)), 'lost');
	}
});

check('nothing at, below or around a frozen path is touched', (triple, manner, number) => {
	const paths = [...new Set([triple.ancestor, triple.local, triple.remote].flatMap(tree => [...walk(tree)].map(({path}) => path)))].toSorted(comparePaths);
	const chosen = paths[number % Math.max(1, paths.length)] ?? 'a';
	const frozen = number % 5 === 0 ? `${chosen}/unseen` : chosen;
	const input = {...question(triple, manner), frozen: new Set([frozen])};
	const plan = reconcile(input);
	for (const side of ['local', 'remote'] as const) {
		for (const operation of plan[side]) {
			const touched = operation.kind === 'move' ? [operation.path, operation.from] : [operation.path];
			const isAround = operation.kind !== 'put' && lookup(input[side], frozen) && touched.some(path => isWithin(path, frozen));
			assert(!isAround && touched.every(path => !isWithin(frozen, path)), `${frozen}: ${steps([operation])[0]}`);
		}

		const [before, after] = [input[side], carryOut(input[side], plan[side])].map(tree => lookup(tree, frozen));
		assert(before === after || treeDigest(before!) === treeDigest(after!), `${frozen} changed`);
	}
});

for (const knowledge of ['told', 'detected'] as const) {
	test(`whatever is renamed, swapped and moved about is only moved on the other side (${knowledge})`, t => {
		const arbitraryMoves = fc.array(arbitraryStep.map(step => ({...step, action: step.what % 4 === 0 ? 'swap' as const : 'move' as const})), {maxLength: 8});
		holds(t, fc.property(arbitraryTree, arbitraryMoves, (ancestor, moves) => {
			const {tree: local, moves: localMoves} = perform(ancestor, moves, 'local');
			const plan = reconcile({
				...defaults, ancestor, local, remote: ancestor, remoteMoves: [], ...(knowledge === 'told' && {localMoves}),
			});
			assert(plan.remote.every(({kind}) => kind === 'move'), steps(plan.remote).join(', '));
			assert(same(carryOut(ancestor, plan.remote), local), 'not the same');
		}), settings);
	});
}

const only = (...actions: Array<Step['action']>) => fc.array(fc.record({step: arbitraryStep, action: fc.constantFrom(...actions)}).map(({step, action}) => ({...step, action})), {maxLength: 8});

test('rules 16, 17, 18 and 24: what both sides only move about is neither doubled nor lost, and never merged', t => {
	const moves = only('move', 'swap');
	holds(t, fc.property(arbitraryTree, moves, moves, arbitraryManner, (ancestor, here, there, manner) => {
		const local = perform(ancestor, here, 'local');
		const remote = perform(ancestor, there, 'remote');
		const input = question({
			ancestor, local: local.tree, remote: remote.tree, localMoves: local.moves, remoteMoves: remote.moves,
		}, {...manner, knowledge: 'told'});
		const plan = reconcile(input);
		const after = outcome(input, plan);
		const wanted = nodesOf(ancestor);
		assert([...plan.local, ...plan.remote].every(({kind}) => kind === 'move'), steps([...plan.local, ...plan.remote]).join(', '));
		assert(nodesOf(after.local) === wanted && nodesOf(after.remote) === wanted, 'other nodes than before');
	}), settings);
});

/** Everything in a tree, whatever it is called. */
function nodesOf(tree: Tree): string {
	return [...walk(tree)].map(({node}) => node.kind === 'file' ? `${node.digest} ${node.size}` : (node.kind === 'symlink' ? node.target : 'folder')).toSorted(comparePaths).join(', ');
}

test('rule 5: executable bits and times never conflict; whoever alone changed them is followed, else the later time', t => {
	const touches = only('executable', 'touch');
	holds(t, fc.property(arbitraryTree, touches, touches, arbitraryManner, (ancestor, here, there, manner) => {
		const [local, remote] = [perform(ancestor, here, 'local').tree, perform(ancestor, there, 'remote').tree];
		const input = question({
			ancestor, local, remote, localMoves: [], remoteMoves: [],
		}, manner);
		const plan = reconcile(input);
		const after = outcome(input, plan);
		assert(plan.conflicts.length === 0 && same(after.local, after.remote), 'a conflict');
		for (const {path, node} of walk(after.local)) {
			const [base, mine, theirs] = [ancestor, local, remote].map(tree => lookup(tree, path));
			if (node.kind !== 'file' || base?.kind !== 'file' || mine?.kind !== 'file' || theirs?.kind !== 'file') {
				continue;
			}

			const changed = [mine, theirs].filter(one => one.modifiedMicroseconds !== base.modifiedMicroseconds).map(one => one.modifiedMicroseconds);
			assert(node.digest === base.digest, 'another content');
			assert(node.executable === (mine.executable === base.executable ? theirs.executable : mine.executable), 'another bit');
			assert(node.modifiedMicroseconds === (changed.length === 0 ? base.modifiedMicroseconds : Math.max(...changed)), 'another time');
		}
	}), settings);
});
