import {setImmediate as turn} from 'node:timers/promises';
import test from 'ava';
import {openCockpit} from '../opened.js';
import {isWhole} from '../frames.js';
import {showSession} from '../mounted.js';
import {change, sessions} from '../states.js';

test.serial('a list is filtered as it is written; enter keeps that and esc takes it back', async t => {
	const {terminal, screen} = await showSession(sessions.live, {columns: 80, rows: 24});
	terminal.press('/');
	await terminal.until(() => terminal.lines().at(-1)!.startsWith(' / '));
	terminal.press('.TS');
	await terminal.shows('/.TS  3 of 6');
	isWhole(t, terminal);
	t.false(terminal.text().includes('hero@2x'));
	terminal.press('\r');
	await terminal.shows('? help');
	terminal.press('n');
	await terminal.until(() => terminal.lines().some(line => line.includes('›  M src/app/server.ts') || line.includes('› M src/app/server.ts')));
	terminal.press('\u{1B}');
	await terminal.shows('6 changes');
	isWhole(t, terminal);
	screen.unmount();
});

test('keys move among what the filter leaves while it is written', t => {
	const {press, app, top} = openCockpit();
	press('/', 'app', 'down', 'down', 'down');
	const list = app.list(top(), 'pending')!;
	t.is(list.length, 2);
	t.is(list.pathAt(list.selected!), 'src/app/routes/index.ts');
	press('esc');
	t.is(app.list(top(), 'pending')!.length, 6);
});

test('what is marked is what is shown', t => {
	const {press, top} = openCockpit();
	press('/', 'app', 'enter', '*');
	t.deepEqual([...top().lists.pending!.marks].toSorted(), ['src/app/routes/index.ts', 'src/app/server.ts']);
});

test('s syncs what is marked of what waits and lets the rest wait; without marks it syncs all', t => {
	const {press, session, top, app} = openCockpit();
	press('/', 'app', 'enter', '*', 's');
	t.deepEqual(session.calls, ['syncNow src/app/server.ts src/app/routes/index.ts']);
	t.is(top().lists.pending!.marks.size, 0);
	t.is(app.view.get().message?.text, 'Syncing 2 marked changes now; the rest goes on waiting.');
	press('s');
	t.deepEqual(session.calls.slice(1), ['syncNow']);
});

test('s syncs everything when what was marked has gone meanwhile', t => {
	const {press, session} = openCockpit();
	press('j', 'space');
	session.patch({pending: [change({path: 'other'})]});
	press('s');
	t.deepEqual(session.calls, ['syncNow']);
});

test('a hundred thousand lines are filtered behind the keys', async t => {
	const pending = Array.from({length: 100_000}, (_, index) => change({path: `folder/file-${index}`}));
	const {press, app, top} = openCockpit([{...sessions.live, pending}]);
	press('/', '99999');
	const found = () => app.filtered(top(), 'pending')!;
	t.false(found().isComplete);
	while (!found().isComplete) {
		await turn();
	}

	t.is(found().list.items.length, 1);
	t.is(found().total, 100_000);
});
