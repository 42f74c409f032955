import test from 'ava';
import {fieldRow, footerRow} from '../../../source/ui/rows/footer-row.js';
import {openCockpit} from '../opened.js';
import {textOf, unicodeLook as look} from '../look.js';

const {app} = openCockpit();

test('help and quit are there however narrow the terminal is', t => {
	for (const width of [16, 20, 30, 60, 80, 140]) {
		const text = textOf(footerRow(app.table(), app.conditions(), {width, look})).trimEnd();
		t.regex(text, /^ \? help .*q quit$/v);
	}
});

test('while it closes, the footer says so and how not to wait', t => {
	t.is(textOf(footerRow(app.table(), {...app.conditions(), isClosing: true}, {width: 60, look})).trimEnd(), ' Finishing what is being written…  ctrl-c leave now');
});

test('a line that is written keeps its cursor in sight', t => {
	t.is(textOf(fieldRow({label: '/', text: 'abc', cursor: 3}, 20, look)), ' / abc              ');
	t.regex(textOf(fieldRow({label: '/', text: `${'x'.repeat(50)}END`, cursor: 53}, 20, look)), /^ \/ x+END\s+$/v);
});

test('however long a question is, there is room for the answer', t => {
	t.regex(textOf(fieldRow({label: 'A question that is much longer than the screen is wide:', text: 'the answer', cursor: 10}, 40, look)), /^ A question that… the answer +$/v);
});
