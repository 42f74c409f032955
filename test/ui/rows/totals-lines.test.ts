import test from 'ava';
import {savedPercent, totalsOf} from '../../../source/ui/rows/totals-lines.js';
import {sessions, transfer} from '../states.js';

const nothing = sessions.starting.totals;

test('what is under way counts as sent and saved while it travels', t => {
	const transfers = [transfer({
		id: 1, path: 'x', sentBytes: 10, reusedBytes: 90, borrowedBytes: 40,
	})];
	const totals = totalsOf({totals: nothing, transfers});
	t.like(totals, {literalBytes: 10, reusedBytes: 90, saved: {deltaBytes: 50, dedupBytes: 40}});
	t.is(savedPercent(totals).trim(), '90%');
	t.is(totalsOf({totals: nothing, transfers}), totals);
});

test('with nothing under way the totals are those of the session', t => {
	const {totals, transfers} = sessions.inSync;
	t.is(totalsOf({totals, transfers}), totals);
});
