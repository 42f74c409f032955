import test from 'ava';
import {isWhole} from '../frames.js';
import {showSetup} from '../mounted.js';

const sizes = [{columns: 50, rows: 12}, {columns: 80, rows: 24}, {columns: 140, rows: 40}] as const;
const pasted = (text: string) => `\u{1B}[200~${text}\u{1B}[201~`;
const invite = 'fsync1:build:8440:site:abc:0123456789abcdef:xyz';

for (const size of sizes) {
	test.serial(`the wizard fits ${size.columns}x${size.rows} at each of its steps, and starts with what was chosen`, async t => {
		const {terminal, setup, screen} = await showSetup(size);
		isWhole(t, terminal);
		t.snapshot(terminal.text(), 'folder');
		terminal.press('\r');
		await terminal.shows('2 of 4');
		isWhole(t, terminal);
		terminal.press(pasted(invite));
		await terminal.shows('xyz');
		terminal.press('\r');
		await terminal.shows('7f2a-91cc-0b5e-4d18');
		isWhole(t, terminal);
		t.snapshot(terminal.text(), 'other side');
		terminal.press('\r');
		await terminal.shows('3 of 4');
		terminal.press('j');
		await terminal.shows('› push');
		isWhole(t, terminal);
		t.snapshot(terminal.text(), 'direction');
		terminal.press('\r');
		await terminal.shows('400 files (1.0 MB) are left out');
		terminal.press(' *.tmp');
		await terminal.shows('800 files (2.0 MB) are left out');
		isWhole(t, terminal);
		t.snapshot(terminal.text(), 'left out');
		terminal.press('\r');
		await terminal.until(() => setup.calls.at(-1)!.startsWith('start'));
		t.deepEqual(JSON.parse(setup.calls.at(-1)!.slice('start '.length)), {
			folder: '/home/ana/site', remote: invite, mode: 'push', patterns: ['node_modules', '*.tmp'], useGitignore: false,
		});
		screen.unmount();
	});
}

test.serial('what cannot be used is told, and can be written again', async t => {
	const {terminal, setup, screen} = await showSetup({columns: 80, rows: 24});
	terminal.press('nowhere');
	await terminal.shows('› nowhere');
	terminal.press('\r');
	await terminal.shows('There is no folder nowhere');
	terminal.press('\u{15}/srv/x\r');
	await terminal.shows('2 of 4');
	setup.peer = 'build:8440 cannot be reached (ECONNREFUSED): look at the address.';
	terminal.press(`${pasted(invite)}\r`);
	await terminal.shows('cannot be reached');
	isWhole(t, terminal);
	terminal.press('\u{15}');
	await terminal.until(() => !terminal.text().includes('fsync1:'));
	terminal.press('\u{1B}[Z');
	await terminal.shows('1 of 4');
	t.true(terminal.text().includes('/srv/x'));
	screen.unmount();
});

test.serial('nothing means a vault, and tab makes .gitignore files count', async t => {
	const {terminal, setup, screen} = await showSetup({columns: 80, rows: 24});
	terminal.press('\r');
	await terminal.shows('2 of 4');
	terminal.press('\r');
	await terminal.shows('vault:site');
	terminal.press('\r');
	await terminal.shows('.gitignore files do not count');
	terminal.press('\t');
	await terminal.shows('.gitignore files count as well');
	t.true(setup.calls.includes('count node_modules true'));
	screen.unmount();
});

test.serial('a paste of several lines is one line, and esc gives the keys back without leaving', async t => {
	const {terminal, reasons, screen} = await showSetup({columns: 80, rows: 24});
	terminal.press(pasted('/srv/a\r\nb'));
	await terminal.shows('/srv/a b');
	terminal.press('\u{1B}');
	await terminal.shows('q quit');
	t.deepEqual(reasons, []);
	terminal.press('\r');
	await terminal.shows('esc stop writing');
	screen.unmount();
});
