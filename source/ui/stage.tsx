import process from 'node:process';
import {Fragment, type ReactNode} from 'react';
import {render, type Instance} from 'ink';
import {holdTerminal, type Ending, type Terminal} from './terminal.js';
import {mouseSequences} from './keys/mouse.js';
import {useView} from './state/screen.js';
import type {Size} from './layout.js';
import type {Store} from './state/store.js';
import type {ViewState} from './state/view-state.js';

export type StageOptions = {
	readonly stdout: NodeJS.WriteStream;
	readonly stdin: NodeJS.ReadStream;
	readonly maxFps: number;
	readonly preferences: {readonly mouse?: boolean};
	readonly view: Store<ViewState>;
	readonly tree: ReactNode;
	/** A signal has ended the show; the terminal is given back. */
	readonly onEnding: (ending: Ending) => void;
};

/** How often is drawn at most when somebody presses keys. News have a measure of their own (`state/frame-store`): a key that waited its turn behind them would be slow. */
const drawnFps = 60;
const clearScreen = '\u{1B}[2J\u{1B}[H';
/** A stop that did not happen (a process without job control) is noticed after this long. */
const stopMilliseconds = 500;

/** A terminal's size; 80x24 when it does not tell. */
export const sizeOf = ({columns, rows}: NodeJS.WriteStream): Size => ({columns: columns > 0 ? columns : 80, rows: rows > 0 ? rows : 24});

/** Where a screen is drawn: the renderer, the terminal it holds, and everything that makes them start over. */
export class Stage {
	readonly #options: StageOptions;
	#instance: Instance | undefined;
	#terminal: Terminal | undefined;
	#isClosed = false;
	#isLent = false;
	#hasMouse: boolean;
	#suspension: NodeJS.Timeout | undefined;

	constructor(options: StageOptions) {
		this.#options = options;
		this.#hasMouse = options.preferences.mouse ?? false;
	}

	/** Takes the terminal and starts to draw. */
	open(): void {
		process.on('SIGCONT', this.#onContinue);
		this.#start();
	}

	/** Gives the terminal back for good. */
	close(): void {
		this.#isClosed = true;
		clearTimeout(this.#suspension);
		process.off('SIGCONT', this.#onContinue);
		this.#terminal?.restore();
	}

	/** Draws everything anew, whatever is on the terminal. */
	redraw(): void {
		const {view} = this.#options;
		const state = view.get();
		view.set({...state, drawing: state.drawing + 1});
		this.#repaint();
	}

	/** Switches reports of the mouse on or off; says whether they are on now. */
	toggleMouse(): boolean {
		this.#hasMouse = !this.#hasMouse;
		this.#options.stdout.write(this.#hasMouse ? mouseSequences.on : mouseSequences.off);
		return this.#hasMouse;
	}

	/** Gives the terminal back and stops the process until somebody continues it. */
	suspend(): void {
		this.#terminal?.restore();
		// Also what keeps the process alive while nothing else does.
		this.#suspension = setTimeout(this.#resume, stopMilliseconds);
		stopProcessGroup();
	}

	/** Gives the terminal to somebody else, and takes it back when they have ended. */
	async lend(task: () => Promise<void>): Promise<void> {
		this.#terminal?.restore();
		this.#isLent = true;
		try {
			await task();
		} finally {
			this.#isLent = false;
			this.#resume();
		}
	}

	#start(): void {
		const {stdout, stdin, maxFps, view, tree, onEnding} = this.#options;
		view.set({...view.get(), size: sizeOf(stdout)});
		// Before the renderer's own listener, which draws at once and must find the new size in the tree.
		stdout.on('resize', this.#onResize);
		const instance = render(tree, {
			stdout, stdin, maxFps: Math.max(drawnFps, maxFps), interactive: true, alternateScreen: true, incrementalRendering: true, exitOnCtrlC: false, patchConsole: false,
		});
		this.#instance = instance;
		if (this.#hasMouse) {
			stdout.write(mouseSequences.on);
		}

		this.#terminal = holdTerminal({
			stdout,
			stdin,
			takeDown: () => {
				stdout.off('resize', this.#onResize);
				this.#instance = undefined;
				instance.unmount();
			},
			onEnding: ending => {
				this.close();
				onEnding(ending);
			},
		});
		void this.#watch(instance);
	}

	/** A crash outside of every panel is a bug: the terminal is given back, and the error goes the way of all bugs. */
	async #watch(instance: Instance): Promise<void> {
		try {
			await instance.waitUntilExit();
		} catch (error) {
			this.close();
			setImmediate(() => {
				throw error;
			});
		}
	}

	#repaint(): void {
		if (this.#instance === undefined) {
			return;
		}

		this.#options.stdout.write(clearScreen);
		this.#instance.clear();
		this.#instance.rerender(this.#options.tree);
	}

	readonly #onResize = () => {
		const {view, stdout} = this.#options;
		view.set({...view.get(), size: sizeOf(stdout)});
		this.#repaint();
	};

	readonly #resume = () => {
		clearTimeout(this.#suspension);
		this.#suspension = undefined;
		if (!this.#isClosed && !this.#isLent && this.#instance === undefined) {
			this.#start();
		}
	};

	readonly #onContinue = () => {
		const {stdin} = this.#options;
		if (this.#instance === undefined) {
			this.#resume();
			return;
		}

		// Somebody else stopped the process: whoever had the terminal meanwhile may have changed its mode and its picture.
		if (stdin.isTTY) {
			stdin.setRawMode(false);
			stdin.setRawMode(true);
		}

		this.redraw();
	};
}

/**
What the terminal's own ctrl-z does: stops the whole foreground group, so that a wrapper (npm, npx) stops too and the shell gets
its prompt back.
*/
function stopProcessGroup(): void {
	try {
		process.kill(0, 'SIGTSTP');
	} catch {
		// No job control here (Windows): the timer brings the screen back.
	}
}

/** Everything below is made anew when a redraw is asked for. */
export function Redrawn({children}: {readonly children: ReactNode}) {
	const drawing = useView(view => view.drawing);
	return <Fragment key={drawing}>{children}</Fragment>;
}
