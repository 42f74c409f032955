import test from 'ava';
import type {Operation} from '../../../source/engine/core/operation.js';
import {Unfinished} from '../../../source/engine/session/unfinished.js';
import {file} from './trees.js';

const put: Operation = {
	kind: 'put', path: 'a', node: file('a'), expected: undefined,
};

test('a step that finds another state three passes in a row has become a problem, until it no longer does', t => {
	const unfinished = new Unfinished();
	const pass = (isStale: boolean) => {
		unfinished.begin();
		return isStale ? unfinished.stale('local', put, 'Why.')?.code : undefined;
	};

	t.deepEqual([true, true, true, true].map(isStale => pass(isStale)), [undefined, undefined, 'busy', 'busy']);
	t.deepEqual(unfinished.problems.map(({path, side}) => [path, side]), [['a', 'local']]);
	t.deepEqual([false, true, true, false].map(isStale => pass(isStale)), [undefined, undefined, undefined, undefined]);
	t.deepEqual(unfinished.problems, []);
});

test('other steps and other sides count on their own', t => {
	const unfinished = new Unfinished();
	const move: Operation = {
		kind: 'move', from: 'b', path: 'a', expected: file('a'),
	};
	for (const [side, operation] of [['local', put], ['remote', put], ['local', move], ['remote', move]] as const) {
		unfinished.begin();
		t.is(unfinished.stale(side, operation, ''), undefined);
	}
});
