import {bar} from '../text/bar.js';
import {bytesWidth, formatBytes} from '../text/bytes.js';
import {formatCountdown} from '../text/duration.js';
import {goesAt, isCounting} from '../state/countdown.js';
import {cleanText} from '../text/clean-text.js';
import {truncateMove} from '../text/truncate.js';
import {
	composeLine,
	type Cell,
	type Line,
	type Look,
	type RowPlace,
} from '../line.js';
import type {PendingChange, PendingKind} from '../contract.js';
import type {Tone} from '../theme.js';

const kinds: Readonly<Record<PendingKind, {letter: string; tone: Tone}>> = {
	created: {letter: 'A', tone: 'good'},
	modified: {letter: 'M', tone: 'warning'},
	deleted: {letter: 'D', tone: 'bad'},
	moved: {letter: 'R', tone: 'accent'},
};

/** `quiet in 12.3s` and `waits for peer` are the longest. */
const reasonWidth = 14;
const barWidth = 8;
const editsWidth = 5;

/**
A change that waits: mark, kind, path, size, edits gathered, how long its debounce still runs and when it must go at the latest. Narrow
rows leave out the latest, then the edits, then the bar.
*/
export function pendingRow(change: PendingChange, now: number, {width, look, isSelected, isMarked = false}: RowPlace): Line {
	const {letter, tone} = kinds[change.kind];
	const {dash, cursor, times, mark} = look.glyphs;
	const after: Cell[] = [
		{text: change.size === undefined ? dash : formatBytes(change.size), width: bytesWidth, align: 'right'},
		...optional(width >= 70, {
			text: change.edits > 1 ? `${times}${Math.min(change.edits, 9999)}` : '', width: editsWidth, align: 'right', tone: 'muted',
		}),
		...reasonCells(change, now, look).slice(0, width >= 60 ? 3 : 1),
		...optional(width >= 90, ceilingCell(change, now)),
	];
	const taken = 4 + after.reduce((sum, cell) => sum + (cell.width ?? 0) + (cell.gap ?? 2), 0);
	return composeLine([
		{text: isSelected ? cursor : ' ', gap: 0},
		{text: isMarked ? mark : ' ', tone: 'key', gap: 0},
		{text: letter, tone, gap: 1},
		{...pathCell(change, width - taken, look), grows: true},
		...after,
	], width, look);
}

/** How long a path that never gets quiet is held at most. */
function ceilingCell(change: PendingChange, now: number): Cell {
	const text = isCounting(change, now) ? `at most ${formatCountdown(change.ceilingMilliseconds - now).padStart(5)}` : '';
	return {text, width: 13, tone: 'muted'};
}

const optional = (isShown: boolean, cell: Cell): Cell[] => isShown ? [cell] : [];

function pathCell(change: PendingChange, width: number, look: Look): Cell {
	if (change.kind !== 'moved' || change.from === undefined) {
		return {text: change.path, cut: 'path'};
	}

	// Cleaned before it is cut, so that both halves are measured as they will be shown.
	const paths = {from: cleanText(change.from, look.isAsciiOnly), to: cleanText(change.path, look.isAsciiOnly)};
	const {ellipsis, move: arrow} = look.glyphs;
	return {text: truncateMove(paths, width, {ellipsis, arrow}), isClean: true};
}

const reasonWords: Readonly<Record<PendingChange['reason'], string>> = {
	quiet: 'ready', ready: 'ready', held: 'held', offline: 'waits for peer', paused: 'held', writing: 'being written',
};

function reasonCells(change: PendingChange, now: number, {glyphs}: Look): Cell[] {
	if (!isCounting(change, now)) {
		const tone: Tone = reasonWords[change.reason] === 'ready' ? 'good' : 'muted';
		return [{text: reasonWords[change.reason], width: reasonWidth, tone}, {text: '', width: barWidth}];
	}

	const whole = goesAt(change) - change.sinceMilliseconds;
	const {done, left} = bar((now - change.sinceMilliseconds) / whole, barWidth, {full: glyphs.barFull, rest: glyphs.barRest});
	return [
		{text: `quiet in ${formatCountdown(goesAt(change) - now).padStart(5)}`, width: reasonWidth},
		{
			text: done, width: done.length, tone: 'accent', gap: 0,
		},
		{
			text: left, width: left.length, tone: 'muted', gap: 2,
		},
	];
}
