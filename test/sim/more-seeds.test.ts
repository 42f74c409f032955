import {readFileSync} from 'node:fs';
import test from 'ava';
import {apart} from './apart.js';
import {runBatch} from './batch.js';
import {codeMutants} from './code-mutants.js';
import {openSeeds} from './open-seeds.js';
import {portMutants} from './tampering.js';

test('another 1,000 worlds end as they must', async t => {
	const {failures} = await apart(() => runBatch({first: 1001, count: 1000}));
	const unknown = failures.filter(({scenario}) => !openSeeds.has(scenario.seed));
	t.deepEqual(unknown.map(({scenario, violation}) => `${scenario.seed}: ${violation.message}`), []);
	t.deepEqual(failures.map(({scenario}) => scenario.seed), [...openSeeds.keys()].filter(seed => seed >= 1001 && seed < 2001));
});

/** Planted bugs that few runs are enough for. `npm run sim -- --mutants` tries them all. */
const quickMutants = ['a link replaces what stands there', 'an offset is ignored', 'files are not flushed'];

for (const name of quickMutants) {
	test(`a planted bug is caught: ${name}`, async t => {
		const {failures} = await apart(() => runBatch({
			first: 1, count: 400, isStopping: true, tamper: portMutants[name]!,
		}));
		t.is(failures.length, 1);
	});
}

test('each bug that is planted in the source has its place there', t => {
	for (const [name, {file, search}] of Object.entries(codeMutants)) {
		t.is(readFileSync(`source/${file}`, 'utf8').split(search).length, 2, name);
	}
});
