import {setImmediate} from 'node:timers/promises';
import test from 'ava';
import {showServer} from '../mounted.js';
import {isWhole} from '../frames.js';
import {openServer} from '../opened.js';
import {freshServer, server} from '../states.js';

const sizes = [
	{columns: 58, rows: 14}, {columns: 60, rows: 15}, {columns: 80, rows: 24}, {columns: 100, rows: 30}, {columns: 140, rows: 40},
] as const;

for (const size of sizes) {
	test.serial(`a server fits ${size.columns}x${size.rows} and says who is there and what is served`, async t => {
		const {terminal, screen} = await showServer(server, size);
		isWhole(t, terminal);
		for (const word of ['build.example:8440', 'LISTENING', 'laptop', 'up to date', size.columns >= 94 ? '3 changes behind' : '3 behind', 'site', '1 842 files']) {
			t.true(terminal.text().includes(word), `${word}\n${terminal.text()}`);
		}

		screen.unmount();
	});

	test.serial(`at ${size.columns}x${size.rows} the invite line can be selected as a whole`, async t => {
		const {terminal, screen} = await showServer(freshServer, size);
		isWhole(t, terminal);
		const lines = terminal.lines();
		const first = lines.findIndex(line => line.startsWith('fsync1:'));
		const count = Math.ceil(freshServer.invite!.line.length / size.columns);
		t.is(lines.slice(first, first + count).join('').trimEnd(), freshServer.invite!.line);
		screen.unmount();
	});
}

for (const size of [{columns: 80, rows: 24}, {columns: 140, rows: 40}] as const) {
	test.serial(`golden: a server at ${size.columns}x${size.rows}`, async t => {
		const {terminal, screen} = await showServer(server, size);
		t.snapshot(terminal.text());
		screen.unmount();
	});
}

test.serial('an invite that is none does not reach the terminal', async t => {
	const {terminal, screen} = await showServer({...freshServer, invite: {...freshServer.invite!, line: 'fsync1:\u{1B}[2J'}}, {columns: 80, rows: 24});
	isWhole(t, terminal);
	t.false(terminal.text().includes('fsync1:'));
	screen.unmount();
});

test.serial('y puts the invite line on the clipboard', async t => {
	const {terminal, screen} = await showServer(freshServer, {columns: 80, rows: 24});
	terminal.forget();
	terminal.press('y');
	await terminal.until(() => terminal.written.includes('\u{1B}]52;c;'));
	t.true(terminal.written.includes(`\u{1B}]52;c;${Buffer.from(freshServer.invite!.line).toString('base64')}\u{7}`));
	screen.unmount();
});

test.serial('when the invite is used its rows go to the panels', async t => {
	const {terminal, server: control, screen} = await showServer(freshServer, {columns: 80, rows: 24});
	control.patch({clients: server.clients, invite: undefined} as never);
	await terminal.shows('2 connected, 1 away');
	isWhole(t, terminal);
	t.false(terminal.text().includes('fsync1:'));
	screen.unmount();
});

test('i makes an invite, and w takes it back while somebody is paired', async t => {
	const {press, server: control, app} = openServer();
	press('i');
	t.deepEqual(control.calls, ['invite']);
	await setImmediate();
	t.regex(app.view.get().message!.text, /A new invite is open/v);
	control.patch({invite: freshServer.invite!});
	press('w');
	t.deepEqual(control.calls, ['invite', 'withdrawInvite']);
});

test('w does not take back the invite that stands open for the first device', t => {
	const {press, server: control} = openServer(freshServer);
	press('w');
	t.deepEqual(control.calls, []);
});

test('x asks, and only y puts the selected device out', t => {
	const {press, server: control, app} = openServer();
	press('x');
	t.is(app.view.get().question, undefined);
	press('j', 'j', 'x');
	t.regex(app.view.get().question!.text, /^Revoke runner\? Its connections end at once/v);
	press('x');
	t.deepEqual(control.calls, []);
	press('x', 'y');
	t.deepEqual(control.calls, [`revoke ${'b'.repeat(64)}`]);
});

test('enter shows all about a client, whose device can be revoked there', t => {
	const {press, server: control, app, top} = openServer();
	press('j', 'enter');
	t.is(top().screen, 'client');
	press('x', 'y');
	t.deepEqual(control.calls, [`revoke ${'a'.repeat(64)}`]);
	press('esc');
	t.is(top().screen, 'server');
	t.is(app.view.get().question, undefined);
});

for (const size of [{columns: 80, rows: 24}, {columns: 140, rows: 40}] as const) {
	test.serial(`golden: a client at ${size.columns}x${size.rows}`, async t => {
		const {terminal, screen} = await showServer(server, size);
		terminal.press('j');
		await terminal.shows('details');
		terminal.press('\r');
		await terminal.shows('Client: laptop');
		isWhole(t, terminal);
		t.snapshot(terminal.text());
		screen.unmount();
	});
}
