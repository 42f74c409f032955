import test from 'ava';
import fc from 'fast-check';
import {cleanText, splitEscapes} from '../../../source/ui/text/clean-text.js';
import {character} from '../../arbitrary-character.js';

const {raw} = String;

const cases: ReadonlyArray<readonly [name: string, text: string, cleaned: string]> = [
	['a plain name', 'src/app/server.ts', 'src/app/server.ts'],
	['letters of any script', 'Übung/日本語/файл/👍🏽/👨‍👩‍👧', 'Übung/日本語/файл/👍🏽/👨‍👩‍👧'],
	['an escape sequence', '\u{1B}[31mred', raw`\x1b[31mred`],
	['a bell, a tab and a line break', 'a\u{7}\tb\nc', raw`a\x07\x09b\x0ac`],
	['DEL', 'a\u{7F}', raw`a\x7f`],
	['an 8-bit control sequence introducer', '\u{9B}2J', raw`\x9b2J`],
	['a right-to-left override', 'gpj.\u{202E}exe', raw`gpj.\u{202e}exe`],
	['an isolate', '\u{2066}x\u{2069}', raw`\u{2066}x\u{2069}`],
	['a zero-width space', 'a\u{200B}b', raw`a\u{200b}b`],
	['a line separator', 'a\u{2028}b', raw`a\u{2028}b`],
	['a lone surrogate', 'a\u{D800}b', raw`a\u{d800}b`],
	['a backslash that means nothing', raw`a\b`, raw`a\b`],
	['a name that only looks escaped', raw`a\x1b`, raw`a\\x1b`],
	['a backslash before a control', 'a\\\u{1B}', raw`a\\\x1b`],
];

for (const [name, text, cleaned] of cases) {
	test(`cleanText shows ${name}`, t => {
		t.is(cleanText(text), cleaned);
	});
}

test('cleanText escapes everything beyond ASCII where the terminal does not read UTF-8', t => {
	t.is(cleanText('Übung 日', true), raw`\xdcbung \u{65e5}`);
});

const wild = fc.string({unit: fc.constantFrom('a', '\\', 'x', '1', 'b', 'u', '{', '}', '\u{1B}', '\u{202E}', '\u{9B}', 'é', '\u{7}', '日')});

test('whatever the name, nothing that acts on a terminal is left', t => {
	fc.assert(fc.property(fc.oneof(fc.string({unit: character}), wild), text => {
		t.notRegex(cleanText(text), /[\p{Control}\p{Surrogate}\u{202A}-\u{202E}\u{2066}-\u{2069}]/v);
	}), {seed: 1});
});

test('two different names never look the same', t => {
	fc.assert(fc.property(wild, wild, fc.boolean(), (a, b, isAsciiOnly) => {
		t.is(cleanText(a, isAsciiOnly) === cleanText(b, isAsciiOnly), a === b);
	}), {seed: 2, numRuns: 2000});
});

test('splitEscapes tells what was escaped from what was there', t => {
	const escapes = (text: string) => splitEscapes(cleanText(text)).filter(part => part.isEscape).map(part => part.text);
	t.deepEqual(escapes('a\u{1B}b\u{202E}'), [raw`\x1b`, raw`\u{202e}`]);
	t.deepEqual(escapes(raw`a\x1b`), []);
	t.deepEqual(escapes('\\\u{1B}'), [raw`\x1b`]);
	fc.assert(fc.property(wild, text => splitEscapes(text).map(part => part.text).join('') === text), {seed: 4});
});
