import test from 'ava';
import {readPreferences} from '../../../source/ui/preferences/preferences.js';
import {parseStyle} from '../../../source/ui/preferences/style.js';

test('everything that makes sense is taken', t => {
	t.deepEqual(readPreferences({
		ascii: false, mouse: true, fps: 30, theme: {accent: 'bold bright-red', muted: 'plain'}, keys: {pause: 'x', sync: ['f', 'ctrl-r']},
	}), {
		preferences: {
			ascii: false, mouse: true, fps: 30, theme: {accent: ['1;91', '22;39'], muted: ['', '']}, keys: {pause: ['x'], sync: ['f', 'ctrl-r']},
		},
		warnings: [],
	});
});

test('a terminal that draws ambiguous characters wide gets ASCII', t => {
	t.true(readPreferences({ambiguousWide: true}).preferences.ascii);
	t.true(readPreferences({ambiguousWide: true, ascii: false}).preferences.ascii);
	t.is(readPreferences({ambiguousWide: false}).preferences.ascii, undefined);
});

const faults: ReadonlyArray<readonly [json: unknown, warning: string]> = [
	['text', 'it is not an object'],
	[{fps: 0}, 'fps must be a whole number from 1 to 60'],
	[{mouse: 'yes'}, 'mouse must be true or false'],
	[{colour: 1}, 'colour is not known'],
	[{theme: 'dark'}, 'theme must be an object'],
	[{theme: {accent: 'teal'}}, 'theme.accent must be colours and weights, like \'bold cyan\''],
	[{theme: {accnt: 'red'}}, 'theme.accnt is not known'],
	[{keys: {pause: 7}}, 'keys.pause must be a key or a list of keys'],
	[{keys: {pause: 'q'}}, 'keys.pause: q means the same everywhere'],
	[{keys: {pause: 'x', sync: ['x']}}, 'keys.sync: its key is given to pause'],
];

for (const [json, warning] of faults) {
	test(`${JSON.stringify(json)} gives one warning with its name, and the rest counts`, t => {
		t.deepEqual(readPreferences(json).warnings, [warning]);
		t.true(typeof json === 'string' || readPreferences({...json as Record<string, unknown>, ascii: true}).preferences.ascii);
	});
}

test('styles are made of the sixteen colours and weights alone', t => {
	t.deepEqual(parseStyle(' Cyan '), ['36', '39']);
	t.deepEqual(parseStyle('reverse bright-black'), ['7;90', '27;39']);
	t.is(parseStyle('#ff0000'), undefined);
	t.is(parseStyle('bright-bold'), undefined);
	t.is(parseStyle(''), undefined);
});
