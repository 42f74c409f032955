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
	await terminal.shows('12 changes');
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

test('a hundred thousand lines are filtered behind the keys', async t => {
	const pending = Array.from({length: 100_000}, (_, index) => change({path: `folder/file-${index}`}));
	const {press, app, top} = openCockpit([{...sessions.live, pending, pendingCount: 100_000}]);
	press('/', '99999');
	const found = () => app.filtered(top(), 'pending')!;
	t.false(found().isComplete);
	while (!found().isComplete) {
		await turn();
	}

	t.is(found().list.items.length, 1);
	t.is(found().total, 100_000);
});
