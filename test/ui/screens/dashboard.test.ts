import test from 'ava';
import {openCockpit} from '../opened.js';
import {isWhole} from '../frames.js';
import {showCockpit, showSession} from '../mounted.js';
import {sessions} from '../states.js';

const several = [sessions.live, {...sessions.paused, id: 'notes', folder: '/home/ana/notes'}, {...sessions.offline, id: 'photos', folder: '/home/ana/photos'}];
const sizes = [{columns: 58, rows: 14}, {columns: 60, rows: 15}, {columns: 80, rows: 24}, {columns: 100, rows: 30}, {columns: 140, rows: 40}] as const;

for (const size of sizes) {
	test.serial(`several sessions fit ${size.columns}x${size.rows}, each with its state where there is room`, async t => {
		const {terminal, screen} = await showCockpit(several, size);
		isWhole(t, terminal);
		const words = size.rows >= 24 ? ['notes', 'PAUSED', 'photos', 'OFFLINE'] : ['site'];
		t.deepEqual(words.filter(word => !terminal.text().includes(word)), [], terminal.text());
		screen.unmount();
	});

	test.serial(`a zoomed panel fits ${size.columns}x${size.rows}, and esc brings the others back`, async t => {
		const {terminal, screen} = await showSession(sessions.live, size);
		const before = terminal.text();
		terminal.press('+');
		await terminal.settled();
		isWhole(t, terminal);
		terminal.press('\u{1B}');
		await terminal.settled();
		t.is(terminal.text(), before);
		screen.unmount();
	});
}

test('enter shows the session under the cursor, and the keys are for it', t => {
	const {press, app, sessions: fakes} = openCockpit(several);
	press('1', 'j', 'j', 'enter', 'p');
	t.is(app.view.get().session, 'notes');
	t.deepEqual(fakes.map(({calls}) => calls), [[], ['resume'], []]);
});

test('P pauses all that work, and resumes them once all are paused', t => {
	const paused = {...sessions.paused, id: 'b'};
	const first = openCockpit([sessions.live, paused, {...sessions.stopped, id: 'c'}]);
	first.press('P');
	t.deepEqual(first.sessions.map(({calls}) => calls), [['pause'], ['pause'], []]);
	const second = openCockpit([sessions.paused, paused, {...sessions.stopped, id: 'c'}]);
	second.press('P');
	t.deepEqual(second.sessions.map(({calls}) => calls), [['resume'], ['resume'], []]);
});

test('numbers lead to the same panels whatever the size: with one session to pending first, with several to the sessions', t => {
	for (const size of sizes.slice(2)) {
		const one = openCockpit([sessions.live], size);
		one.press('3');
		t.is(one.top().focus, 'log');
		const more = openCockpit(several, size);
		more.press('2', '3');
		t.is(more.top().focus, 'transfers');
		more.press('1');
		t.is(more.top().focus, 'sessions');
	}
});

test('L goes through the levels of the log', t => {
	const {press, app, top} = openCockpit([sessions.live], {columns: 140, rows: 40});
	const levels = () => new Set((app.screen('dashboard').list('log', app.scene(top()) as never)!.items as ReadonlyArray<{level: string}>).map(({level}) => level));
	t.deepEqual([...levels()].toSorted(), ['conflict', 'error', 'info', 'ok', 'warn']);
	press('L');
	t.deepEqual([...levels()].toSorted(), ['conflict', 'error', 'warn']);
	press('L');
	t.deepEqual([...levels()], ['error']);
	press('L');
	t.true(levels().has('debug'));
	press('L');
	t.false(levels().has('debug'));
});

test.serial('what was saved stands beside what was sent, by why', async t => {
	const {terminal, screen} = await showSession(sessions.live, {columns: 140, rows: 40});
	t.regex(terminal.text(), /delta +2\.1 GB +dedup +190 MB/v);
	t.regex(terminal.text(), /zstd +9\.0 MB +moves +61\.0 MB/v);
	t.regex(terminal.text(), /latency +34 ms +▃▄▃▄█▄▄▄/v);
	t.regex(terminal.text(), /server\.ts .* at most {2}8\.8s/v);
	t.regex(terminal.text(), /6 351 reused .* 625 from others \(40\.0 MB\)/v);
	screen.unmount();
});

test.serial('a mark stands before its line', async t => {
	const {terminal, screen} = await showSession(sessions.live, {columns: 80, rows: 24});
	terminal.press('j ');
	await terminal.until(() => terminal.lines().some(line => line.includes(' *M src/app/server.ts')));
	isWhole(t, terminal);
	screen.unmount();
});

test('X cancels the transfer of the selected file after a y, whichever way it goes', t => {
	const {press, session, app} = openCockpit();
	press('X', '2', 'j', 'X', 'n');
	t.deepEqual(session.calls, []);
	press('X');
	t.regex(app.view.get().question?.text ?? '', /^Cancel sending model\.bin\?/v);
	press('y');
	t.deepEqual(session.calls, ['cancelTransfer up 7']);
	t.is(app.view.get().message?.text, 'data/model.bin is sent later.');
	press('j', 'X');
	t.regex(app.view.get().question?.text ?? '', /^Cancel receiving video\.mp4\? It goes on in about five minutes, or with s\.$/v);
	press('y');
	t.deepEqual(session.calls, ['cancelTransfer up 7', 'cancelTransfer down 9']);
	t.is(app.view.get().message?.text, 'assets/video.mp4 comes later.');
});
