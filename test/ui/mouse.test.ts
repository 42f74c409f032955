import test from 'ava';
import {showSession} from './mounted.js';
import {sessions} from './states.js';

const small = {columns: 80, rows: 24};
const at = (button: number, column: number, row: number) => `\u{1B}[<${button};${column + 1};${row + 1}M`;

test.serial('the mouse is off until somebody asks for it, and off again at the end', async t => {
	const {terminal, screen} = await showSession(sessions.live, small);
	t.false(terminal.written.includes('\u{1B}[?1000h'));
	terminal.press(':');
	await terminal.shows('Find any action');
	terminal.press('mouse');
	await terminal.shows('› mouse');
	terminal.press('\r');
	await terminal.shows('The mouse is on');
	t.true(terminal.written.includes('\u{1B}[?1000h\u{1B}[?1006h'));
	terminal.forget();
	screen.unmount();
	await terminal.settled();
	t.true(terminal.written.includes('\u{1B}[?1006l\u{1B}[?1000l'));
});

test.serial('a click selects the line under it, the wheel moves in the list under it, and neither is a key', async t => {
	const {terminal, session, screen} = await showSession(sessions.live, small, {preferences: {mouse: true}});
	t.true(terminal.written.includes('\u{1B}[?1000h'));
	const rowOf = (text: string) => terminal.lines().findIndex(line => line.includes(text));
	terminal.press(at(0, 20, rowOf('routes/index.ts')));
	await terminal.until(() => terminal.lines()[rowOf('routes/index.ts')]!.includes('›'));
	terminal.press(at(65, 20, rowOf('src/index.css')));
	await terminal.until(() => terminal.lines()[rowOf('package.json')]?.includes('›') ?? false);
	terminal.press(at(0, 20, rowOf('config/app.json')));
	await terminal.until(() => terminal.lines()[rowOf('config/app.json')]!.includes('›'));
	t.deepEqual(session.calls, []);
	screen.unmount();
});
