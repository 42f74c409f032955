import test from 'ava';
import {DigestLocks} from '../../../source/engine/transfer/digest-locks.js';

test('one holder at a time for a content, in order; others do not wait', async t => {
	const locks = new DigestLocks();
	const order: string[] = [];
	const unlockFirst = await locks.take('a');
	const wait = async (name: string) => {
		const unlock = await locks.take('a');
		order.push(name);
		unlock();
	};

	const waits = [wait('second'), wait('third')];
	const unlockOther = await locks.take('b');
	t.deepEqual(order, []);
	unlockFirst();
	await Promise.all(waits);
	t.deepEqual(order, ['second', 'third']);
	unlockOther();
	const again = await locks.take('a');
	again();
});
