import test from 'ava';
import fc from 'fast-check';
import {fromRanges, toRanges} from '../../../source/engine/transfer/ranges.js';
import {propertySeed} from '../content/seeded-bytes.js';

test('ascending indexes survive as ranges, and neighbours share one', t => {
	fc.assert(fc.property(fc.uniqueArray(fc.nat(100)), list => {
		const indexes = list.toSorted((a, b) => a - b);
		const ranges = toRanges(indexes);
		t.deepEqual(fromRanges(ranges, 101), indexes);
		t.true(ranges.every(([first], at) => at === 0 || first > ranges[at - 1]![0] + ranges[at - 1]![1]));
	}), {seed: propertySeed});
	t.deepEqual(toRanges([0, 1, 2, 5, 7, 8]), [[0, 3], [5, 1], [7, 2]]);
});

test('A32: ranges from outside that reach out, overlap or are no numbers are refused', t => {
	for (const ranges of [[[0, 11]], [[10, 1]], [[-1, 1]], [[0, 0]], [[2, 2], [3, 1]], [[5, 1], [1, 1]], [[0.5, 1]], [[0, 1.5]], [[NaN, 1]], [[0, 2 ** 53]], [[0, Infinity]]] as const) {
		t.is(fromRanges(ranges as ReadonlyArray<readonly [number, number]>, 10), undefined, JSON.stringify(ranges));
	}

	t.is(fromRanges([[0, 10]], 10)?.length, 10);
});
