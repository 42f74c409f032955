import test from 'ava';
import {ChangeLedger} from '../../source/server/change-ledger.js';

test('changes are counted from any generation that is remembered', t => {
	const ledger = new ChangeLedger(7);
	t.is(ledger.since(7), 0);
	ledger.add(8, 3);
	ledger.add(9, 1);
	t.deepEqual([6, 7, 8, 9, 10].map(generation => ledger.since(generation)), [undefined, 4, 1, 0, 0]);
});

test('what is too long ago is forgotten', t => {
	const ledger = new ChangeLedger(0);
	for (let generation = 1; generation <= 50_000; generation++) {
		ledger.add(generation, 2);
	}

	t.is(ledger.since(0), undefined);
	t.is(ledger.since(45_000), 10_000);
});
