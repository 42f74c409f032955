import {writeSync} from 'node:fs';

/** What a screen may have switched on, switched off: the mouse, synchronised output, bracketed paste, alternate screen, hidden cursor, styles. */
export const restoreSequence = '\u{1B}[?1006l\u{1B}[?1000l\u{1B}[?2026l\u{1B}[?2004l\u{1B}[?1049l\u{1B}[?25h\u{1B}[0m';

/** Signals that end a program, and what they mean for a screen. */
const endings = {SIGINT: 'interrupt', SIGTERM: 'terminate', SIGHUP: 'hangup'} as const;
type EndSignal = keyof typeof endings;
/** Why the terminal was given back by a signal. */
export type Ending = typeof endings[EndSignal];

export type TerminalOptions = {
	readonly stdout: NodeJS.WriteStream;
	readonly stdin: NodeJS.ReadStream;
	/** Takes down what draws. Called once, before the terminal is given back; may throw. */
	readonly takeDown: () => void;
	/** After a signal that ends programs, with the terminal given back and the signal's default meaning in force again. */
	readonly onEnding: (ending: Ending) => void;
};

export type Terminal = {
	/** Gives the terminal back to whoever had it before: at once, and only once however often it is called. */
	restore(): void;
};

const ignore = () => {
	// The stream's terminal is gone, and with it whatever there was to say.
};

/**
Holds a terminal while a screen is up, and gives it back on every way out: `restore`, the end of the process, a signal, an
uncaught error. The last words are written synchronously, because nothing else leaves a dying process for sure.
*/
export function holdTerminal({stdout, stdin, takeDown, onEnding}: TerminalOptions): Terminal {
	let isHeld = true;

	const restore = () => {
		if (!isHeld) {
			return;
		}

		isHeld = false;
		forget();
		try {
			takeDown();
		} finally {
			leaveRawMode(stdin);
			// The renderer has said most of this; it is harmless twice in a row, and vital when the renderer has crashed.
			writeNow(stdout, restoreSequence);
		}
	};

	const restoreQuietly = () => {
		try {
			restore();
		} catch {
			// Whatever ends the process is the error to tell; this one is only its echo.
		}
	};

	const end = (signal: NodeJS.Signals) => {
		restoreQuietly();
		onEnding(endings[signal as EndSignal]);
	};

	const forget = () => {
		process.off('exit', restoreQuietly);
		process.off('uncaughtExceptionMonitor', restoreQuietly);
		for (const signal of Object.keys(endings)) {
			process.off(signal, end);
		}
	};

	process.on('exit', restoreQuietly);
	// The monitor sees an error before Node prints it and ends, and changes nothing about that.
	process.on('uncaughtExceptionMonitor', restoreQuietly);
	for (const signal of Object.keys(endings)) {
		process.on(signal, end);
	}

	swallowErrors(stdout);
	swallowErrors(stdin);
	return {restore};
}

/** A terminal that is closed makes its streams fail, also after a hangup was handled; that must not look like a crash. */
function swallowErrors(stream: NodeJS.WriteStream | NodeJS.ReadStream): void {
	if (!stream.listeners('error').includes(ignore)) {
		stream.on('error', ignore);
	}
}

function leaveRawMode(stdin: NodeJS.ReadStream): void {
	try {
		if (stdin.isTTY) {
			stdin.setRawMode(false);
		}
	} catch {
		// The terminal is gone.
	}
}

function writeNow(stdout: NodeJS.WriteStream & {readonly fd?: number}, text: string): void {
	try {
		if (typeof stdout.fd === 'number') {
			writeSync(stdout.fd, text);
		} else {
			stdout.write(text);
		}
	} catch {
		// The terminal is gone.
	}
}
