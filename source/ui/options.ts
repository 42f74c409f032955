import process from 'node:process';
import {homedir} from 'node:os';
import {
	asciiGlyphs,
	prefersAscii,
	readsUtf8,
	unicodeGlyphs,
} from './glyphs.js';
import {colorTheme, plainTheme} from './theme.js';
import type {Clock} from './contract.js';
import type {Ending} from './terminal.js';
import type {Look} from './line.js';
import type {Preferences} from './preferences/preferences.js';

/**
Why somebody leaves. `quit` (q): the screen stays and says that it finishes, until `unmount` is called. In all other cases the
terminal is given back already, and the process should end soon: `interrupt` (ctrl-c, SIGINT), `terminate` (SIGTERM), `hangup` (SIGHUP).
*/
export type QuitReason = 'quit' | Ending;

type Environment = Readonly<Record<string, string | undefined>>;

export type ScreenOptions = {
	readonly clock: Clock;
	/** The caller ends the engine and then unmounts the screen; the screen never ends the process. */
	readonly onQuit: (reason: QuitReason) => void;
	/** A panel crashed; the screen goes on without it. For a log file, for nothing may be printed while a screen is up. */
	readonly onCrash?: (error: unknown) => void;
	readonly stdout?: NodeJS.WriteStream;
	readonly stdin?: NodeJS.ReadStream;
	/** Default: unless `NO_COLOR` is set. */
	readonly color?: boolean;
	/** Default: when the terminal does not read UTF-8, and on the Linux console. */
	readonly ascii?: boolean;
	/** Stands first in the header; default `fsync-tui`. */
	readonly title?: string;
	/** The user's home folder, shown as `~`. */
	readonly home?: string;
	/** Frames a second at most; default 20, and 10 over SSH. */
	readonly maxFps?: number;
	/** What somebody has chosen; what is said otherwise here goes before it. */
	readonly preferences?: Preferences;
	/** What of the preferences could not be taken. */
	readonly warnings?: readonly string[];
	readonly environment?: Environment;
};

/** Options with nothing left open. */
export type ScreenSettings = Required<Omit<ScreenOptions, 'color' | 'ascii'>> & {readonly look: Look};

const isSet = (value: string | undefined) => value !== undefined && value !== '';

export function settingsOf(options: ScreenOptions): ScreenSettings {
	const {environment = process.env, preferences = {}} = options;
	return {
		clock: options.clock,
		onQuit: options.onQuit,
		onCrash: options.onCrash ?? (() => undefined),
		stdout: options.stdout ?? process.stdout,
		stdin: options.stdin ?? process.stdin,
		title: options.title ?? 'fsync-tui',
		home: options.home ?? homedir(),
		preferences,
		warnings: options.warnings ?? [],
		environment,
		maxFps: options.maxFps ?? preferences.fps ?? usualFps(environment),
		look: lookOf(options, environment),
	};
}

/** Every frame over SSH waits for a wire. */
const usualFps = ({SSH_CONNECTION: connection}: Environment) => isSet(connection) ? 10 : 20;

function lookOf({color, ascii, preferences = {}}: ScreenOptions, environment: Environment): Look {
	const isAscii = ascii ?? preferences.ascii ?? prefersAscii(environment, process.platform);
	return {
		glyphs: isAscii ? asciiGlyphs : unicodeGlyphs,
		theme: (color ?? !isSet(environment.NO_COLOR)) ? {...colorTheme, ...preferences.theme} : plainTheme,
		isAsciiOnly: !readsUtf8(environment, process.platform),
	};
}
