import test from 'ava';
import {openCockpit, openServer} from '../opened.js';
import {isWhole} from '../frames.js';
import {showSession} from '../mounted.js';
import {sessions} from '../states.js';

test('the palette finds what is valid on the screen below, does it there and is gone', t => {
	const {press, session, top} = openCockpit();
	press(':', 'resc', 'enter');
	t.deepEqual(session.calls, ['rescan']);
	t.is(top().screen, 'dashboard');
});

test('what is not valid now is not in the palette', t => {
	const {press, session, top} = openCockpit([sessions.stopped]);
	press(':', 'rescan', 'enter');
	t.deepEqual(session.calls, []);
	t.is(top().screen, 'dashboard');
});

test('esc leaves the palette; letters never are keys in it', t => {
	const {press, session, top, app} = openCockpit();
	press(':', 'pqs', 'esc');
	t.is(top().screen, 'dashboard');
	t.is(app.view.get().field, undefined);
	t.deepEqual(session.calls, []);
});

test('the palette leads to another session', t => {
	const {press, app} = openCockpit([sessions.live, {...sessions.paused, id: 'notes', folder: '/home/ana/notes'}]);
	press(':', 'notes', 'enter');
	t.is(app.view.get().session, 'notes');
});

test('up and down choose, and stop at the ends', t => {
	const {press, top} = openCockpit();
	press(':', 'up', 'down', 'down', 'up');
	t.like(top().local, {selected: 1});
	press('zzz', 'down');
	t.like(top().local, {selected: 0});
});

test('a server has a palette, too', t => {
	const {press, top} = openServer();
	press(':', 'help', 'enter');
	t.is(top().screen, 'help');
});

test('the palette limits the bandwidth, or takes the limit away', t => {
	const {press, session, app} = openCockpit();
	const said = () => app.view.get().message?.text;
	press(':', 'limit', 'enter', '5M', 'enter');
	t.is(said(), 'The limit is 5.2 MB/s each way, until this session ends.');
	press(':', 'limit', 'enter', 'much', 'enter');
	t.regex(said() ?? '', /'much' is no number of bytes/v);
	press(':', 'limit', 'enter', 'enter');
	t.is(said(), 'There is no limit any more.');
	t.deepEqual(session.calls, ['limit 5242880', 'limit undefined']);
});

test('the palette asks why for a path that no list has', t => {
	const {press, top} = openCockpit();
	press(':', 'why-path', 'enter', './notes/old.md', 'enter');
	t.like(top(), {screen: 'why', local: {path: 'notes/old.md'}});
});

for (const size of [{columns: 58, rows: 14}, {columns: 80, rows: 24}, {columns: 140, rows: 40}] as const) {
	test.serial(`the palette fits ${size.columns}x${size.rows}`, async t => {
		const {terminal, screen} = await showSession(sessions.live, size);
		terminal.press(':');
		await terminal.shows('Find any action');
		isWhole(t, terminal);
		terminal.press('pau');
		await terminal.shows(': pau');
		isWhole(t, terminal);
		t.regex(terminal.text(), /› pause /v);
		screen.unmount();
	});
}
