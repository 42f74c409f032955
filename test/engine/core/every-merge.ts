/**
Every combination there is, without the help of any symmetry, against the reference: `npm run exhaustive`. It takes an hour of one core;
`npm test` looks at one of each set of symmetric combinations instead. Its arguments say how many threads share the work, and with which of the four runs to begin.
*/
import {performance} from 'node:perf_hooks';
import {
	isMainThread,
	parentPort,
	Worker,
	workerData,
} from 'node:worker_threads';
import {
	everyTripleOnce,
	layouts,
	treesOver,
	triplesOf,
	type Layout,
	type Triple,
} from './every-tree.js';
import type {SimpleFolder} from './reference-merge.js';
import {
	checkMerge,
	checkWithMoves,
	halfOfManners,
	manners,
	type Manner,
	type Trees,
} from './merge-check.js';

type LayoutName = keyof typeof layouts;
type Share = {readonly name: LayoutName; readonly run: number; readonly part: number; readonly parts: number};

type Run = {
	readonly title: string;
	/** Every combination, or one of each set of symmetric ones. */
	readonly isWhole: boolean;
	readonly manners: readonly Manner[];
	readonly check: typeof checkMerge;
};

/** What nobody needs to wait for comes last. */
const runs: readonly Run[] = [
	{
		title: 'one of each set of symmetric combinations, all six manners', isWhole: false, manners, check: checkMerge,
	},
	{
		title: 'one of each set of symmetric combinations, all six manners, moves detected', isWhole: false, manners, check: checkWithMoves,
	},
	{
		title: 'every combination, conflicts held', isWhole: true, manners: halfOfManners.filter(({prefer}) => prefer === 'hold'), check: checkMerge,
	},
	{
		title: 'every combination, conflicts decided', isWhole: true, manners: halfOfManners.filter(({prefer}) => prefer !== 'hold'), check: checkMerge,
	},
];

type Tally = {readonly combinations: number; readonly merges: number; readonly differences: number; readonly first?: string | undefined};

/** One part of the combinations over one layout. */
function tally({name, run, part, parts}: Share): Tally {
	const {isWhole, manners: chosen, check} = runs[run]!;
	const layout = layouts[name];
	const trees = treesOver(layout);
	let [combinations, merges, differences] = [0, 0, 0];
	let first: string | undefined;
	for (const [base, local, remote] of isWhole ? shareOfAll(trees.length, {part, parts}) : shareOfOnce(layout, trees, {part, parts})) {
		const combination: Trees = {base: trees[base]!, local: trees[local]!, remote: trees[remote]!};
		combinations++;
		for (const manner of chosen) {
			const fault = check(combination, manner);
			merges++;
			differences += fault === undefined ? 0 : 1;
			first ??= fault;
		}
	}

	return {
		combinations, merges, differences, first,
	};
}

type Cut = Pick<Share, 'part' | 'parts'>;

function * shareOfAll(count: number, {part, parts}: Cut): Generator<Triple> {
	for (let base = part; base < count; base += parts) {
		yield * triplesOf(base, count);
	}
}

function * shareOfOnce(layout: Layout, trees: readonly SimpleFolder[], {part, parts}: Cut): Generator<Triple> {
	let place = 0;
	for (const triple of everyTripleOnce(layout, trees)) {
		if (place++ % parts === part) {
			yield triple;
		}
	}
}

async function inThreads(name: LayoutName, run: number, parts: number): Promise<Tally> {
	const tallies = await Promise.all(Array.from({length: parts}, async (_, part) => new Promise<Tally>((resolve, reject) => {
		const share: Share = {
			name, run, part, parts,
		};
		new Worker(new URL(import.meta.url), {workerData: share}).once('message', resolve).once('error', reject);
	})));
	const sum = (field: 'combinations' | 'merges' | 'differences') => tallies.reduce((total, one) => total + one[field], 0);
	return {
		combinations: sum('combinations'), merges: sum('merges'), differences: sum('differences'), first: tallies.find(({first}) => first !== undefined)?.first,
	};
}

async function main(): Promise<void> {
	const [threads = 2, firstRun = 1] = process.argv.slice(2).map(Number);
	let differences = 0;
	for (const [run, {title}] of [...runs.entries()].slice(firstRun - 1)) {
		console.log(`${title}:`);
		for (const name of Object.keys(layouts) as LayoutName[]) {
			const startedMilliseconds = performance.now();
			const found = await inThreads(name, run, threads);
			const seconds = ((performance.now() - startedMilliseconds) / 1000).toFixed(1);
			console.log(`${layouts[name].title}: ${found.combinations} combinations, ${found.merges} merges, ${found.differences} differences, ${seconds} s`);
			if (found.first !== undefined) {
				console.log(found.first);
			}

			differences += found.differences;
		}
	}

	process.exitCode = differences === 0 ? 0 : 1;
}

if (isMainThread) {
	await main();
} else {
	parentPort!.postMessage(tally(workerData as Share));
}
