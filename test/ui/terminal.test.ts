import process from 'node:process';
import {fileURLToPath} from 'node:url';
import {setTimeout as wait} from 'node:timers/promises';
import test from 'ava';
import pty from '@lydell/node-pty';
import xterm from '@xterm/headless';

const program = fileURLToPath(import.meta.resolve('./screen-program.js'));
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
	const shell = new Shell(`echo before; '${process.execPath}' '${program}'; echo code $?; stty -a`);
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
	const shell = new Shell(`set -m; '${process.execPath}' '${program}'; stty -a; echo suspended; read line; fg; echo code $?; stty -a`);
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
