import test from 'ava';
import {helpLines} from '../../../source/ui/rows/help-lines.js';
import {keyBindings} from '../../../source/ui/keys.js';
import {textOf, unicodeLook} from '../look.js';

/** What a session's help tells: an action with two bindings once. */
const ofSession = keyBindings.filter((binding, index) => binding.action !== 'copy-invite'
	&& keyBindings.findIndex(each => each.action === binding.action) === index);

for (const width of [54, 76, 136]) {
	test(`the help in ${width} columns tells every key of a session`, t => {
		const text = helpLines('session', width, unicodeLook).map(line => textOf(line)).join('\n');
		for (const {chords, help} of ofSession) {
			t.true(text.includes(chords.join(' ')), chords.join(' '));
			t.true(text.includes(help), help);
		}

		t.false(text.includes('…'));
		t.true(text.includes('╳ failed') && text.includes('✗ halted') && text.includes('D deleted'));
	});
}

test('a server\'s help has its keys and not a session\'s', t => {
	const text = helpLines('server', 76, unicodeLook).map(line => textOf(line)).join('\n');
	t.true(text.includes('copy the invite line'));
	t.false(text.includes('pause: nothing is sent'));
});
