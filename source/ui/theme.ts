/** What a piece of text means; the theme says how that looks. */
export type Tone =
	| 'plain' | 'muted' | 'strong' | 'accent' | 'good' | 'busy' | 'warning' | 'bad' | 'key'
	| 'up' | 'down' | 'reused' | 'patched' | 'borrowed' | 'sent' | 'inFlight' | 'pending' | 'failed' | 'escape';

/** SGR codes that switch a style on and off again. */
export type Style = readonly [on: string, off: string];
export type Theme = Readonly<Record<Tone, Style>>;

const none: Style = ['', ''];
const bold: Style = ['1', '22'];
const dim: Style = ['2', '22'];
const reverse: Style = ['7', '27'];
const color = (code: number): Style => [String(code), '39'];

/**
Only the terminal's own sixteen colours, so that it is readable in whatever palette the user chose; no blue and no bright
black, which many palettes make invisible.
*/
export const colorTheme: Theme = {
	plain: none, muted: dim, strong: bold, accent: color(36), good: color(32), busy: color(33), warning: color(33), bad: color(31),
	key: ['1;36', '22;39'], up: color(32), down: color(36), reused: color(36), patched: color(34), borrowed: color(35), sent: color(32), inFlight: color(33), pending: dim,
	failed: color(31), escape: reverse,
};

/** Without colours (`NO_COLOR`): every meaning has its glyph and word, so weight is enough. */
export const plainTheme: Theme = {
	plain: none, muted: dim, strong: bold, accent: none, good: none, busy: none, warning: bold, bad: bold, key: bold, up: none,
	down: none, reused: none, patched: none, borrowed: none, sent: none, inFlight: none, pending: dim, failed: bold, escape: reverse,
};

/** Puts a style around a text. */
export const applyStyle = (text: string, [on, off]: Style): string =>
	on === '' || text === '' ? text : `\u{1B}[${on}m${text}\u{1B}[${off}m`;
