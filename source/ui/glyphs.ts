/** Every sign that a screen draws, in one set for terminals with Unicode and one for those without. */
export type Glyphs = {
	readonly ellipsis: string;
	readonly cursor: string;
	readonly mark: string;
	readonly dot: string;
	readonly dash: string;
	readonly times: string;
	readonly both: string;
	readonly up: string;
	readonly down: string;
	readonly move: string;
	readonly live: string;
	readonly busy: string;
	readonly paused: string;
	readonly offline: string;
	readonly conflict: string;
	readonly error: string;
	readonly halted: string;
	readonly passed: string;
	/** Lines that are folded away. */
	readonly fold: string;
	readonly minus: string;
	readonly reused: string;
	/** Brought by a delta. */
	readonly patched: string;
	/** Reused from another file. */
	readonly borrowed: string;
	readonly sent: string;
	readonly inFlight: string;
	readonly pending: string;
	readonly failed: string;
	readonly barFull: string;
	readonly barRest: string;
	/** From low to high. */
	readonly spark: string;
	readonly rule: string;
	/** A border of Ink's that goes with the rule. */
	readonly border: 'round' | 'classic';
};

export const unicodeGlyphs: Glyphs = {
	ellipsis: '…', cursor: '›', mark: '*', dot: '·', dash: '–', times: '×', both: '⇄', up: '↑', down: '↓', move: '→',
	live: '●', busy: '◐', paused: '‖', offline: '○', conflict: '▲', error: '!', halted: '✗', passed: '✓', fold: '⋮', minus: '−',
	reused: '▓', patched: '▚', borrowed: '▞', sent: '█', inFlight: '▒', pending: '░', failed: '╳',
	barFull: '━', barRest: '╌', spark: '▁▂▃▄▅▆▇█',
	rule: '─', border: 'round',
};

export const asciiGlyphs: Glyphs = {
	ellipsis: '..', cursor: '>', mark: '*', dot: '-', dash: '-', times: 'x', both: '<>', up: '>', down: '<', move: '->',
	live: '*', busy: '~', paused: '||', offline: 'o', conflict: '^', error: '!', halted: 'x', passed: '+', fold: ':', minus: '-',
	reused: '=', patched: '+', borrowed: '~', sent: '#', inFlight: '>', pending: '.', failed: '!',
	barFull: '=', barRest: '.', spark: '_.-=#',
	rule: '-', border: 'classic',
};

type Environment = Readonly<Record<string, string | undefined>>;

/**
Whether the terminal reads UTF-8, by the locale: `LC_ALL`, else `LC_CTYPE`, else `LANG`. Windows and macOS terminals do
without saying so.
*/
export function readsUtf8(environment: Environment, platform: string): boolean {
	const locale = [environment.LC_ALL, environment.LC_CTYPE, environment.LANG].find(Boolean);
	return locale === undefined ? platform === 'win32' || platform === 'darwin' : /utf-?8/iv.test(locale);
}

/** Whether to draw with ASCII: a locale without UTF-8, or the Linux console, whose font has few of the signs. */
export const prefersAscii = (environment: Environment, platform: string): boolean =>
	environment.TERM === 'linux' || !readsUtf8(environment, platform);
