/**
Every combination there is, without the help of any symmetry, against the reference: `npm run exhaustive`. It takes many minutes;
`npm test` looks at one of each set of symmetric combinations instead. Its argument says how many threads share the work.
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
	type Trees,
} from './merge-check.js';

type LayoutName = keyof typeof layouts;
type Share = {readonly name: LayoutName; readonly isMoving: boolean; readonly part: number; readonly parts: number};
type Tally = {readonly combinations: number; readonly merges: number; readonly differences: number; readonly first?: string | undefined};

/** One part of the combinations over one layout. */
function tally({name, isMoving, part, parts}: Share): Tally {
	const layout = layouts[name];
	const trees = treesOver(layout);
	let [combinations, merges, differences] = [0, 0, 0];
	let first: string | undefined;
	for (const [base, local, remote] of isMoving ? shareOfOnce(layout, trees, {part, parts}) : shareOfAll(trees.length, {part, parts})) {
		const combination: Trees = {base: trees[base]!, local: trees[local]!, remote: trees[remote]!};
		combinations++;
		for (const manner of isMoving ? manners : halfOfManners) {
			const fault = isMoving ? checkWithMoves(combination, manner) : checkMerge(combination, manner);
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

async function inThreads(name: LayoutName, isMoving: boolean, parts: number): Promise<Tally> {
	const tallies = await Promise.all(Array.from({length: parts}, async (_, part) => new Promise<Tally>((resolve, reject) => {
		const share: Share = {
			name, isMoving, part, parts,
		};
		new Worker(new URL(import.meta.url), {workerData: share}).once('message', resolve).once('error', reject);
	})));
	const sum = (field: 'combinations' | 'merges' | 'differences') => tallies.reduce((total, one) => total + one[field], 0);
	return {
		combinations: sum('combinations'), merges: sum('merges'), differences: sum('differences'), first: tallies.find(({first}) => first !== undefined)?.first,
	};
}

async function main(): Promise<void> {
	const threads = Number(process.argv[2] ?? 2);
	let differences = 0;
	for (const isMoving of [false, true]) {
		console.log(isMoving ? 'Moves detected, one of each set of symmetric combinations, six manners:' : 'Without moves, every combination, three manners:');
		for (const name of Object.keys(layouts) as LayoutName[]) {
			const startedMilliseconds = performance.now();
			const found = await inThreads(name, isMoving, threads);
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
