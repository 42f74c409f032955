import test from 'ava';
import type {Operation} from '../../../source/engine/core/operation.js';
import {Tally} from '../../../source/engine/session/tally.js';
import {file, folder} from './trees.js';

const put = (size: number, expected?: Operation['expected']): Operation => ({
	kind: 'put', path: 'a', node: file('new', {size}), expected,
});

test('what crosses counts as sent, as a delta, or as borrowed from other files', t => {
	const tally = new Tally();
	tally.crossed({sentBytes: 10, reusedBytes: 90, borrowedBytes: 30});
	tally.crossed({sentBytes: 5, reusedBytes: 0, borrowedBytes: 0});
	tally.wire(20, 30);
	t.like(tally.totals(), {
		literalBytes: 15, reusedBytes: 90, wireSentBytes: 20, wireReceivedBytes: 30, saved: {
			deltaBytes: 60, dedupBytes: 30, zstdBytes: 0, renameBytes: 0,
		},
	});
});

test('packing saves what it takes off, and nothing when it takes nothing off', t => {
	const tally = new Tally();
	tally.packed(1000, 400);
	tally.packed(1000, 1010);
	t.is(tally.totals().saved.zstdBytes, 600);
});

test('a move saves all that moves, a folder\'s files included', t => {
	const tally = new Tally();
	tally.applied({
		kind: 'move', from: 'a', path: 'b', expected: file('x', {size: 7}),
	}, false);
	tally.applied({
		kind: 'move', from: 'c', path: 'd', expected: folder({x: file('x', {size: 10}), y: folder({z: file('z', {size: 5})})}),
	}, false);
	t.like(tally.totals(), {moved: 2, saved: {renameBytes: 22}});
});

test('a content that the other side has elsewhere is saved once it is in place', t => {
	const tally = new Tally();
	tally.applied(put(100), true);
	tally.applied(put(50), false);
	tally.applied(put(50, file('old')), false);
	t.like(tally.totals(), {created: 2, modified: 1, saved: {dedupBytes: 100}});
});
