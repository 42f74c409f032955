import test from 'ava';
import {apart} from './apart.js';
import {runBatch} from './batch.js';
import {portMutants} from './tampering.js';

test('another 1,000 worlds end as they must', async t => {
	const {failures} = await apart(() => runBatch({first: 1001, count: 1000}));
	t.deepEqual(failures.map(({violation}) => violation.message), []);
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
