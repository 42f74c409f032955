import test from 'ava';
import {inShort} from '../../../source/ui/text/in-short.js';

const message = 'Both sides changed it. Both are kept as they are.';

test('a message that fits is told whole, one that does not by its first sentence', t => {
	t.is(inShort(message, message.length), message);
	t.is(inShort(message, message.length - 1), 'Both sides changed it');
	t.is(inShort('One sentence, however long it is.', 5), 'One sentence, however long it is.');
});
