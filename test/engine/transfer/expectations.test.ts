import test from 'ava';
import {Expectations} from '../../../source/engine/transfer/expectations.js';

test('resolves when every content has been settled, with how', async t => {
	const expectations = new Expectations();
	const expected = expectations.expect(['a', 'b', 'a']);
	const other = expectations.expect(['b']);
	expectations.settle('b', 'staged');
	t.deepEqual([...await other], [['b', 'staged']]);
	expectations.settle('a', 'unavailable');
	t.deepEqual(new Map(await expected), new Map([['b', 'staged'], ['a', 'unavailable']]));
	t.deepEqual([...await expectations.expect([])], []);
});

test('what is settled in bulk may still come', async t => {
	const expectations = new Expectations();
	const expected = expectations.expect(['a', 'b']);
	expectations.settleAll('failed', new Set(['b']));
	t.true(expectations.isAsked('a'));
	expectations.settle('a', 'staged');
	t.false(expectations.isAsked('a'));
	expectations.settle('b', 'staged');
	t.deepEqual(new Map(await expected), new Map([['a', 'failed'], ['b', 'staged']]));
});

test('the end of the connection is told to all who wait', async t => {
	const expectations = new Expectations();
	const waiting = [expectations.expect(['a', 'b']), expectations.expect(['b'])];
	const reason = new Error('gone');
	expectations.close(reason);
	await Promise.all(waiting.map(async expected => t.throwsAsync(expected, {is: reason})));
	t.false(expectations.isAsked('a'));
});
