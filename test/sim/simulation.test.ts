import test from 'ava';
import {runBatch} from './batch.js';
import {generate} from './generate.js';
import {openSeeds} from './open-seeds.js';
import {run} from './run.js';
import {keptRuns} from './seed-book.js';
import {apart} from './apart.js';

for (const [index, {found, scenario}] of keptRuns().entries()) {
	test(`a run that failed once does so no more: ${index + 1}, ${found}`, async t => {
		const {violation} = await apart(() => run(scenario));
		t.is(violation?.message, undefined);
	});
}

// In one process: what V8 learns of the program in the first thousand makes the second a fifth cheaper.
for (const [first, last] of [[1, 1000], [1001, 2000]] as const) {
	test(`the worlds of machines, users and trouble from seed ${first} to ${last} end as they must`, async t => {
		const {failures} = await apart(() => runBatch({first, count: last - first + 1}));
		const unknown = failures.filter(({scenario}) => !openSeeds.has(scenario.seed));
		t.deepEqual(unknown.map(({scenario, violation}) => `${scenario.seed}: ${violation.message}`), []);
		t.deepEqual(failures.map(({scenario}) => scenario.seed), [...openSeeds.keys()].filter(seed => seed >= first && seed <= last));
	});
}

test('a seed leads to one trace only', async t => {
	const seeds = Array.from({length: 10}, (_, index) => 100_000 + index);
	const [first, second] = await apart(() => [0, 1].map(() => seeds.map(seed => run(generate(seed)).trace)));
	t.deepEqual(first, second);
});
