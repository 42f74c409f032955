import {
	composeLine,
	type Cell,
	type Line,
	type Look,
} from '../line.js';
import {
	bytesWidth,
	formatBytes,
	formatRate,
	rateWidth,
} from '../text/bytes.js';
import {folderName, homePath} from '../text/home-path.js';
import {phaseLook} from '../state/phase.js';
import {sparkline} from '../text/sparkline.js';
import {widthOf} from '../text/text-width.js';
import type {Rate, SessionState} from '../contract.js';
import {savedPercent, totalsOf} from './totals-lines.js';

export type HeaderPlace = {readonly width: number; readonly look: Look; readonly title: string; readonly home: string};

/** The word of a phase that needs a person's eye turns the whole header into reverse video. */
export const isHeaderReversed = ({phase, isPaused}: SessionState): boolean => isPaused || phase === 'halted' || phase === 'offline' || phase === 'held';

/** First line of a session: what is synced with what, and how that is going. */
export function headerRow(state: SessionState, now: number, {width, look, title, home}: HeaderPlace): Line {
	const {glyphs} = look;
	const name = folderName(state.folder);
	const right: Cell[] = [{text: '', grows: true}, ...rightCells(state, now, {width, look}), {text: ' '}];
	const left: Cell[] = [
		{text: ' ', gap: 0},
		...(width >= 70 ? [{text: title, tone: 'strong'} as const] : []),
		{
			text: name, tone: 'accent', width: Math.min(widthOf(name), Math.floor(width * 0.15)), cut: 'path',
		},
	];
	const both: Cell = {text: glyphs.both, tone: 'muted', gap: 1};
	const folder = homePath(state.folder, home);
	// The last cell has no gap after it, and the folder has one.
	const places = share(width - columnsOf([...left, both, ...right]), widthOf(folder), widthOf(state.remote));
	return composeLine([
		...left,
		{text: folder, width: places.folder, cut: 'path'},
		both,
		{
			text: state.remote, width: places.remote, cut: 'path', gap: 0,
		},
		...right,
	], width, look);
}

const columnsOf = (cells: readonly Cell[]) => cells.reduce((sum, {text, width = widthOf(text), gap = 2}) => sum + width + gap, 0);

/** Both are shown whole where there is room; else the longer one gives way first, for the shorter one is read at a glance. */
function share(room: number, folder: number, remote: number): {readonly folder: number; readonly remote: number} {
	const half = Math.floor(room / 2);
	const forFolder = folder <= half ? folder : Math.max(half, room - remote);
	return {folder: Math.min(folder, forFolder), remote: Math.max(0, Math.min(remote, room - forFolder))};
}

/** Room for what a session says that works, so that nothing moves with every change. */
const usualPhaseWidth = widthOf('* LIVE in sync');

function rightCells(state: SessionState, now: number, {width, look}: Pick<HeaderPlace, 'width' | 'look'>): Cell[] {
	const {glyph, word, tone, detail} = phaseLook(state, now);
	const phase = [look.glyphs[glyph], word, detail].filter(Boolean).join(' ');
	const latency = state.peer?.latencyMilliseconds;
	const isLive = state.phase === 'live' || state.phase === 'syncing';
	return [
		...(width >= 120 ? [{text: state.mode, tone: 'muted'} as const] : []),
		...(isLive && latency !== undefined && width >= 70 ? [{text: `rtt ${Math.round(latency).toString().padStart(3)} ms`, tone: 'muted'} as const] : []),
		{
			text: phase, tone, width: width >= 70 ? Math.max(usualPhaseWidth, widthOf(phase)) : widthOf(phase), align: 'right', gap: 0,
		},
	];
}

/** Second line of a narrow session screen: rates with their last seconds, what was sent and what was saved. */
export function throughputRow(state: SessionState, width: number, look: Look): Line {
	const {up, down} = state;
	const totals = totalsOf(state);
	const saved = `saved ${savedPercent(totals).padStart(4)}`;
	const sent = width < 70 ? saved : `sent ${formatBytes(totals.wireSentBytes).padStart(bytesWidth)} ${look.glyphs.dot} ${saved}`;
	const spark = Math.max(4, Math.floor((width - widthOf(sent) - (2 * (rateWidth + 5)) - 4) / 2));
	return composeLine([
		...rateCells({text: ` ${look.glyphs.up}`, tone: 'up', gap: 1}, up, {spark, look}),
		...rateCells({text: look.glyphs.down, tone: 'down', gap: 1}, down, {spark, look}),
		{text: '', grows: true, gap: 0},
		{text: sent, tone: 'muted', gap: 0},
		{text: ' '},
	], width, look);
}

/** A rate and its sparkline behind an arrow. */
export const rateCells = (arrow: Cell, rate: Rate, {spark, look}: {spark: number; look: Look}): Cell[] => [
	arrow,
	{
		text: formatRate(rate.now), width: rateWidth, align: 'right', gap: 1,
	},
	{text: sparkline(rate.history, spark, look.glyphs.spark), tone: arrow.tone ?? 'plain'},
];

