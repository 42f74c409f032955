import test from 'ava';
import {fuzzyFind, fuzzyScore} from '../../../source/ui/text/fuzzy.js';

const actions = ['pause', 'pause-all', 'resume', 'sync now', 'rescan the whole folder', 'copy-path', 'go to photos'];
const find = (written: string) => fuzzyFind(actions, written, action => action);

const finds: ReadonlyArray<readonly [written: string, first: string | undefined]> = [
	['pause', 'pause'], ['pa', 'pause'], ['pall', 'pause-all'], ['sn', 'sync now'], ['cp', 'copy-path'], ['gph', 'go to photos'], ['RESC', 'rescan the whole folder'], ['zzz', undefined],
];

for (const [written, first] of finds) {
	test(`${written} means ${first ?? 'nothing'}`, t => {
		t.is(find(written)[0], first);
	});
}

test('while nothing is written everything is there, in its order', t => {
	t.deepEqual(find(' '), actions);
});

test('letters must come in their order', t => {
	t.is(fuzzyScore('pause', 'esu'), undefined);
	t.true(fuzzyScore('pause', 'pse')! < fuzzyScore('pause', 'pau')!);
});
