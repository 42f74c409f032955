import {spawn as spawnChild, type ChildProcess} from 'node:child_process';
import {
	mkdirSync,
	mkdtempSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import {createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {setTimeout as pause} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';
import {spawn, type IPty} from '@lydell/node-pty';
import xterm from '@xterm/headless';
import {readGrid, textOf, type Grid} from './grid.js';

const program = fileURLToPath(new URL('../command/fsync-tui.js', import.meta.url));
const deviceModule = new URL('device-name.js', import.meta.url).href;
const patienceMilliseconds = 60_000;

export type Size = {readonly columns: number; readonly rows: number};

/** A program on a terminal, and what a person sees of it. */
export class Shot {
	readonly #grid: xterm.Terminal;
	readonly #pty: IPty;
	#unparsed = 0;
	#hasEnded = false;

	constructor(argv: readonly string[], {columns, rows}: Size, environment: Record<string, string>) {
		this.#grid = new xterm.Terminal({cols: columns, rows, allowProposedApi: true});
		this.#pty = spawn(process.execPath, [program, ...argv], {
			cols: columns, rows, cwd: environment.HOME!, env: environment,
		});
		this.#pty.onData(text => {
			this.#unparsed++;
			this.#grid.write(text, () => {
				this.#unparsed--;
			});
		});
		this.#pty.onExit(() => {
			this.#hasEnded = true;
		});
	}

	press(keys: string): void {
		this.#pty.write(keys);
	}

	/** Waits until the screen shows something; throws with what it shows instead. */
	async shows(...patterns: readonly RegExp[]): Promise<void> {
		const deadline = performance.now() + patienceMilliseconds;
		while (!patterns.every(pattern => pattern.test(this.text()))) {
			if (performance.now() > deadline || this.#hasEnded) {
				throw new Error(`The terminal never showed ${patterns.join(' and ')}:\n${this.text()}`);
			}

			await pause(5);
		}
	}

	text(): string {
		return textOf(this.grid());
	}

	/** The picture once everything that was written is in it. */
	async settled(): Promise<Grid> {
		while (this.#unparsed > 0) {
			await pause(1);
		}

		return this.grid();
	}

	grid(): Grid {
		return readGrid(this.#grid);
	}

	async end(): Promise<void> {
		if (!this.#hasEnded) {
			this.#pty.kill('SIGKILL');
		}

		while (!this.#hasEnded) {
			await pause(5);
		}
	}
}

/** Throwaway machines with their folders and programs; everything is ended and removed by `close`. */
export class Studio {
	readonly root = mkdtempSync(join(tmpdir(), 'fsync-tui-pictures-'));
	readonly #ends: Array<() => Promise<void>> = [];

	/** The home folder of a machine. */
	home(device: string): string {
		const home = join(this.root, device);
		mkdirSync(home, {recursive: true});
		return home;
	}

	/** Makes files in a machine's home. */
	write(device: string, files: Readonly<Record<string, string | Uint8Array>>): void {
		for (const [path, content] of Object.entries(files)) {
			const file = join(this.home(device), path);
			mkdirSync(dirname(file), {recursive: true});
			writeFileSync(file, content);
		}
	}

	/** Runs a program of a machine on a terminal. */
	shoot(device: string, size: Size, ...argv: readonly string[]): Shot {
		const shot = new Shot(argv, size, this.#environment(device));
		this.#ends.push(async () => shot.end());
		return shot;
	}

	/** Runs a program of a machine to its end; gives what it printed. */
	async run(device: string, ...argv: readonly string[]): Promise<string> {
		const {child, ended} = this.#start(device, argv);
		let printed = '';
		child.stdout!.setEncoding('utf8').on('data', (text: string) => {
			printed += text;
		});
		await ended;
		return printed;
	}

	/** Runs a program of a machine until the pictures are taken. */
	start(device: string, ...argv: readonly string[]): void {
		const {child, ended} = this.#start(device, argv);
		child.stdout!.resume();
		this.#ends.push(async () => {
			child.kill('SIGKILL');
			await ended;
		});
	}

	async close(): Promise<void> {
		for (const end of this.#ends.toReversed()) {
			await end();
		}

		rmSync(this.root, {recursive: true, force: true});
	}

	#start(device: string, argv: readonly string[]): {readonly child: ChildProcess; readonly ended: Promise<void>} {
		const environment = this.#environment(device);
		const child = spawnChild(process.execPath, [program, ...argv], {env: environment, cwd: environment.HOME, stdio: ['ignore', 'pipe', 'ignore']});
		const ended = new Promise<void>(resolve => {
			child.once('close', () => {
				resolve();
			});
		});
		return {child, ended};
	}

	#environment(device: string): Record<string, string> {
		return {
			PATH: process.env.PATH ?? '',
			HOME: this.home(device),
			FSYNC_TUI_HOME: join(this.root, `${device}-state`),
			TERM: 'xterm-256color',
			LANG: 'en_GB.UTF-8',
			DEVICE_NAME: device,
			NODE_OPTIONS: `--import=${deviceModule}`,
		};
	}
}

/** The usual port when it is free here, else any. */
export async function freePort(usual: number): Promise<number> {
	for (const port of [usual, 0]) {
		const server = createServer();
		const found = await new Promise<number>(resolve => {
			server.once('error', () => {
				resolve(0);
			});
			server.listen(port, '127.0.0.1', () => {
				const address = server.address();
				resolve(typeof address === 'object' && address ? address.port : 0);
			});
		});
		server.close();
		if (found > 0) {
			return found;
		}
	}

	throw new Error('There is no free port.');
}
