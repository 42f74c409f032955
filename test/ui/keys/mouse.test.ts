import {PassThrough} from 'node:stream';
import test from 'ava';
import {takeMouse, withoutMouse, type MouseEvent} from '../../../source/ui/keys/mouse.js';

test('clicks and the wheel are told with their cell, several in one read, between keys', t => {
	t.deepEqual(takeMouse('j\u{1B}[<0;10;5Mk'), {events: [{kind: 'click', column: 9, row: 4}], rest: 'jk', begun: ''});
	t.deepEqual(takeMouse('\u{1B}[<64;1;1M\u{1B}[<65;300;2M').events, [{kind: 'wheel-up', column: 0, row: 0}, {kind: 'wheel-down', column: 299, row: 1}]);
});

test('releases, other buttons and modifiers tell nothing, and are no keys', t => {
	for (const input of ['\u{1B}[<0;10;5m', '\u{1B}[<2;10;5M', '\u{1B}[<4;10;5M']) {
		t.deepEqual(takeMouse(input), {events: [], rest: '', begun: ''});
	}
});

test('anything else is not about the mouse', t => {
	for (const input of ['', 'p', '[<0;1;1M', '\u{1B}[A', '\u{1B}']) {
		t.deepEqual(takeMouse(input), {events: [], rest: input, begun: ''});
	}
});

test('a report that comes in two reads is one', t => {
	const stdin = new PassThrough({encoding: 'utf8'});
	const events: MouseEvent[] = [];
	const input = withoutMouse(stdin as unknown as NodeJS.ReadStream, event => {
		events.push(event);
	});
	stdin.write('a\u{1B}[<0;1');
	t.is(input.read() as unknown, 'a');
	stdin.write('0;5Mb');
	t.is(input.read() as unknown, 'b');
	t.is(input.read(), null);
	t.deepEqual(events, [{kind: 'click', column: 9, row: 4}]);
});
