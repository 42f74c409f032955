import process from 'node:process';
import {fileURLToPath} from 'node:url';
import {setTimeout as wait} from 'node:timers/promises';
import test from 'ava';
import pty from '@lydell/node-pty';
import xterm from '@xterm/headless';

const program = fileURLToPath(import.meta.resolve('./screen-program.js'));
/** It is loaded as this file was: its libraries in one piece. */
const node = [process.execPath, ...process.execArgv.filter(argument => argument.startsWith('--import='))].map(part => `'${part}'`).join(' ');
const pseudoTerminal = process.platform === 'win32' ? test.skip : test;

/** Runs a shell script on a pseudo-terminal, and reads what a person would see. */
class Shell {
	readonly #grid = new xterm.Terminal({cols: 80, rows: 24, allowProposedApi: true});
	readonly #pty: pty.IPty;
	raw = '';
	#exit: number | undefined;

	constructor(script: string) {
		const {CI: _, NO_COLOR: __, ...environment} = process.env;
		this.#pty = pty.spawn('sh', ['-c', script], {
			cols: 80, rows: 24, name: 'xterm-256color', env: {
				...environment, LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8', NODE_ENV: 'production',
			},
		});
		this.#pty.onData(data => {
			this.raw += data;
			this.#grid.write(data);
		});
		this.#pty.onExit(({exitCode}) => {
			this.#exit = exitCode;
		});
	}

	text(): string {
		const {active} = this.#grid.buffer;
		return Array.from({length: active.length}, (_, row) => active.getLine(row)?.translateToString(true) ?? '').join('\n');
	}

	get isAlternate(): boolean {
		return this.#grid.buffer.active.type === 'alternate';
	}

	/** The program's process id, which it shows as its folder's name. */
	get programId(): number {
		return Number(/pid-(?<id>\d+)/v.exec(this.text())?.groups?.id);
	}

	press(keys: string): void {
		this.#pty.write(keys);
	}

	async until(condition: () => boolean): Promise<void> {
		const deadline = performance.now() + 20_000;
		while (!condition()) {
			if (performance.now() > deadline) {
				throw new Error(`That never came:\n${this.text()}`);
			}

			await wait(5);
		}
	}

	async shows(text: string): Promise<void> {
		await this.until(() => this.text().includes(text));
	}

	/** The first frame comes before the keys are read as keys; pasting is switched on last. */
	async isUp(): Promise<void> {
		await this.shows('LIVE in sync');
		await this.until(() => !isOff(this.raw, 2004));
	}

	/** Ends it, whatever it does. */
	close(): void {
		if (this.#exit === undefined) {
			this.#pty.kill('SIGKILL');
		}
	}

	async ends(): Promise<number> {
		await this.until(() => this.#exit !== undefined);
		return this.#exit ?? 0;
	}
}

/** The last of two opposite terminal modes wins. */
const isOff = (raw: string, mode: number) => raw.lastIndexOf(`\u{1B}[?${mode}l`) >= raw.lastIndexOf(`\u{1B}[?${mode}h`);

function isRestored(shell: Shell): boolean {
	return !shell.isAlternate && isOff(shell.raw, 1049) && isOff(shell.raw, 2004) && !isOff(shell.raw, 25)
		&& shell.text().includes(' icanon') && shell.text().includes(' echo ');
}

const start = async () => {
	const shell = new Shell(`echo before; ${node} '${program}'; echo code $?; stty -a`);
	await shell.isUp();
	return shell;
};

const endings: ReadonlyArray<readonly [name: string, act: (shell: Shell) => void, texts: readonly string[]]> = [
	['q', shell => {
		shell.press('q');
	}, ['left: quit', 'code 0']],
	['ctrl-c', shell => {
		shell.press('\u{3}');
	}, ['left: interrupt', 'code 0']],
	['SIGTERM', shell => {
		process.kill(shell.programId, 'SIGTERM');
	}, ['left: terminate', 'code 0']],
	['SIGHUP', shell => {
		process.kill(shell.programId, 'SIGHUP');
	}, ['left: hangup', 'code 0']],
	['SIGINT', shell => {
		process.kill(shell.programId, 'SIGINT');
	}, ['left: interrupt', 'code 0']],
	['an uncaught error', shell => {
		shell.press('S');
	}, ['a bug on purpose', 'code 1']],
	['process.exit', shell => {
		shell.press('s');
	}, ['code 3']],
];

for (const [name, act, texts] of endings) {
	pseudoTerminal(`after ${name} the terminal is as it was before`, async t => {
		const shell = await start();
		t.true(shell.isAlternate);
		act(shell);
		await shell.shows(' icanon');
		await shell.ends();
		for (const text of ['before', ...texts]) {
			t.true(shell.text().includes(text), `${text}\n${shell.text()}`);
		}

		t.true(isRestored(shell), shell.text());
		t.false(shell.text().includes('LIVE in sync'));
	});
}

pseudoTerminal('a process that somebody else stopped and continued draws everything anew', async t => {
	const shell = await start();
	shell.raw = '';
	process.kill(shell.programId, 'SIGCONT');
	await shell.until(() => shell.raw.includes('\u{1B}[2J') && shell.raw.includes('LIVE in sync'));
	shell.press('q');
	await shell.shows(' icanon');
	await shell.ends();
	t.true(isRestored(shell), shell.text());
});

pseudoTerminal('ctrl-z gives the terminal to the shell, and fg brings the screen back', async t => {
	const shell = new Shell(`set -m; ${node} '${program}'; stty -a; echo suspended; read line; fg; echo code $?; stty -a`);
	await shell.isUp();
	shell.press('\u{1A}');
	await shell.shows('suspended');
	t.true(isRestored(shell), shell.text());
	t.false(shell.text().includes('LIVE in sync'));
	shell.press('\r');
	await shell.until(() => shell.isAlternate && shell.text().includes('LIVE in sync'));
	shell.press('q');
	await shell.until(() => shell.text().split(' icanon').length > 2);
	await shell.ends();
	t.true(shell.text().includes('left: quit'));
	t.true(isRestored(shell), shell.text());
});

/** Every key of the dashboard as a terminal sends it, and what is seen after it; `esc` brings back what it opened. */
const keys: ReadonlyArray<readonly [key: string, bytes: string, seen: RegExp]> = [
	['?', '?', /Help: dashboard/v],
	['esc', '\u{1B}', /1 Sessions/v],
	[':', ':', /Find any action/v],
	['backspace', 'xy\u{7F}', /: x /v],
	['delete and home', '\u{1B}[H\u{1B}[3~', /of \d+ ─/v],
	['esc', '\u{1B}', /1 Sessions/v],
	['2 and j', '2j', /›.{0,60}server\.ts/v],
	['down', '\u{1B}[B', /›.{0,60}routes/v],
	['k', 'k', /›.{0,60}server\.ts/v],
	['up', '\u{1B}[A', /›.{0,60}server\.ts/v],
	['G', 'G', /›.{0,60}record-0042/v],
	['g', 'g', /›.{0,60}server\.ts/v],
	['end', '\u{1B}[F', /›.{0,60}record-0042/v],
	['home', '\u{1B}[H', /›.{0,60}server\.ts/v],
	['pgdn', '\u{1B}[6~', /›.{0,60}(?:scratch|lib|hero|routes)/v],
	['pgup', '\u{1B}[5~', /›.{0,60}server\.ts/v],
	['ctrl-d', '\u{4}', /›.{0,60}(?:scratch|lib|hero|routes)/v],
	['ctrl-u', '\u{15}', /›.{0,60}server\.ts/v],
	['space', ' ', /\*M src\/app\/server\.ts/v],
	['v', 'jv', /\*M src\/app\/routes/v],
	['*', '*', /\*A public/v],
	['y', 'y', /Copied/v],
	['esc', '\u{1B}', / {2}M src\/app\/server\.ts/v],
	['/', '/hero', /\/hero {2}1 of 6/v],
	['enter', '\r', /\? help/v],
	['n', 'n', /›.{0,60}hero/v],
	['N', 'N', /›.{0,60}hero/v],
	['esc', '\u{1B}', /6 changes/v],
	['+', '+', /^(?![\s\S]*Transfers)/v],
	['_', '_', /3 Transfers/v],
	['t', 't', /─ Throughput/v],
	['t again', 't', /3 Transfers/v],
	['tab', '\tj', /›.{0,60}model\.bin/v],
	['shift-tab', '\u{1B}[Z', /^(?![^\u{203A}]*\u{203A}.*(?:[\n\r\u{2028}\u{2029}][^\u{203A}]*\u{203A}.*)*model\.bin)/v],
	['L', 'L', /Log: warnings/v],
	['p', 'p', /Log: warnings|\? help/v],
	['L three times', 'LLL', /asked: pause/v],
	['s', 's', /asked: syncNow/v],
	['S', 'S', /asked: rescan/v],
	['P', 'P', /\? help/v],
	['x', 'x', /End the session/v],
	['n', 'n', /\? help/v],
	[']', ']', /fsync-tui +notes/v],
	['[', '[', /fsync-tui +pid-/v],
	['ctrl-l', '\u{C}', /1 Sessions/v],
];

pseudoTerminal('every key does on a terminal what it is said to do', async t => {
	const shell = new Shell(`${node} '${program}' keys; echo code $?; stty -a`);
	t.teardown(() => {
		shell.close();
	});
	await shell.shows('1 Sessions');
	await shell.until(() => !isOff(shell.raw, 2004));
	for (const [key, bytes, seen] of keys) {
		shell.press(bytes);
		await shell.until(() => seen.test(shell.text())).catch((error: unknown) => {
			throw new Error(`after ${key}: ${String(error)}`);
		});
	}

	shell.press('q');
	await shell.shows(' icanon');
	await shell.ends();
	t.true(shell.text().includes('left: quit'));
	t.true(isRestored(shell), shell.text());
});
