import test from 'ava';
import fc from 'fast-check';
import {advanceAncestor} from '../../../source/engine/core/ancestor.js';
import {decide} from '../../../source/engine/core/decision.js';
import type {
	Decision,
	Keep,
	Plan,
	ReconcileInput,
} from '../../../source/engine/core/plan.js';
import {reconcile} from '../../../source/engine/core/reconcile.js';
import {walk, type Tree} from '../../../source/engine/core/tree.js';
import {arbitraryTriple} from './arbitrary-trees.js';
import {holds} from './holds.js';
import {
	carryOut,
	defaults,
	digestOf,
	mirrored,
	opposite,
	sketch,
	tree,
	type Sketch,
} from './sketch.js';

const mark = (content: string) => digestOf(content).slice(0, 8);

/** Decides about the conflicts that are held now, those that `keeps` names. */
function decideAll(input: ReconcileInput, keeps: Readonly<Record<string, Keep>>): Decision[] {
	return reconcile(input).conflicts.filter(({path}) => keeps[path] !== undefined).map(conflict => decide(conflict, keeps[conflict.path]!));
}

function follow(input: ReconcileInput, plan: Plan): Pick<ReconcileInput, 'ancestor' | 'local' | 'remote'> {
	const local = carryOut(input.local, plan.local);
	const remote = carryOut(input.remote, plan.remote);
	const moves = [...plan.remote, ...plan.local].flatMap(operation => operation.kind === 'move' ? [{from: operation.from, to: operation.path}] : []);
	return {
		local, remote, ancestor: advanceAncestor({
			ancestor: input.ancestor, local, remote, moves, held: plan.held,
		}),
	};
}

type Row = {
	readonly title: string;
	readonly ancestor: Sketch;
	readonly local: Sketch;
	readonly remote: Sketch;
	readonly keeps: Readonly<Record<string, Keep>>;
	readonly both?: Sketch;
	readonly localAfter?: Sketch;
	readonly remoteAfter?: Sketch;
	readonly open?: readonly string[];
};

const edited = {ancestor: {p: 'base', q: 'base'}, local: {p: 'here', q: 'here'}, remote: {p: 'there', q: 'there'}};

const rows: Row[] = [
	{
		title: 'the local version is kept and the other conflict stays held', ...edited, keeps: {p: 'local'}, localAfter: {p: 'here', q: 'here'}, remoteAfter: {p: 'here', q: 'there'}, open: ['q'],
	},
	{
		title: 'the remote version is kept', ...edited, keeps: {p: 'remote', q: 'remote'}, both: {p: 'there', q: 'there'},
	},
	{
		title: 'both are kept, the local one beside the remote one', ...edited, keeps: {p: 'both', q: 'local'}, both: {p: 'there', [`p.conflict-here-${mark('here')}`]: 'here', q: 'here'},
	},
	{
		title: 'two files that were made under one name: local', ancestor: {}, local: {'d/n.txt': 'here'}, remote: {'d/n.txt': 'there'}, keeps: {'d/n.txt': 'local'}, both: {'d/n.txt': 'here'},
	},
	{
		title: 'two files that were made under one name: both', ancestor: {}, local: {'n.txt': 'here'}, remote: {'n.txt': 'there'}, keeps: {'n.txt': 'both'}, both: {'n.txt': 'there', [`n.conflict-here-${mark('here')}.txt`]: 'here'},
	},
	{
		title: 'a folder gives way to the file that was chosen', ancestor: {}, local: {n: 'here'}, remote: {'n/a': 'there'}, keeps: {n: 'local'}, both: {n: 'here'},
	},
	{
		title: 'a file gives way to the folder that was chosen', ancestor: {}, local: {n: 'here'}, remote: {'n/a': 'there'}, keeps: {n: 'remote'}, both: {'n/a': 'there'},
	},
	{
		title: 'links: the chosen target', ancestor: {l: '->a'}, local: {l: '->b'}, remote: {l: '->c'}, keeps: {l: 'local'}, both: {l: '->b'},
	},
	{
		title: 'a conflict in a folder that the other side has renamed', ancestor: {'d/p': 'base'}, local: {'d/p': 'here'}, remote: {'e/p': 'there'}, keeps: {'e/p': 'local'}, both: {'e/p': 'here'},
	},
	{
		title: 'a conflict of a kept loser is named after the original', ancestor: {[`p.conflict-x-${mark('old')}.txt`]: 'old'}, local: {[`p.conflict-x-${mark('old')}.txt`]: 'here'}, remote: {[`p.conflict-x-${mark('old')}.txt`]: 'there'},
		keeps: {[`p.conflict-x-${mark('old')}.txt`]: 'both'}, both: {[`p.conflict-x-${mark('old')}.txt`]: 'there', [`p.conflict-here-${mark('here')}.txt`]: 'here'},
	},
];

for (const {title, ancestor, local, remote, keeps, both, localAfter = both, remoteAfter = both, open = []} of rows) {
	const input = {
		...defaults, ancestor: tree(ancestor), local: tree(local), remote: tree(remote), ...(ancestor['d/p'] !== undefined && {remoteMoves: [{from: 'd', to: 'e'}]}),
	};

	test(`decided: ${title}`, t => {
		const decisions = decideAll(input, keeps);
		t.is(decisions.length, Object.keys(keeps).length);
		const plan = reconcile({...input, decisions});
		t.deepEqual(new Set(plan.decided), new Set(decisions));
		t.deepEqual(plan.conflicts.map(({path}) => path), open);
		const after = follow(input, plan);
		t.deepEqual(sketch(after.local), localAfter!);
		t.deepEqual(sketch(after.remote), remoteAfter!);

		const again = reconcile({...defaults, ...after, decisions});
		t.deepEqual([again.local, again.remote, again.decided], [[], [], []]);
	});

	test(`decided on the other side of the mirror: ${title}`, t => {
		const image = mirrored(input);
		const images = Object.fromEntries(Object.entries(keeps).map(([path, keep]) => [path, opposite<Keep>(keep)]));
		const {local: after, remote: other} = follow(image, reconcile({...image, decisions: decideAll(image, images)}));
		t.deepEqual(sketch(other), localAfter!);
		t.deepEqual(sketch(after), remoteAfter!);
	});
}

const changes: Array<{title: string; local?: Sketch; remote?: Sketch}> = [
	{title: 'the local file was edited again', local: {p: 'here, later'}},
	{title: 'the remote file was edited again', remote: {p: 'there, later'}},
	{title: 'the local file was made executable', local: {p: 'here+'}},
	{title: 'a folder stands there now', remote: {'p/a': 'x'}},
	{title: 'the local file was deleted', local: {}},
];

for (const {title, local = {p: 'here'}, remote = {p: 'there'}} of changes) {
	test(`a decision about versions that are no more is not followed: ${title}`, t => {
		const before = {
			...defaults, ancestor: tree({p: 'base'}), local: tree({p: 'here'}), remote: tree({p: 'there'}),
		};
		const decisions = decideAll(before, {p: 'local'});
		const now = {...before, local: tree(local), remote: tree(remote)};
		t.deepEqual(reconcile({...now, decisions}), reconcile(now));
		t.deepEqual(reconcile({...now, decisions}).decided, []);
	});
}

test('what came into a folder after somebody had seen it is not trashed by that decision', t => {
	const before = {
		...defaults, ancestor: tree({}), local: tree({n: 'here'}), remote: tree({'n/a': 'there'}),
	};
	const decisions = decideAll(before, {n: 'local'});
	t.deepEqual(reconcile({...before, remote: tree({'n/a': 'there', 'n/b': 'new'}), decisions}).remote, []);
});

const allKeeps: readonly Keep[] = ['local', 'remote', 'both'];
const isCopyOfCopy = (path: string) => /\.conflict-.*\.conflict-/v.test(path);
const contentsOf = (of: Tree) => new Set([...walk(of)].flatMap(({node}) => node.kind === 'file' && node.size > 0 ? [node.digest] : []));

test('whatever is decided about any conflicts, the steps can be taken and planning again comes to rest', t => {
	holds(t, fc.property(arbitraryTriple, fc.array(fc.constantFrom(...allKeeps), {minLength: 1, maxLength: 5}), ({ancestor, local, remote}, keeps) => {
		const input: ReconcileInput = {
			...defaults, ancestor, local, remote,
		};
		let round = input;
		let plan = reconcile(round);
		for (let count = 0; count < 6 && plan.conflicts.length > 0; count++) {
			const decisions = plan.conflicts.map((conflict, index) => decide(conflict, keeps[index % keeps.length]!));
			const decided = reconcile({...round, decisions});
			if (decided.decided!.length === 0) {
				throw new Error('Nothing that was decided was followed.');
			}

			round = {...defaults, ...follow(round, decided)};
			plan = reconcile(round);
		}

		const {local: here, remote: there} = follow(round, plan);
		const paths = [...walk(here)].map(entry => entry.path);
		return plan.conflicts.length === 0 && paths.every(path => !isCopyOfCopy(path)) && JSON.stringify(sketchable(here)) === JSON.stringify(sketchable(there));
	}), {seed: 11, numRuns: 500});
});

test('"both" loses nothing that either side wrote', t => {
	holds(t, fc.property(arbitraryTriple, ({ancestor, local, remote}) => {
		let round: ReconcileInput = {
			...defaults, ancestor, local, remote,
		};
		const base = contentsOf(ancestor);
		const written = [...contentsOf(local), ...contentsOf(remote)].filter(content => !base.has(content));
		for (let count = 0; count < 6; count++) {
			const {conflicts} = reconcile(round);
			const plan = reconcile({...round, decisions: conflicts.map(conflict => decide(conflict, 'both'))});
			round = {...defaults, ...follow(round, plan)};
		}

		const left = contentsOf(round.local);
		return written.every(content => left.has(content));
	}), {seed: 12, numRuns: 500});
});

/** Enough of a tree to compare two. */
const sketchable = (of: Tree) => [...walk(of)].map(({path, node}) => `${path} ${node.kind === 'file' ? node.digest : node.kind}`).toSorted();
