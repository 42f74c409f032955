import test from 'ava';
import {Budget} from '../../../source/engine/transfer/budget.js';

test('who finds too little waits, in order, until enough is given back', async t => {
	const budget = new Budget(10);
	await budget.take(8);
	const order: string[] = [];
	const wait = async (name: string, amount: number) => {
		await budget.take(amount);
		order.push(name);
	};

	const waits = [wait('large', 5), wait('small', 1)];
	t.false(budget.tryTake(1));
	budget.give(2);
	await Promise.resolve();
	t.deepEqual(order, []);
	budget.give(6);
	await Promise.all(waits);
	t.deepEqual(order, ['large', 'small']);
	t.true(budget.tryTake(4));
	t.false(budget.tryTake(1));
});

test('more than there is at all counts as all', async t => {
	const budget = new Budget(10);
	await budget.take(1000);
	t.false(budget.tryTake(1));
	budget.give(1000);
	t.true(budget.tryTake(10));
});

test('closing refuses those who wait and those who come', async t => {
	const budget = new Budget(1);
	await budget.take(1);
	const waiting = budget.take(1);
	const reason = new Error('closed');
	budget.close(reason);
	await t.throwsAsync(waiting, {is: reason});
	await t.throwsAsync(budget.take(1), {is: reason});
	budget.give(1);
	t.false(budget.tryTake(1));
});
