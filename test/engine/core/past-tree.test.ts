import test from 'ava';
import fc from 'fast-check';
import {applyOperations} from '../../../source/engine/core/apply-operation.js';
import {reconcile} from '../../../source/engine/core/reconcile.js';
import type {HistoryRecord} from '../../../source/engine/core/history.js';
import {
	sameContent,
	type FileNode,
	type LeafNode,
	type TreeNode,
} from '../../../source/engine/core/node.js';
import type {Operation} from '../../../source/engine/core/operation.js';
import {restoredTree, treeAt} from '../../../source/engine/core/past-tree.js';
import {
	emptyTree,
	lookup,
	TreeDraft,
	walk,
	type Tree,
} from '../../../source/engine/core/tree.js';
import {arbitrarySteps, perform, type Step} from './arbitrary-trees.js';
import {records} from './records.js';
import {node, sketch, tree} from './sketch.js';

const kept = () => true;

/** A leaf as a disk tells of it, born at that time and last written then or later. */
function young(what: string, born: number, modified = born): TreeNode {
	return {
		...node(what) as LeafNode, disk: {
			inode: 1, size: 1, modifiedMilliseconds: modified, changedMilliseconds: modified, bornMilliseconds: born,
		},
	};
}

type Row = {
	readonly title: string;
	readonly now: Readonly<Record<string, string | TreeNode>>;
	readonly history: readonly string[];
	readonly before: Readonly<Record<string, string>>;
	readonly lost?: Readonly<Record<string, string>>;
	readonly uncertain?: readonly string[];
	readonly gone?: readonly string[];
};

const rows: readonly Row[] = [
	{
		title: 'replaced and deleted versions come back', now: {a: 'y'}, history: ['left a x', 'left b z'], before: {a: 'x', b: 'z'},
	},
	{
		title: 'of several versions the one that stood then', now: {a: '4'}, history: ['left a 1', 'left a 2', 'left a 3'], before: {a: '1'},
	},
	{
		title: 'a deleted folder comes back as a whole, empty folders included', now: {}, history: ['left d/a x', 'left d/e /', 'left d /'], before: {d: '/', 'd/a': 'x', 'd/e': '/'},
	},
	{
		title: 'what was made since is not there', now: {a: 'x', d: '/', 'd/b': 'y'}, history: ['created d', 'created a'], before: {},
	},
	{
		title: 'moves are taken back, with what changed on the way', now: {'e/a': 'y'}, history: ['left d/a x', 'moved d e'], before: {'d/a': 'x'},
	},
	{
		title: 'a swap is taken back through its parking place', now: {a: 'y', b: 'x'}, history: ['moved a t', 'moved b a', 'moved t b'], before: {a: 'x', b: 'y'},
	},
	{
		title: 'a file takes the place of the folder that replaced it', now: {'a/b': 'y'}, history: ['left a x'], before: {a: 'x'},
	},
	{
		title: 'a second record of the same move does nothing', now: {b: 'x'}, history: ['moved a b', 'moved a b'], before: {a: 'x'},
	},
	{
		title: 'a second record of the same folder\'s end does nothing', now: {d: '/'}, history: ['left d /', 'created d', 'left d /'], before: {d: '/'},
	},
	{
		title: 'an expired content is named', now: {a: 'y'}, history: ['left a gone'], before: {a: 'gone'}, lost: {a: 'expired'}, gone: ['gone'],
	},
	{
		title: 'an expired version that was made since is no loss', now: {a: 'y'}, history: ['created a', 'left a gone'], before: {}, gone: ['gone'],
	},
	{
		title: 'what was moved and then taken away by somebody is named', now: {}, history: ['moved a b'], before: {}, lost: {a: 'untraced'},
	},
	{
		title: 'a loss in a folder goes by the folder\'s name of that time', now: {'e/x': 'x'}, history: ['moved d e', 'moved e/a f'], before: {'d/x': 'x'}, lost: {'d/a': 'untraced'},
	},
	{
		title: 'what was made or changed without a record stays, and is told',
		now: {a: young('a', 95), b: young('b', 107), c: young('c', 95, 107)},
		history: ['left d x'],
		before: {
			a: 'a', b: 'b', c: 'c', d: 'x',
		},
		uncertain: ['b', 'c'],
	},
	{
		title: 'an old file in a new folder stays where it is', now: {'d/old': young('x', 95), 'd/new': young('y', 103)}, history: ['created d'], before: {d: '/', 'd/old': 'x'}, uncertain: ['d/old'],
	},
	{
		title: 'an old file in a folder keeps a file from taking its place', now: {'a/old': young('x', 95)}, history: ['left a y'], before: {'a/old': 'x'}, lost: {a: 'blocked'}, uncertain: ['a/old'],
	},
	{
		title: 'an old file keeps a folder from taking its place', now: {a: young('x', 95)}, history: ['left a/b y'], before: {a: 'x'}, lost: {'a/b': 'blocked'}, uncertain: ['a'],
	},
	{
		title: 'an old file keeps a move from being taken back', now: {b: young('x', 101), 'a/c': young('z', 95)}, history: ['moved a b'], before: {b: 'x', 'a/c': 'z'}, lost: {a: 'blocked'}, uncertain: ['a/c', 'b'],
	},
];

for (const {title, now, history, before, lost = {}, uncertain = [], gone = []} of rows) {
	test(title, t => {
		const draft = new TreeDraft(emptyTree);
		for (const [path, what] of Object.entries(now)) {
			draft.set(path, typeof what === 'string' ? node(what) : what);
		}

		const digests = new Set(gone.map(what => (node(what) as FileNode).digest));
		const past = treeAt({
			present: draft.done(), records: records(history, 100), timeMilliseconds: 100, isKept: ({digest}) => !digests.has(digest),
		});
		t.deepEqual(sketch(past.tree), sketch(tree(before)));
		t.deepEqual(Object.fromEntries(past.lost.map(({path, reason}) => [path, reason])), lost);
		t.deepEqual(past.uncertain, uncertain);
	});
}

test('only what happened since the time is taken back', t => {
	const at = (timeMilliseconds: number) => sketch(treeAt({
		present: tree({a: '4'}), records: records(['left a 1', 'left a 2', 'left a 3']), timeMilliseconds, isKept: kept,
	}).tree);
	t.deepEqual([0, 1, 2, 3].map(time => at(time)), ['1', '2', '3', '4'].map(what => sketch(tree({a: what}))));
});

test('a part of the tree is put back, and what cannot be stays as it is', t => {
	const present = tree({
		'd/a': 'new', 'd/lost': 'here', 'e/a': 'new', 'd/fresh': 'x',
	});
	const past = treeAt({
		present, records: records(['left d/a old', 'left d/lost gone', 'left e/a old', 'created d/fresh', 'left d/missing gone']), timeMilliseconds: 0, isKept: ({digest}) => digest !== (node('gone') as FileNode).digest,
	});
	t.deepEqual(sketch(restoredTree(present, past, 'd')), sketch(tree({'d/a': 'old', 'd/lost': 'here', 'e/a': 'new'})));
	t.deepEqual(sketch(restoredTree(present, past, '')), sketch(tree({'d/a': 'old', 'd/lost': 'here', 'e/a': 'old'})));
});

/** As if no disk had told of it. */
function bare(folder: Tree): Tree {
	const children = Array.from(folder.children, ([name, {disk, ...child}]) => [name, child.kind === 'folder' ? bare(child as Tree) : child as TreeNode] as const);
	return {kind: 'folder', children: new Map(children)};
}

/** What the trash writes when an operation is carried out on a tree. */
function recordsOf(before: Tree, operation: Operation, deed: {readonly whenMilliseconds: number; readonly device: string; readonly reason: string}): HistoryRecord[] {
	const left = (path: string, change: 'replaced' | 'deleted', what: TreeNode): HistoryRecord => ({
		...deed, kind: 'left', path, change, node: what.kind === 'folder' ? {kind: 'folder', children: new Map()} : what,
	});
	const {path} = operation;
	switch (operation.kind) {
		case 'move': {
			return [{
				...deed, kind: 'moved', from: operation.from, path,
			}];
		}

		case 'delete': {
			const here = lookup(before, path)!;
			const inside = here.kind === 'folder' ? [...walk(here, path)].toReversed() : [];
			return [...inside, {path, node: here}].map(entry => left(entry.path, 'deleted', entry.node));
		}

		case 'put': {
			const here = lookup(before, path);
			if (here) {
				// Another time or executable bit alone replaces no version.
				return sameContent(here, operation.node) ? [] : [left(path, 'replaced', here)];
			}

			return [{...deed, kind: 'created', path}];
		}
	}
}

const numberRuns = Number(process.env.FSYNC_RUNS ?? 600);

test('P: any history of plans, taken back to any of its moments, gives the tree of that moment', t => {
	const property = fc.property(arbitrarySteps(14), fc.array(arbitrarySteps(6), {maxLength: 5}), (base, stages: Step[][]) => {
		let present = bare(perform(emptyTree, base, 'base').tree);
		const trees = [present];
		const history: HistoryRecord[] = [];
		for (const [index, steps] of stages.entries()) {
			const target = perform(present, steps, 'remote');
			const remote = bare(target.tree);
			const {local} = reconcile({
				ancestor: present, local: present, remote, mode: 'two-way', prefer: 'hold', frozen: new Set(), tieWinner: 'remote', devices: {local: 'here', remote: 'there'}, remoteMoves: target.moves,
			});
			for (const operation of local) {
				history.push(...recordsOf(present, operation, {whenMilliseconds: index + 1, device: 'there', reason: 'synced'}));
				present = applyOperations(present, [operation]).tree;
			}

			trees.push(present);
		}

		for (const [timeMilliseconds, expected] of trees.entries()) {
			const past = treeAt({
				present, records: history, timeMilliseconds, isKept: kept,
			});
			t.deepEqual(content(past.tree), content(expected));
			t.deepEqual([past.lost, past.uncertain], [[], []]);
		}
	});
	fc.assert(property, {seed: 20_240_506, numRuns: numberRuns});
});

test('P: what a restore has done can be taken back again', t => {
	const property = fc.property(arbitrarySteps(14), arbitrarySteps(8), (base, steps) => {
		const first = bare(perform(emptyTree, base, 'base').tree);
		const second = bare(perform(first, steps, 'local').tree);
		const back = reconcile({
			ancestor: second, local: first, remote: second, mode: 'two-way', prefer: 'hold', frozen: new Set(), tieWinner: 'local', devices: {local: 'here', remote: 'here'},
		}).remote;
		let present = second;
		const history: HistoryRecord[] = [];
		for (const operation of back) {
			history.push(...recordsOf(present, operation, {whenMilliseconds: 1, device: 'here', reason: 'restored'}));
			present = applyOperations(present, [operation]).tree;
		}

		t.deepEqual(content(present), content(first));
		t.deepEqual(content(treeAt({
			present, records: history, timeMilliseconds: 0, isKept: kept,
		}).tree), content(second));
	});
	fc.assert(property, {seed: 20_240_507, numRuns: numberRuns});
});

/** Paths with kind and content: a put that changes nothing but a time or an executable bit replaces no version. */
function content(folder: Tree): Record<string, string> {
	return Object.fromEntries<string>([...walk(folder)].map(({path, node: what}): [string, string] => [path, what.kind === 'file' ? what.digest : (what.kind === 'symlink' ? `-> ${what.target}` : '/')]).toSorted(([a], [b]) => a < b ? -1 : 1));
}
