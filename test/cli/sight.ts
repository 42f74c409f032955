import {setTimeout as pause} from 'node:timers/promises';
import {spawn, type IPty} from '@lydell/node-pty';
import xterm from '@xterm/headless';
import type {World} from './command.js';

const patienceMilliseconds = 60_000;

/** The command on a real terminal of 80x24, and what a person would see there. */
export class Sight {
	readonly #grid = new xterm.Terminal({cols: 80, rows: 24, allowProposedApi: true});
	readonly #pty: IPty;
	#exitCode: number | undefined;

	constructor(world: World, home: string, argv: readonly string[]) {
		this.#pty = spawn(process.execPath, [world.script, ...argv], {
			cols: 80, rows: 24, cwd: world.root, env: {...world.environment(home), TERM: 'xterm-256color'},
		});
		this.#pty.onData(text => {
			this.#grid.write(text);
		});
		this.#pty.onExit(({exitCode}) => {
			this.#exitCode = exitCode;
		});
	}

	get isAlternate(): boolean {
		return this.#grid.buffer.active.type === 'alternate';
	}

	text(): string {
		const {active} = this.#grid.buffer;
		return Array.from({length: 24}, (_, row) => active.getLine(active.baseY + row)?.translateToString(true) ?? '').join('\n');
	}

	press(keys: string): void {
		this.#pty.write(keys);
	}

	async shows(pattern: RegExp): Promise<void> {
		await this.#until(() => pattern.test(this.text()), String(pattern));
	}

	/** The exit code; what is left on the terminal can be read afterwards. */
	async ended(): Promise<number> {
		await this.#until(() => this.#exitCode !== undefined, 'the end');
		return this.#exitCode!;
	}

	close(): void {
		if (this.#exitCode === undefined) {
			this.#pty.kill('SIGKILL');
		}
	}

	async #until(condition: () => boolean, what: string): Promise<void> {
		const deadline = performance.now() + patienceMilliseconds;
		while (!condition()) {
			if (performance.now() > deadline) {
				throw new Error(`The terminal never showed ${what}:\n${this.text()}`);
			}

			await pause(10);
		}
	}
}

/** The command with these arguments on a terminal, until the test is over. */
export const look = (world: World, home: string, ...argv: readonly string[]) => {
	const sight = new Sight(world, home, argv);
	world.onEnd(() => {
		sight.close();
	});
	return sight;
};
