import test from 'ava';
import {openCockpit} from './opened.js';
import {sessions} from './states.js';

test('a question is answered by y alone, and any other key drops it and does nothing else', t => {
	for (const [keys, isDone] of [[['y'], true], [['S', 'y'], false], [['esc', 'y'], false], [['enter'], false]] as const) {
		const {press, session, app} = openCockpit([sessions.inSync]);
		let done = false;
		app.helm().ask({
			text: 'Really?', yes: 'yes', run() {
				done = true;
			},
		});
		press(...keys);
		t.is(done, isDone, keys.join(' '));
		t.deepEqual(session.calls, []);
		t.is(app.view.get().question, undefined);
	}
});

test('a question that wants a name is answered by that name alone', t => {
	for (const [keys, isDone] of [[['site', 'enter'], true], [['y', 'enter'], false], [['sit', 'enter'], false], [['site', 'esc'], false]] as const) {
		const {press, app} = openCockpit();
		let done = false;
		app.helm().ask({
			text: 'Delete?', yes: 'delete', typed: 'site', run() {
				done = true;
			},
		});
		press(...keys);
		t.is(done, isDone, keys.join(' '));
		t.is(app.view.get().question, undefined);
		t.is(app.view.get().field, undefined);
	}
});

test('while somebody writes, letters are text, and paste is one text whatever is in it', t => {
	const {press, dispatcher, app, session, asked} = openCockpit();
	const written: string[] = [];
	app.helm().write({
		label: 'Name', onEnter(text) {
			written.push(text);
		},
	});
	press('pq ', 'backspace');
	dispatcher.paste('a\nb\u{1B}c');
	press('left', 'x', 'enter');
	t.deepEqual(written, ['pqa bxc']);
	t.deepEqual(session.calls, []);
	press('p');
	t.deepEqual(session.calls, ['pause']);
	dispatcher.paste('ssq');
	t.deepEqual(session.calls, ['pause']);
	t.deepEqual(asked, []);
});

test('esc leaves a text field and nothing else', t => {
	const {press, app, top} = openCockpit();
	press('?', '/', 'abc', 'esc');
	t.is(app.view.get().field, undefined);
	t.is(top().screen, 'help');
	press('esc');
	t.is(top().screen, 'dashboard');
});

test('ctrl-c leaves, whatever is asked or written', t => {
	const {app, dispatcher, asked} = openCockpit();
	app.helm().write({
		label: 'Name', onEnter() {
			t.fail();
		},
	});
	dispatcher.press({chord: 'ctrl-c'});
	t.deepEqual(asked, ['leave']);
});

test('what a key said goes with the next key', t => {
	const {press, app} = openCockpit();
	app.helm().say('Copied.');
	t.is(app.view.get().message?.text, 'Copied.');
	press('x');
	t.is(app.view.get().message, undefined);
});
