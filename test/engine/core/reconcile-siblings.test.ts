import test from 'ava';
import {everyTripleOnce, layouts, treesOver} from './every-tree.js';
import {checkMerge, halfOfManners, type Trees} from './merge-check.js';

/** Conflicts are held for every combination, and decided for every so manieth; `npm run exhaustive` decides them all. */
const stride = 32;

test('every three trees over three siblings (a, b, c) merge as the path-wise reference does', t => {
	const layout = layouts.siblings;
	const trees = treesOver(layout);
	let count = 0;
	let difference: string | undefined;
	for (const [base, local, remote] of everyTripleOnce(layout, trees)) {
		const combination: Trees = {base: trees[base]!, local: trees[local]!, remote: trees[remote]!};
		for (const manner of halfOfManners) {
			if (manner.prefer === 'hold' || count % stride === 0) {
				difference ??= checkMerge(combination, manner);
			}
		}

		count++;
	}

	t.is(difference, undefined);
	t.is(count, 157_435);
});
