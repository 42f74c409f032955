import test from 'ava';
import type {Operation} from '../../../source/engine/core/operation.js';
import {emptyTree} from '../../../source/engine/core/tree.js';
import {guardedTransition} from '../../../source/engine/session/guarded-transition.js';
import {node} from '../core/sketch.js';

const put = (path: string): Operation => ({
	kind: 'put', path, node: node('x'), expected: undefined,
});

const names = Array.from({length: 8}, (_, index) => `file-${index}`);

type Row = {readonly title: string; readonly operations: readonly Operation[]; readonly told: readonly string[]};

const rows: readonly Row[] = [
	{title: 'single paths are told as they are', operations: [put('d/a'), put('b')], told: ['d/a', 'b']},
	{
		title: 'a move touches both of its names',
		operations: [{
			kind: 'move', from: 'a', path: 'd/b', expected: node('x'),
		}],
		told: ['a', 'd/b'],
	},
	{title: 'many files of one folder are told as that folder', operations: [put('e/a'), ...names.map(name => put(`d/${name}`))], told: ['e/a', 'd']},
	{title: 'many files at the top are told one by one, for the root would stand for everything', operations: names.map(name => put(name)), told: names},
];

for (const {title, operations, told} of rows) {
	test(`what a transition writes is known to the watcher: ${title}`, async t => {
		const heard: Array<readonly string[]> = [];
		const after = {...emptyTree};
		const replica = {transition: async () => ({results: [], tree: after})};
		await guardedTransition(replica, {operations, tree: emptyTree, cause: {device: 'd', reason: 'synced'}}, {
			begin(paths) {
				heard.push(paths);
			},
			end(paths, tree) {
				heard.push(paths);
				t.is(tree, after);
			},
		});
		t.deepEqual(heard, [told, told]);
	});
}

test('a transition that fails ends with the tree that it began with', async t => {
	const ended: unknown[] = [];
	const replica = {
		async transition() {
			throw new Error('the disk is gone');
		},
	};
	await t.throwsAsync(async () => guardedTransition(replica, {operations: [put('a')], tree: emptyTree, cause: {device: 'd', reason: 'synced'}}, {
		begin() {/* Nothing to note. */},
		end(_paths, tree) {
			ended.push(tree);
		},
	}), {message: 'the disk is gone'});
	t.deepEqual(ended, [emptyTree]);
});
