import test from 'ava';
import {helpLines} from '../../../source/ui/rows/help-lines.js';
import {openCockpit, openServer} from '../opened.js';
import {textOf, unicodeLook} from '../look.js';

const table = openCockpit().app.table('dashboard');
/** An action with two bindings is told once. */
const told = table.filter((binding, index) => table.findIndex(each => each.action === binding.action) === index);

for (const width of [54, 76, 136]) {
	test(`the help in ${width} columns tells every key of a session`, t => {
		const text = helpLines(table, width, unicodeLook).map(line => textOf(line)).join('\n');
		for (const {chords, help} of told) {
			t.true(text.includes(chords.join(' ')), chords.join(' '));
			t.true(text.includes(help), help);
		}

		t.false(text.includes('…'));
		t.true(text.includes('╳ failed') && text.includes('✗ halted') && text.includes('D deleted'));
	});
}

test('a server\'s help has its keys and not a session\'s', t => {
	const text = helpLines(openServer().app.table('server'), 76, unicodeLook).map(line => textOf(line)).join('\n');
	t.true(text.includes('copy the invite line'));
	t.false(text.includes('pause: nothing is sent'));
});

test('where there is room for three columns the help of a session fits 140x40 whole', t => {
	t.true(helpLines(table, 136, unicodeLook).length <= 37);
});

test('a screen without lists has no keys for lists', t => {
	const actions = openCockpit().app.table('why').map(({action}) => action);
	t.false(actions.some(action => ['filter', 'zoom', 'mark', 'down', 'next-panel'].includes(action)));
	t.true(actions.includes('why-history'));
});
