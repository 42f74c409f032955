import test from 'ava';
import type {Operation} from '../../../source/engine/core/operation.js';
import type {Plan} from '../../../source/engine/core/plan.js';
import {PlanGate} from '../../../source/engine/session/plan-gate.js';
import {file, folder} from './trees.js';

const put = (path: string, size = 1): Operation => ({
	kind: 'put', path, node: file(path, {size}), expected: undefined,
});
const plan = (local: readonly Operation[], remote: readonly Operation[] = []): Plan => ({
	local, remote, conflicts: [], notices: [], deletions: {local: [], remote: []},
});

test('a plan above the number of steps or of bytes waits, a smaller one does not', t => {
	const gate = new PlanGate({steps: 2, bytes: 10});
	t.false(gate.holds(plan([put('a')], [put('b')])));
	t.true(gate.holds(plan([put('a')], [put('b'), put('c')])));
	t.false(gate.holds(plan([put('a', 10)])));
	t.true(gate.holds(plan([put('a', 11)])));
	t.false(new PlanGate(undefined).holds(plan(Array.from({length: 1000}, (_, index) => put(`f${index}`)))));
});

test('a folder that goes weighs as much as what is in it', t => {
	const gate = new PlanGate({steps: 2, bytes: 10});
	const inside = folder({a: file('a'), b: file('b'), c: file('c')});
	t.true(gate.holds(plan([{kind: 'delete', path: 'd', expected: inside}])));
	t.false(gate.holds(plan([{
		kind: 'move', from: 'd', path: 'e', expected: inside,
	}])));
});

test('what was agreed to is not asked about again until it is done, what comes on top of it is', t => {
	const gate = new PlanGate({steps: 2, bytes: 1000});
	gate.agree();
	const first = [put('a'), put('b'), put('c')];
	t.true(gate.holds(plan(first)));
	gate.agree();
	t.false(gate.holds(plan(first)));
	t.is(gate.held, undefined);
	t.false(gate.holds(plan([put('a', 5), put('c')], [put('x')])));
	t.true(gate.holds(plan(first, [put('x'), put('y'), put('z')])));
	t.false(gate.holds(plan(first)));
	gate.done();
	t.true(gate.holds(plan(first)));
});
