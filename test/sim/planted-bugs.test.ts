import {readFileSync} from 'node:fs';
import test from 'ava';
import {apart} from './apart.js';
import {runBatch} from './batch.js';
import {codeMutants} from './code-mutants.js';
import {portMutants} from './tampering.js';

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
