import test from 'ava';
import type {TransferProgress} from '../../source/engine/transfer/progress.js';
import {VisitTransfers} from '../../source/server/visit-transfers.js';

const transfer = (id: number): TransferProgress => ({
	id, direction: 'up', path: 'a', size: 1, sentBytes: 0, reusedBytes: 0, borrowedBytes: 0, packedBytes: 0, chunks: new Uint8Array(1), startedMilliseconds: 0, bytesPerSecond: 0,
});

test('transfers of two visitors never have one number, are counted, and end with their visitor', t => {
	const shown = new Map<number, boolean>();
	const counts: number[] = [];
	const visits = [1, 2].map(visit => new VisitTransfers({
		visit,
		show({id}, isOver) {
			shown.set(id, isOver);
		},
		onCount(count) {
			counts.push(count);
		},
	}));
	for (const visit of visits) {
		for (const id of [1, 2]) {
			visit.progress({
				type: 'file', transfer: transfer(id), isOver: false, isOk: false,
			});
		}
	}

	t.is(shown.size, 4);
	visits[0]!.progress({
		type: 'file', transfer: transfer(1), isOver: true, isOk: true,
	});
	t.deepEqual(counts, [1, 2, 1, 2, 1]);
	for (const visit of visits) {
		visit.end();
	}

	t.deepEqual([...shown.values()], [true, true, true, true]);
});
