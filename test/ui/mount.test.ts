import test from 'ava';
import {isWhole} from './frames.js';
import {showServer, showSession} from './mounted.js';
import {
	change,
	now,
	server,
	sessions,
	transfer,
	waiting,
} from './states.js';

const small = {columns: 80, rows: 24};
const large = {columns: 140, rows: 40};

const calls: ReadonlyArray<readonly [key: string, mood: keyof typeof sessions, call: string]> = [
	['p', 'live', 'pause'], ['p', 'paused', 'resume'], ['s', 'live', 'syncNow'], ['S', 'live', 'rescan'], ['r', 'offline', 'reconnect'],
];

for (const [key, mood, call] of calls) {
	test.serial(`${key} asks a session that is ${mood} to ${call}`, async t => {
		const {terminal, session, screen} = await showSession(sessions[mood], small);
		terminal.press(key);
		await terminal.until(() => session.calls.length > 0);
		t.deepEqual(session.calls, [call]);
		screen.unmount();
	});
}

test.serial('deletions are carried out by D and the session\'s name, and by nothing else, and put back by R', async t => {
	const {terminal, session, screen} = await showSession(sessions.halted, small);
	await terminal.shows('D delete');
	terminal.press('y');
	terminal.press('D');
	await terminal.shows('Type site');
	terminal.press('\u{1B}');
	await terminal.shows('D delete');
	terminal.press('Dy\r');
	await terminal.shows('That is not site');
	t.deepEqual(session.calls, []);
	terminal.press('Dsite\r');
	terminal.press('R');
	await terminal.until(() => session.calls.length > 1);
	t.deepEqual(session.calls, ['answerHalt accept', 'answerHalt put-back']);
	screen.unmount();
});

test.serial('keys that are not valid now do nothing', async t => {
	const {terminal, session, screen, reasons} = await showSession(sessions.halted, small);
	terminal.press('p');
	terminal.press('s');
	terminal.press('r');
	await terminal.until(() => session.calls.length > 0);
	t.deepEqual(session.calls, ['rescan']);
	t.deepEqual(reasons, []);
	screen.unmount();
});

test.serial('keys that arrive together all count, pasted text does not', async t => {
	const {terminal, session, screen, reasons} = await showSession(sessions.live, small);
	terminal.press('\u{1B}[200~pqS\u{1B}[201~');
	terminal.press('sS');
	await terminal.until(() => session.calls.length > 1);
	t.deepEqual(session.calls, ['syncNow', 'rescan']);
	t.deepEqual(reasons, []);
	screen.unmount();
});

test.serial('q asks to quit and says that it finishes; the screen stays until it is taken down', async t => {
	const {terminal, reasons, screen} = await showSession(sessions.live, small);
	terminal.press('q');
	await terminal.shows('Finishing what is being written');
	t.deepEqual(reasons, ['quit']);
	t.true(terminal.isAlternate);
	screen.unmount();
	await terminal.until(() => !terminal.isAlternate);
	t.false(terminal.isRaw);
	t.true(terminal.written.endsWith('\u{1B}[?25h\u{1B}[0m'));
});

test.serial('ctrl-c gives the terminal back at once', async t => {
	const {terminal, reasons, session} = await showSession(sessions.live, small);
	terminal.press('\u{3}');
	await terminal.until(() => !terminal.isAlternate);
	t.deepEqual(reasons, ['interrupt']);
	t.false(terminal.isRaw);
	t.is(session.listeners, 0);
});

test.serial('taking the screen down twice is harmless', async t => {
	const {terminal, screen} = await showSession(sessions.live, small);
	screen.unmount();
	await terminal.settled();
	terminal.forget();
	screen.unmount();
	await terminal.settled();
	t.is(terminal.written, '');
});

test.serial('the help opens over everything, scrolls where it does not fit, and esc or q close it', async t => {
	const {terminal, screen, reasons} = await showSession(sessions.live, {columns: 58, rows: 14});
	for (const closing of ['\u{1B}', 'q', '?']) {
		terminal.press('?');
		await terminal.shows('Help: dashboard');
		isWhole(t, terminal);
		terminal.press('G');
		await terminal.shows('changes A added');
		isWhole(t, terminal);
		terminal.press('g');
		await terminal.shows('next panel');
		terminal.press(closing);
		await terminal.shows('pending 6');
	}

	t.deepEqual(reasons, []);
	screen.unmount();
});

test.serial('arrows and letters move in the focused list, numbers and tab move the focus', async t => {
	const {terminal, screen} = await showSession(sessions.live, small);
	const selectedRow = () => terminal.lines().findIndex(line => line.includes('›'));
	const shows = async (text: string) => terminal.until(() => terminal.lines()[selectedRow()]?.includes(text) ?? false);
	terminal.press('j');
	await shows('server.ts');
	t.true(terminal.cell(10, selectedRow()).isReversed);
	t.false(terminal.cell(0, selectedRow()).isReversed);
	terminal.press('\u{1B}[B');
	await shows('routes/index.ts');
	terminal.press('G');
	await shows('record-0042.md');
	terminal.press('k');
	await shows('scratch.md');
	terminal.press('\t');
	terminal.press('j');
	await shows('model.bin');
	terminal.press('3j');
	await shows('src/index.css');
	terminal.press('4j');
	await shows('docs/plan.md');
	terminal.press('\u{1B}[Z');
	await shows('src/index.css');
	terminal.press('\u{1B}');
	await terminal.until(() => selectedRow() === -1);
	isWhole(t, terminal);
	screen.unmount();
});

test.serial('the selected line stays where it is while the list changes above it', async t => {
	const older = Array.from({length: 30}, (_, index) => ({...sessions.inSync.log[0]!, id: index - 30, path: `old-${index}`}));
	const log = [...older, ...sessions.inSync.log];
	const {terminal, session, screen} = await showSession({...sessions.inSync, log}, large);
	terminal.press('3jjj');
	await terminal.until(() => terminal.lines().some(line => line.includes('›') && line.includes('package.json')));
	const row = terminal.lines().findIndex(line => line.includes('›'));
	const more = Array.from({length: 20}, (_, index) => ({...sessions.inSync.log[0]!, id: 100 + index, path: `new-${index}`}));
	terminal.forget();
	session.patch({log: [...log, ...more], pending: waiting(77)});
	await terminal.shows('77 pending');
	t.regex(terminal.lines()[row]!, /› .*package\.json/v);
	screen.unmount();
});

test.serial('a resize draws the whole frame anew, whichever way it goes', async t => {
	const {terminal, screen} = await showSession(sessions.live, small);
	for (const [columns, rows] of [[140, 40], [58, 14], [100, 30], [80, 24], [81, 25], [79, 23], [60, 15]] as const) {
		terminal.resize(columns, rows);
		await terminal.until(() => terminal.lines().at(-1)!.includes('? help'));
		isWhole(t, terminal);
	}

	screen.unmount();
});

test.serial('ctrl-l repairs a picture that somebody else has drawn over', async t => {
	const {terminal, screen} = await showSession(sessions.live, small);
	const before = terminal.text();
	terminal.stdout.write('\u{1B}[5;5Hsomebody was here\n\n\n');
	await terminal.shows('somebody was here');
	terminal.press('\u{C}');
	await terminal.until(() => terminal.text() === before);
	isWhole(t, terminal);
	screen.unmount();
});

test.serial('countdowns run, and when the last one has ended nothing is written any more', async t => {
	const {terminal, clock, session, screen} = await showSession({...sessions.inSync, pending: [change({path: 'a.ts'})]}, small);
	await terminal.shows('quiet in  0.8s');
	clock.advance(300);
	await terminal.shows('quiet in  0.5s');
	clock.advance(600);
	await terminal.shows('ready');
	t.is(clock.timers, 0);
	terminal.forget();
	clock.advance(60_000);
	session.patch({});
	await terminal.settled();
	t.is(terminal.written, '');
	screen.unmount();
});

test.serial('what waits is held while paused and waits for the peer while offline, whatever the engine says of its debounce', async t => {
	const {terminal, session, screen} = await showSession({
		...sessions.inSync, phase: 'paused', isPaused: true, pending: [change({path: 'a.ts'})],
	}, small);
	t.regex(terminal.text(), /a\.ts .* held /v);
	session.patch({phase: 'offline', retryAtMilliseconds: now + 5000});
	await terminal.shows('OFFLINE paused, retry');
	t.regex(terminal.text(), /a\.ts .* held /v);
	session.patch({isPaused: false});
	await terminal.shows('waits for peer');
	screen.unmount();
});

test.serial('the wait for the next attempt counts down', async t => {
	const {terminal, clock, screen} = await showSession(sessions.offline, small);
	clock.advance(2000);
	await terminal.shows('OFFLINE retry 10s');
	clock.advance(1500);
	await terminal.shows('OFFLINE retry 9s');
	isWhole(t, terminal);
	screen.unmount();
});

test.serial('a server that has nothing to tell writes nothing', async t => {
	const {terminal, clock, server: control, screen} = await showServer(server, small);
	await terminal.settled();
	terminal.forget();
	t.is(clock.timers, 0);
	control.patch({});
	await terminal.settled();
	t.is(terminal.written, '');
	screen.unmount();
});

test.serial('one changing row costs less than a kilobyte a frame at 140x40', async t => {
	const {terminal, session, screen} = await showSession({...sessions.busy, pending: []}, large);
	await terminal.settled();
	for (let step = 1; step <= 20; step++) {
		const sentBytes = 82_000_000 + (step * 21_000_000);
		terminal.forget();
		session.patch({transfers: [transfer({id: 7, path: 'data/model.bin', sentBytes}), sessions.busy.transfers[1]!]});
		await terminal.until(() => terminal.written !== '');
		t.true(Buffer.byteLength(terminal.written) < 1000, `${Buffer.byteLength(terminal.written)} bytes`);
	}

	isWhole(t, terminal);
	screen.unmount();
});

test.serial('a debounce bar costs less than a kilobyte a frame at 140x40', async t => {
	const {terminal, clock, screen} = await showSession({...sessions.inSync, pending: [change({path: 'a.ts', deadlineMilliseconds: now + 3000})]}, large);
	await terminal.settled();
	for (let step = 1; step <= 10; step++) {
		terminal.forget();
		clock.advance(100);
		await terminal.until(() => terminal.written !== '');
		t.true(Buffer.byteLength(terminal.written) < 1000, `${Buffer.byteLength(terminal.written)} bytes`);
	}

	screen.unmount();
});

test.serial('a panel that crashes says so, the others go on, and r brings it back', async t => {
	const {terminal, session, crashes, screen} = await showSession(sessions.live, small);
	const {log} = sessions.live;
	session.patch({log: [undefined as never]});
	await terminal.shows('panel crashed, r to retry');
	isWhole(t, terminal);
	t.is(crashes.length, 1);
	t.true(terminal.text().includes('1 Pending') && terminal.text().includes('4 Conflicts'));
	t.true(terminal.text().includes('r retry panel'));
	session.patch({log, pending: waiting(99)});
	await terminal.shows('99 changes');
	terminal.press('r');
	await terminal.shows('3 Log');
	isWhole(t, terminal);
	t.false(terminal.text().includes('crashed'));
	t.deepEqual(session.calls, []);
	screen.unmount();
});

test.serial('preferences change keys and colours; what they say that makes no sense is one line until the first key', async t => {
	const {terminal, session, screen} = await showSession(sessions.live, large, {
		preferences: {keys: {pause: ['x'], 'no-such-action': ['f']}, theme: {accent: ['35', '39']}}, warnings: ['fps must be a whole number from 1 to 60'],
	});
	await terminal.shows('ui.json: fps must be a whole number from 1 to 60; keys.no-such-action is no action.');
	t.is(terminal.cellOf('site ').color, 5);
	terminal.press('px');
	await terminal.until(() => session.calls.length > 0);
	t.deepEqual(session.calls, ['pause']);
	await terminal.shows('x pause');
	t.false(terminal.text().includes('ui.json'));
	isWhole(t, terminal);
	screen.unmount();
});

test.serial('a terminal that is lent is given back while the task goes on, and drawn anew after it', async t => {
	const {terminal, screen} = await showSession(sessions.live, small, {environment: {EDITOR: 'true', LANG: 'en_GB.UTF-8', PATH: process.env.PATH}});
	const before = terminal.text();
	terminal.press('j');
	await terminal.shows('› M');
	terminal.forget();
	terminal.press('e');
	await terminal.until(() => terminal.written.includes('\u{1B}[?1049l') && terminal.isAlternate);
	await terminal.shows('› M');
	t.not(before, '');
	t.true(terminal.isRaw);
	isWhole(t, terminal);
	screen.unmount();
});
