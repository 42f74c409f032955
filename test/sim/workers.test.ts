import test from 'ava';
import fc from 'fast-check';
import {shareRange} from './workers.js';

test('a range of seeds is shared without a gap and without doing any twice', t => {
	fc.assert(fc.property(fc.nat(1000), fc.integer({min: 1, max: 100}), fc.integer({min: 1, max: 8}), (first, count, workers) => {
		const parts = shareRange({first, count}, workers);
		const seeds = parts.flatMap(part => Array.from({length: part.count}, (_, index) => part.first + index));
		t.deepEqual(seeds, Array.from({length: count}, (_, index) => first + index));
		t.true(parts.length <= workers);
	}), {seed: 3, numRuns: 200});
});
