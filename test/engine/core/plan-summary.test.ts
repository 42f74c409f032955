import test from 'ava';
import fc from 'fast-check';
import {summarizePlan, type PlanLine, type PlanSummary} from '../../../source/engine/core/plan-summary.js';
import {reconcile} from '../../../source/engine/core/reconcile.js';
import {arbitraryTriple} from './arbitrary-trees.js';
import {defaults, tree, type Sketch} from './sketch.js';

function summarize(ancestor: Sketch, local: Sketch, remote: Sketch): PlanSummary {
	const trees = {local: tree(local), remote: tree(remote)};
	return summarizePlan(reconcile({...defaults, ...trees, ancestor: tree(ancestor)}), trees);
}

const amount = ({files, bytes}: {files: number; bytes: number}) => `${files} files ${bytes} B`;

/** A line in a few words. */
function words(line: PlanLine): string {
	switch (line.kind) {
		case 'delete': {
			return `delete ${line.path}: ${amount(line)}`;
		}

		case 'move': {
			return `move ${line.from} ${line.path}: ${amount(line)}`;
		}

		default: {
			return `${line.kind} in ${line.isNewFolder ? 'new ' : ''}${line.folder === '' ? '/' : line.folder}: ${amount(line)}, ${line.reusedBytes} reused: ${line.paths.join(' ')}`;
		}
	}
}

const cases: ReadonlyArray<[title: string, ancestor: Sketch, local: Sketch, expected: readonly string[]]> = [
	['nothing to do', {a: '1'}, {a: '1'}, []],
	['deletions come first, a folder with all that was in it', {'d/a': '12', 'd/e/b': '345', z: '6'}, {n: '7'}, ['delete d: 2 files 5 B', 'delete z: 1 files 1 B', 'create in /: 1 files 1 B, 0 reused: n']],
	['a rename is a rename', {a: 'long'}, {b: 'long'}, ['move a b: 1 files 4 B']],
	['a folder that moves is one line', {'d/a': '12', 'd/e/b': '345'}, {'new/a': '12', 'new/e/b': '345'}, ['move d new: 2 files 5 B']],
	['two names that are exchanged are two moves, whatever way they go', {a: 'one', b: 'other'}, {a: 'other', b: 'one'}, ['move b a: 1 files 5 B', 'move a b: 1 files 3 B']],
	['files are grouped by their folder', {'d/a': '1', 'd/b': '2', 'e/c': '3'}, {
		'd/a': '11', 'd/b': '22', 'd/n': '5', 'e/c': '333',
	}, ['create in d: 1 files 1 B, 0 reused: d/n', 'modify in d: 2 files 4 B, 0 reused: d/a d/b', 'modify in e: 1 files 3 B, 0 reused: e/c']],
	['all that comes in a new folder is one line', {a: '1'}, {
		a: '1', 'n/x': '12', 'n/y/z': '345', 'n/y/w/v': '6',
	}, ['create in new n: 3 files 6 B, 0 reused: n/x n/y/z n/y/w/v']],
	['an empty new folder is a line', {a: '1'}, {a: '1', n: '/'}, ['create in new n: 0 files 0 B, 0 reused: ']],
	['what the other side has already does not travel', {a: 'long'}, {a: 'long', b: 'long'}, ['create in /: 1 files 4 B, 4 reused: b']],
	['an executable bit is no content', {a: 'x'}, {a: 'x+'}, ['attributes in /: 1 files 0 B, 0 reused: a']],
	['a file that becomes a link is made anew', {a: 'x'}, {a: '->b'}, ['create in /: 1 files 0 B, 0 reused: a']],
];

for (const [title, ancestor, local, expected] of cases) {
	test(title, t => {
		const summary = summarize(ancestor, local, ancestor);
		t.deepEqual(summary.remote.lines.map(line => words(line)), expected);
		t.deepEqual(summary.local.lines, []);
		const mirrored = summarize(ancestor, ancestor, local);
		t.deepEqual(mirrored.local, summary.remote);
		t.is(mirrored.steps, summary.steps);
	});
}

test('totals say how much is deleted, moved, created and modified, and what may travel', t => {
	const {local, remote, steps, conflicts} = summarize(
		{
			'gone/a': '12', 'gone/b': '3', m: 'moved', c: 'old', f: 'base',
		},
		{
			'to/m': 'moved', c: 'newer', n: 'old', f: 'here',
		},
		{
			'gone/a': '12', 'gone/b': '3', m: 'moved', c: 'old', f: 'there',
		},
	);
	t.deepEqual(remote.totals, {
		delete: {files: 2, bytes: 3}, move: {files: 1, bytes: 5}, create: {files: 1, bytes: 3}, modify: {files: 1, bytes: 5}, attributes: {files: 0, bytes: 0},
	});
	t.is(remote.travelBytes, 5);
	t.is(remote.reusedBytes, 3);
	t.is(conflicts, 1);
	t.deepEqual(local.lines, []);
	t.is(steps, 2 + 1 + 1 + 1 + 1);
});

test('no file of a plan is counted twice or left out', t => {
	fc.assert(fc.property(arbitraryTriple, ({ancestor, local, remote}) => {
		const plan = reconcile({
			...defaults, ancestor, local, remote,
		});
		const summary = summarizePlan(plan, {local, remote});
		for (const side of ['local', 'remote'] as const) {
			const files = (kind: PlanLine['kind']) => summary[side].lines.filter(line => line.kind === kind).reduce((sum, line) => sum + line.files, 0);
			const puts = plan[side].filter(operation => operation.kind === 'put' && operation.node.kind !== 'folder');
			t.is(files('create') + files('modify') + files('attributes'), puts.length);
			t.is(summary[side].lines.filter(({kind}) => kind === 'delete').length, plan[side].filter(({kind}) => kind === 'delete').length);
		}
	}), {numRuns: 300, seed: 4});
});
