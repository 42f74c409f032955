import test from 'ava';
import type {Operation, OperationResult} from '../../../source/engine/core/operation.js';
import {followable} from '../../../source/engine/session/followable.js';
import {file, folder} from './trees.js';

const applied: OperationResult = {status: 'applied', node: undefined};
const stale: OperationResult = {status: 'stale', reason: 'changed'};
const put = (path: string): Operation => ({
	kind: 'put', path, node: file('new'), expected: file('old'),
});
const move = (from: string, path: string): Operation => ({
	kind: 'move', from, path, expected: folder(),
});

test('what the other side wrote waits where that side did not follow our move', t => {
	const local = [put('new/a'), put('beside'), put('other')];
	const remote = [move('old', 'new'), move('x', 'other')];
	t.deepEqual(followable({local, remote}, [stale, applied]), {possible: [local[1], local[2]], waiting: [local[0]]});
});

test('nothing waits where all moves were followed', t => {
	const local = [put('new/a')];
	t.deepEqual(followable({local, remote: [move('old', 'new'), put('b')]}, [applied, stale]), {possible: local, waiting: []});
});
