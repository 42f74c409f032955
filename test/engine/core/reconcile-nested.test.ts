import test from 'ava';
import {everyTripleOnce, layouts, treesOver} from './every-tree.js';
import {
	checkMerge,
	checkWithMoves,
	manners,
	type Trees,
} from './merge-check.js';

const {siblings: _siblings, ...nested} = layouts;
/** With moves, every so manieth combination here; all of them in `npm run exhaustive`. */
const stride = 67;

for (const layout of Object.values(nested)) {
	test(`every three trees over ${layout.title} (${layout.paths.join(', ')}) merge as the path-wise reference does`, t => {
		const trees = treesOver(layout);
		let count = 0;
		let difference: string | undefined;
		for (const [base, local, remote] of everyTripleOnce(layout, trees)) {
			const combination: Trees = {base: trees[base]!, local: trees[local]!, remote: trees[remote]!};
			for (const manner of manners) {
				difference ??= checkMerge(combination, manner) ?? (count % stride === 0 ? checkWithMoves(combination, manner) : undefined);
				count++;
			}
		}

		t.is(difference, undefined);
		t.true(count > 250);
	});
}
