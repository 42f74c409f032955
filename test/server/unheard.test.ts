import test from 'ava';
import type {Operation} from '../../source/engine/core/operation.js';
import {Unheard} from '../../source/server/unheard.js';
import {file, folder} from '../engine/session/trees.js';

const put = (path: string, word: string, before?: string): Operation => ({
	kind: 'put', path, node: file(word), expected: before === undefined ? undefined : file(before),
});
const commit = (generation: number, ...operations: Operation[]) => ({
	generation, lineage: String(generation), device: 'other', operations,
});

test('a step that replaces or deletes what others have written is overtaken until its planner has heard of that', t => {
	const unheard = new Unheard();
	const steps: readonly Operation[] = [put('d/a', 'mine', 'one'), {kind: 'delete', path: 'd/a', expected: file('one')}, {kind: 'delete', path: 'd', expected: folder()}];
	const overtaken = () => steps.map(step => unheard.isOvertaken(step));
	t.deepEqual(overtaken(), [false, false, false]);
	unheard.add(commit(7, put('d/a', 'two', 'one')));
	unheard.add(commit(8, put('d/a', 'one', 'two')));
	t.deepEqual(overtaken(), [true, true, true]);
	unheard.heard(7);
	t.deepEqual(overtaken(), [true, true, true]);
	unheard.heard(8);
	t.deepEqual(overtaken(), [false, false, false]);
});

test('what is written beside, moves and new things are not overtaken', t => {
	const unheard = new Unheard();
	unheard.add(commit(7, put('a', 'two', 'one')));
	t.false(unheard.isOvertaken(put('b', 'x', 'y')));
	t.false(unheard.isOvertaken(put('a', 'x')));
	t.false(unheard.isOvertaken({
		kind: 'move', from: 'a', path: 'b', expected: file('one'),
	}));
});
