import test from 'ava';
import fc from 'fast-check';
import {composeLine, paintLine, type Cell} from '../../source/ui/line.js';
import {plainTheme} from '../../source/ui/theme.js';
import {widthOf} from '../../source/ui/text/text-width.js';
import {asciiLook, textOf, unicodeLook} from './look.js';

test('fixed cells keep their columns, the growing one takes the rest', t => {
	const line = composeLine([{text: 'M', gap: 1}, {text: 'a/path.ts', grows: true, cut: 'path'}, {text: '14.2 kB', width: 9, align: 'right'}], 30, unicodeLook);
	t.is(textOf(line), 'M a/path.ts            14.2 kB');
});

const cell = fc.record({
	text: fc.string({unit: fc.constantFrom('a', 'b', '/', '\\', 'x1b', '日', '\u{1B}', '\u{202E}', ' ', '👍')}),
	width: fc.nat({max: 20}),
	grows: fc.boolean(),
	align: fc.constantFrom('left' as const, 'right' as const),
	cut: fc.constantFrom('end' as const, 'path' as const),
	gap: fc.nat({max: 3}),
}, {requiredKeys: ['text']}) as fc.Arbitrary<Cell>;

test('whatever the cells hold, a line is exactly as wide as asked, and safe', t => {
	fc.assert(fc.property(fc.array(cell, {maxLength: 6}), fc.nat({max: 100}), fc.boolean(), (cells, width, isAscii) => {
		const text = textOf(composeLine(cells, width, isAscii ? asciiLook : unicodeLook));
		t.is(widthOf(text), width);
		t.notRegex(text, /[\p{Control}\u{202E}]/v);
	}), {seed: 13});
});

test('what was escaped stands out in reverse video', t => {
	const line = composeLine([{text: 'a\u{1B}b'}], 6, unicodeLook);
	t.deepEqual(line.map(span => span.tone), ['plain', 'escape', 'plain']);
	t.is(paintLine(line, unicodeLook), 'a\u{1B}[7m\\x1b\u{1B}[27mb');
});

test('a selected line is reversed as a whole', t => {
	t.is(paintLine(composeLine([{text: 'ab', tone: 'bad'}], 3, unicodeLook), unicodeLook, true), '\u{1B}[7mab \u{1B}[27m');
});

test('only the sixteen colours of the terminal are used, and none without colours', t => {
	for (const [on] of Object.values(unicodeLook.theme)) {
		t.regex(on, /^(?:[127]|(?:1;)?3[0-7])?$/v);
	}

	for (const [on] of Object.values(plainTheme)) {
		t.regex(on, /^[127]?$/v);
	}
});
