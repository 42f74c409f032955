import {PassThrough, Writable} from 'node:stream';
import {setTimeout as wait} from 'node:timers/promises';
import xterm from '@xterm/headless';

type StyledCell = {readonly text: string; readonly color: number | undefined; readonly isBold: boolean; readonly isDim: boolean; readonly isReversed: boolean};

/** A terminal of a given size in memory: a screen draws on `stdout`, and what a person would see is read from the cell grid. */
export class FakeTerminal {
	readonly stdout: NodeJS.WriteStream;
	readonly stdin: NodeJS.ReadStream;
	/** Everything written since the last `forget`. */
	written = '';
	isRaw = false;
	readonly #grid: xterm.Terminal;
	#unparsed = 0;

	constructor(columns: number, rows: number) {
		this.#grid = new xterm.Terminal({
			cols: columns, rows, allowProposedApi: true, convertEol: true,
		});
		const stdout = new Writable({
			decodeStrings: false,
			write: (chunk: string, _encoding, done) => {
				this.written += chunk;
				this.#unparsed++;
				this.#grid.write(chunk, () => {
					this.#unparsed--;
				});
				done();
			},
		});
		this.stdout = Object.assign(stdout, {columns, rows, isTTY: true}) as unknown as NodeJS.WriteStream;
		this.stdin = Object.assign(new PassThrough(), {
			isTTY: true,
			setRawMode: (isRaw: boolean) => {
				this.isRaw = isRaw;
			},
			ref() {
				// Nothing to keep alive.
			},
			unref() {
				// Nothing to let go.
			},
		}) as unknown as NodeJS.ReadStream;
	}

	get columns(): number {
		return this.stdout.columns;
	}

	get rows(): number {
		return this.stdout.rows;
	}

	get isAlternate(): boolean {
		return this.#grid.buffer.active.type === 'alternate';
	}

	get cursorRow(): number {
		return this.#grid.buffer.active.cursorY;
	}

	/** The rows as text, each exactly as wide as the terminal. */
	lines(): string[] {
		const {active} = this.#grid.buffer;
		return Array.from({length: this.rows}, (_, row) => active.getLine(active.baseY + row)?.translateToString(false, 0, this.columns) ?? '');
	}

	text(): string {
		return this.lines().map(line => line.trimEnd()).join('\n');
	}

	/** Rows that a row too long for the terminal ran over into. */
	wrappedRows(): number[] {
		const {active} = this.#grid.buffer;
		return Array.from({length: this.rows}, (_, row) => row).filter(row => active.getLine(active.baseY + row)?.isWrapped);
	}

	cell(column: number, row: number): StyledCell {
		const {active} = this.#grid.buffer;
		const cell = active.getLine(active.baseY + row)?.getCell(column);
		return {
			text: cell?.getChars() ?? '',
			color: cell?.isFgPalette() ? cell.getFgColor() : undefined,
			isBold: Boolean(cell?.isBold()),
			isDim: Boolean(cell?.isDim()),
			isReversed: Boolean(cell?.isInverse()),
		};
	}

	/** The cell where a text begins. */
	cellOf(text: string): StyledCell {
		const row = this.lines().findIndex(line => line.includes(text));
		return this.cell(this.lines()[row]?.indexOf(text) ?? 0, row);
	}

	forget(): void {
		this.written = '';
	}

	press(keys: string): void {
		this.stdin.push(keys);
	}

	resize(columns: number, rows: number): void {
		Object.assign(this.stdout, {columns, rows});
		this.#grid.resize(columns, rows);
		this.stdout.emit('resize');
	}

	/** Until everything written is on the grid and a condition holds; fails with what is on the screen after two seconds. */
	async until(condition: (terminal: FakeTerminal) => boolean): Promise<void> {
		const deadline = performance.now() + 2000;
		while (this.#unparsed > 0 || !condition(this)) {
			if (performance.now() > deadline) {
				throw new Error(`The screen never came to that:\n${this.text()}`);
			}

			await wait(1);
		}
	}

	async shows(text: string): Promise<void> {
		await this.until(() => this.text().includes(text));
	}

	/** Long enough for every frame and timer that is due to have happened; for saying that nothing more comes. */
	async settled(): Promise<void> {
		await wait(60);
		await this.until(() => true);
	}
}
