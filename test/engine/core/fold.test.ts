import test from 'ava';
import fc from 'fast-check';
import {foldClashes, foldName} from '../../../source/engine/core/fold.js';
import {tree} from './sketch.js';
import {holds} from './holds.js';

const clashes: Array<[string, string, string]> = [
	['case', 'README', 'readme'],
	['normal form', 'caf\u{E9}', 'cafe\u{301}'],
	['case and normal form', 'CAF\u{C9}', 'cafe\u{301}'],
	['the Kelvin sign and k', '\u{212A}', 'k'],
	['the long s and s', 'ſ', 's'],
	['ß and SS', 'Straße', 'STRASSE'],
	['both small sigmas', 'ΟΔΟΣ', 'οδος'],
	['İ and i with a dot above', '\u{130}', 'i\u{307}'],
	['Å as letter and as unit', '\u{C5}', '\u{212B}'],
	['letters beyond the basic plane', '𐐀', '𐐨'],
];

for (const [title, a, b] of clashes) {
	test(`F39, rule 31, attack A07: ${title} clash`, t => {
		t.is(foldName(a), foldName(b));
		t.deepEqual(foldClashes(tree({[a]: 'x', [b]: 'y', other: 'z'})), [[a, b].toSorted()]);
	});
}

for (const [a, b] of [['a', 'b'], ['ı', 'i'], ['a', 'ä'], ['a', 'а'], ['a.txt', 'a_txt'], ['e', 'é']] as const) {
	test(`rule 31: ${a} and ${b} do not clash`, t => {
		t.deepEqual(foldClashes(tree({[a]: 'x', [b]: 'y'})), []);
	});
}

test('groups are complete and sorted, and say nothing of other folders', t => {
	t.deepEqual(foldClashes(tree({
		b: '1', A: '2', a: '3', B: '4', c: '5', 'd/C': '6', aA: '7', Aa: '8', aa: '9',
	})), [['A', 'a'], ['Aa', 'aA', 'aa'], ['B', 'b']]);
});

test('folding twice is folding once, and case and form never matter', t => {
	holds(t, fc.property(fc.string({unit: 'grapheme', maxLength: 8}), name => {
		const fold = foldName(name);
		return foldName(fold) === fold && foldName(name.normalize('NFD')) === fold && foldName(name.normalize('NFC')) === fold;
	}), {seed: 6, numRuns: 2000});
});
