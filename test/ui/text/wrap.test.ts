import test from 'ava';
import fc from 'fast-check';
import {widthOf} from '../../../source/ui/text/text-width.js';
import {wrapHard, wrapWords} from '../../../source/ui/text/wrap.js';

test('wrapWords breaks between words, and inside only those that are too long', t => {
	t.deepEqual(wrapWords('Bring the files back', 10), ['Bring the', 'files back']);
	t.deepEqual(wrapWords('a unreasonable b', 6), ['a', 'unreas', 'onable', 'b']);
	t.deepEqual(wrapWords('', 10), []);
});

test('wrapHard fills every row but the last', t => {
	t.deepEqual(wrapHard('abcdefgh', 3), ['abc', 'def', 'gh']);
	t.deepEqual(wrapHard('日本語', 3), ['日', '本', '語']);
	t.deepEqual(wrapHard('日', 1), []);
});

test('no row is too wide and no word is lost', t => {
	fc.assert(fc.property(fc.string({unit: fc.constantFrom('a', 'b', ' ', '日')}), fc.integer({min: 2, max: 20}), (text, width) => {
		const rows = wrapWords(text, width);
		t.true(rows.every(row => widthOf(row) <= width));
		t.is(rows.join('').replaceAll(' ', ''), text.replaceAll(' ', ''));
		t.is(wrapHard(text, width).join(''), text);
	}), {seed: 8});
});
