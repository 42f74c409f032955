import test from 'ava';
import fc from 'fast-check';
import type {Operation} from '../../../source/engine/core/operation.js';
import {batches, batchLimits} from '../../../source/engine/session/batches.js';
import {file} from './trees.js';

const seed = 20_261_120;

test('batches hold every operation once, in order, within both limits unless one file alone is larger', t => {
	fc.assert(fc.property(fc.array(fc.integer({min: 0, max: batchLimits.bytes * 2}), {maxLength: 3000}), sizes => {
		const operations: Operation[] = sizes.map((size, index) => ({
			kind: 'put', path: `f${index}`, node: file('x', {size}), expected: undefined,
		}));
		const cut = [...batches(operations)];
		t.deepEqual(cut.flat(), operations);
		for (const batch of cut) {
			const bytes = batch.reduce((sum, operation) => sum + (operation.kind === 'put' && operation.node.kind === 'file' ? operation.node.size : 0), 0);
			t.true(batch.length > 0 && batch.length <= batchLimits.operations);
			t.true(batch.length === 1 || bytes <= batchLimits.bytes);
		}
	}), {seed, numRuns: 30});
});
