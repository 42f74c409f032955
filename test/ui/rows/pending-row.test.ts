import test from 'ava';
import {pendingRow} from '../../../source/ui/rows/pending-row.js';
import {change, now} from '../states.js';
import {asciiLook, textOf, unicodeLook} from '../look.js';
import type {PendingChange} from '../../../source/ui/contract.js';

const row = (part: Partial<PendingChange>, width = 76, look = unicodeLook) =>
	textOf(pendingRow(change({path: 'src/a.ts', ...part}), now, {width, look, isSelected: false}));

const rows: ReadonlyArray<readonly [name: string, part: Partial<PendingChange>, text: string]> = [
	['an edit that must stay quiet a little longer', {edits: 3}, '  M src/a.ts                        14.2 kB     ×3  quiet in  0.8s  ━━━━╌╌╌╌'],
	['a new file that still grows', {kind: 'created', reason: 'writing'}, '  A src/a.ts                        14.2 kB         being written           '],
	['a rename', {kind: 'moved', from: 'src/b.ts', reason: 'ready'}, '  R src/b.ts → src/a.ts             14.2 kB         ready                   '],
	['what is held', {kind: 'deleted', reason: 'held'}, '  D src/a.ts                        14.2 kB         held                    '],
	['a debounce that has just ended', {deadlineMilliseconds: now}, '  M src/a.ts                        14.2 kB         ready                   '],
	['the ceiling, when it comes before quiet', {ceilingMilliseconds: now + 400}, '  M src/a.ts                        14.2 kB         quiet in  0.4s  ━━━━━━╌╌'],
];

for (const [name, part, text] of rows) {
	test(`a pending row shows ${name}`, t => {
		t.is(row(part), text);
	});
}

test('narrow rows leave out the edits, then the bar, never the reason', t => {
	t.is(row({edits: 3}, 64), '  M src/a.ts                   14.2 kB  quiet in  0.8s  ━━━━╌╌╌╌');
	t.is(row({edits: 3}, 50), '  M src/a.ts               14.2 kB  quiet in  0.8s');
});

test('the file name of a long path stays', t => {
	t.true(row({path: 'a/very/long/way/down/to/the/important-file.ts'}).includes('/important-file.ts '));
});

test('names cannot act on the terminal, also in a rename', t => {
	t.true(row({path: 'a\u{1B}[2J'}).startsWith(String.raw`  M a\x1b[2J `));
	t.true(row({path: 'b\u{202E}', from: 'a\u{7}', kind: 'moved'}).startsWith(String.raw`  R a\x07 → b\u{202e} `));
	t.true(row({path: 'é', from: 'è', kind: 'moved'}, 76, asciiLook).startsWith(String.raw`  R \xe8 -> \xe9 `));
});
