import test from 'ava';
import fc from 'fast-check';
import {
	describe,
	everyTriple,
	everyTripleOnce,
	layouts,
	renamed,
	renamedName,
	symmetriesOf,
	treesOver,
} from './every-tree.js';
import {holds} from './holds.js';
import {
	asSimple,
	carryOut,
	checkMirror,
	manners,
	question,
	type Manner,
	type Trees,
} from './merge-check.js';

const settings = {seed: Number(process.env.FSYNC_SEED ?? 20_261_127), numRuns: 1500};

/** What both sides have afterwards, and the conflicts, in words. */
function outcomeOf(trees: Trees, manner: Manner, renaming = {}): string {
	const {plan, local, remote} = carryOut(question(trees, manner));
	const conflicts = plan.conflicts.map(({path}) => path.split('/').map(name => renamedName(name, renaming)).join('/'));
	return [...[local, remote].map(tree => describe(renamed(asSimple(tree), renaming))), ...conflicts.toSorted()].join(' | ');
}

for (const layout of Object.values(layouts)) {
	const trees = treesOver(layout);
	const symmetries = symmetriesOf(layout);
	const arbitraryTree = fc.nat(trees.length - 1).map(index => trees[index]!);
	const arbitraryTrees = fc.record({base: arbitraryTree, local: arbitraryTree, remote: arbitraryTree});

	test(`what contents and siblings are called makes no difference over ${layout.title}`, t => {
		holds(t, fc.property(arbitraryTrees, fc.constantFrom(...manners), fc.constantFrom(...symmetries), ({base, local, remote}, manner, renaming) => {
			const other = {base: renamed(base, renaming), local: renamed(local, renaming), remote: renamed(remote, renaming)};
			return outcomeOf(other, manner) === outcomeOf({base, local, remote}, manner, renaming);
		}), settings);
	});

	test(`exchanged sides exchange the outcome over ${layout.title}`, t => {
		holds(t, fc.property(arbitraryTrees, fc.constantFrom(...manners), (combination, manner) => {
			const fault = checkMirror(combination, manner);
			if (fault !== undefined) {
				throw new Error(fault);
			}
		}), settings);
	});
}

for (const layout of [layouts.pair, layouts.family]) {
	test(`one of each set of symmetric combinations is looked at over ${layout.title}`, t => {
		const trees = treesOver(layout);
		const names = trees.map(tree => describe(tree));
		const symmetries = symmetriesOf(layout);
		const all = new Set<string>();
		for (const triple of everyTripleOnce(layout, trees)) {
			const [base, local, remote] = triple.map(index => trees[index]!);
			for (const symmetry of symmetries) {
				const [b, l, r] = [base!, local!, remote!].map(tree => describe(renamed(tree, symmetry)));
				all.add(`${b} ${l} ${r}`).add(`${b} ${r} ${l}`);
			}
		}

		t.is(all.size, names.length ** 3);
		t.is([...everyTriple(names.length)].length, names.length ** 3);
	});
}
