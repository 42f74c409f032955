import test from 'ava';
import fc from 'fast-check';
import {largestTextBytes, mergeTexts} from '../../../source/engine/content/text-merge.js';
import {holds} from '../core/holds.js';

const bytes = (text: string) => Buffer.from(text);
const merge = (base: string, local: string, remote: string) => {
	const merged = mergeTexts({base: bytes(base), local: bytes(local), remote: bytes(remote)});
	return merged && Buffer.from(merged).toString();
};

const rows: Array<{title: string; base: string; local: string; remote: string; merged: string | undefined}> = [
	{
		title: 'changes of different lines are both made', base: 'a\nb\nc\n', local: 'A\nb\nc\n', remote: 'a\nb\nC\n', merged: 'A\nb\nC\n',
	},
	{
		title: 'a line added at the start and one at the end', base: 'a\nb\n', local: '0\na\nb\n', remote: 'a\nb\nc\n', merged: '0\na\nb\nc\n',
	},
	{
		title: 'a deletion and a change elsewhere', base: 'a\nb\nc\nd\n', local: 'b\nc\nd\n', remote: 'a\nb\nc\nD\n', merged: 'b\nc\nD\n',
	},
	{
		title: 'the same change on both sides is made once', base: 'a\nb\nc\nd\n', local: 'A\nb\nc\nd\n', remote: 'A\nb\nc\nD\n', merged: 'A\nb\nc\nD\n',
	},
	{
		title: 'the last line without a line break', base: 'a\nb\nc', local: 'A\nb\nc', remote: 'a\nb\nC', merged: 'A\nb\nC',
	},
	{
		title: 'a line with no letters in it is a line', base: '\n'.repeat(3), local: 'x\n\n\n\n', remote: '\n\n\ny\n', merged: 'x\n\n\n\ny\n',
	},
	{
		title: 'lines that end with CRLF everywhere', base: 'a\r\nb\r\nc\r\n', local: 'A\r\nb\r\nc\r\n', remote: 'a\r\nb\r\nC\r\n', merged: 'A\r\nb\r\nC\r\n',
	},
	{
		title: 'a byte order mark that all have', base: '\u{FEFF}a\nb\nc\n', local: '\u{FEFF}a\nb\nC\n', remote: '\u{FEFF}A\nb\nc\n', merged: '\u{FEFF}A\nb\nC\n',
	},
	{
		title: 'one line changed on both sides stays a conflict', base: 'a\nb\nc\n', local: 'a\nX\nc\n', remote: 'a\nY\nc\n', merged: undefined,
	},
	{
		title: 'changes that touch stay a conflict', base: 'a\nb\nc\n', local: 'A\nb\nc\n', remote: 'a\nB\nc\n', merged: undefined,
	},
	{
		title: 'two additions in one place stay a conflict', base: 'a\nb\n', local: 'a\nx\nb\n', remote: 'a\ny\nb\n', merged: undefined,
	},
	{
		title: 'a deletion of what the other side changed stays a conflict', base: 'a\nb\nc\nd\n', local: 'a\nd\n', remote: 'a\nb\nC\nd\n', merged: undefined,
	},
	{
		title: 'another way of ending lines is doubtful', base: 'a\nb\nc\n', local: 'a\r\nb\r\nc\r\n', remote: 'a\nb\nC\n', merged: undefined,
	},
	{
		title: 'mixed line endings are doubtful', base: 'a\nb\r\nc\n', local: 'A\nb\r\nc\n', remote: 'a\nb\r\nC\n', merged: undefined,
	},
	{
		title: 'a byte order mark on one side is doubtful', base: 'a\nb\nc\n', local: '\u{FEFF}a\nb\nc\n', remote: 'a\nb\nC\n', merged: undefined,
	},
	{
		title: 'a NUL makes no text', base: 'a\n\0\nc\n', local: 'A\n\0\nc\n', remote: 'a\n\0\nC\n', merged: undefined,
	},
];

for (const {title, base, local, remote, merged} of rows) {
	test(`rule 3: ${title}`, t => {
		t.is(merge(base, local, remote), merged);
		t.is(merge(base, remote, local), merged, 'on the other side too');
	});
}

test('rule 3: what is no UTF-8 or too large stays a conflict', t => {
	const text = bytes('a\nb\nc\n');
	t.is(mergeTexts({base: text, local: Buffer.from([0x61, 0xFF]), remote: text}), undefined);
	t.is(mergeTexts({base: text, local: Buffer.alloc(largestTextBytes + 1, 'a\n'), remote: text}), undefined);
});

test('rule 3: texts without a line in common, as large as they may be, are given up soon', t => {
	const text = (mark: string) => bytes(Array.from({length: 60_000}, (_, index) => `${mark}${index}\n`).join('')).subarray(0, largestTextBytes);
	t.is(mergeTexts({base: text('a'), local: text('b'), remote: text('c')}), undefined);
	const blank = Buffer.alloc(largestTextBytes, '\n');
	t.is(Buffer.from(mergeTexts({base: blank.subarray(2), local: blank, remote: blank.subarray(2)})!).compare(blank), 0);
});

const arbitraryLines = fc.array(fc.constantFrom('a', 'b', 'c', '', 'long line'), {maxLength: 12});
const textOf = (lines: readonly string[]) => lines.map(line => `${line}\n`).join('');

test('rule 3: a merge with an unchanged side is the changed one, whichever it is', t => {
	holds(t, fc.property(arbitraryLines, arbitraryLines, (base, other) => {
		const [old, changed] = [textOf(base), textOf(other)];
		return merge(old, changed, old) === changed && merge(old, old, changed) === changed && merge(old, changed, changed) === changed;
	}), {seed: 3, numRuns: 1000});
});

test('rule 3: edits on either side of an untouched line are always merged into what both wrote', t => {
	holds(t, fc.property(arbitraryLines, arbitraryLines, arbitraryLines, arbitraryLines, (...[top, bottom, here, there]) => {
		const middle = ['== one ==', '== two =='];
		const base = textOf([...top, ...middle, ...bottom]);
		return merge(base, textOf([...here, ...middle, ...bottom]), textOf([...top, ...middle, ...there])) === textOf([...here, ...middle, ...there]);
	}), {seed: 4, numRuns: 1000});
});
