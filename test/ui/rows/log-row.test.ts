import test from 'ava';
import {logRow} from '../../../source/ui/rows/log-row.js';
import {textOf, unicodeLook} from '../look.js';
import {log} from '../states.js';

const place = {width: 60, look: unicodeLook, isSelected: false};

test('a line says when, what kind, where and what', t => {
	t.is(textOf(logRow(log[5]!, place)), '  14:02:29  ↓ package.json         1.4 kB, 22 ms            ');
	t.is(textOf(logRow(log[3]!, place)), '  14:01:58  ● connected to build (protocol 1, zstd)         ');
});

test('trouble has its glyph whatever its topic', t => {
	t.true(textOf(logRow({...log[5]!, level: 'error'}, place)).includes('! package.json'));
	t.true(textOf(logRow({...log[5]!, level: 'conflict'}, place)).includes('▲ package.json'));
});

test('wide lines name their topic', t => {
	t.true(textOf(logRow(log[5]!, {...place, width: 94})).includes('↓ down             package.json'));
});

test('a message from a peer cannot act on the terminal', t => {
	t.true(textOf(logRow({...log[3]!, message: '\u{1B}]0;owned\u{7}'}, place)).includes(String.raw`\x1b]0;owned\x07`));
});

test('of a message that is too long the first sentence is shown, if it ends before the rest does', t => {
	const row = (message: string, width: number) => textOf(logRow({...log[0]!, path: 'docs/plan.md', message}, {width, look: unicodeLook, isSelected: false})).trimEnd();
	t.regex(row('Both sides changed it. Both are kept as they are.', 76), /Both sides changed it$/v);
	t.regex(row('Both sides changed it. Both are kept as they are.', 136), /as they are\.$/v);
	t.regex(row('one sentence that goes on and on and has no end of its own', 76), /…$/v);
});
