import {
	bytesWidth,
	formatBytes,
	formatRate,
	rateWidth,
} from '../text/bytes.js';
import {
	chunkCells,
	chunkCounts,
	chunkRuns,
	type ChunkState,
} from '../text/chunk-map.js';
import {formatCount, formatPercent} from '../text/count.js';
import {durationWidth, formatDuration} from '../text/duration.js';
import {estimateAfterMilliseconds} from '../state/countdown.js';
import {chunkState, type Transfer} from '../contract.js';
import {
	composeLine,
	type Cell,
	type Line,
	type Look,
	type Span,
	type RowPlace,
} from '../line.js';
import type {Tone} from '../theme.js';

const looks: Readonly<Record<ChunkState, {glyph: 'pending' | 'inFlight' | 'sent' | 'reused' | 'patched' | 'borrowed' | 'failed'; tone: Tone; word: string}>> = {
	[chunkState.pending]: {glyph: 'pending', tone: 'pending', word: 'pending'},
	[chunkState.inFlight]: {glyph: 'inFlight', tone: 'inFlight', word: 'in flight'},
	[chunkState.sent]: {glyph: 'sent', tone: 'sent', word: 'sent'},
	[chunkState.reused]: {glyph: 'reused', tone: 'reused', word: 'reused'},
	[chunkState.patched]: {glyph: 'patched', tone: 'patched', word: 'delta'},
	[chunkState.borrowed]: {glyph: 'borrowed', tone: 'borrowed', word: 'from others'},
	[chunkState.failed]: {glyph: 'failed', tone: 'failed', word: 'failed'},
};

/** From done to trouble, as a reader meets them. */
const legendOrder: readonly ChunkState[] = [
	chunkState.reused, chunkState.patched, chunkState.borrowed, chunkState.sent, chunkState.inFlight, chunkState.pending, chunkState.failed,
];

/** Ids count for each direction, so both together name a transfer. */
export const transferKey = (transfer: Transfer): string => `${transfer.direction} ${transfer.id}`;

/** A transfer in one line: direction, path, size, percent, rate, time left (from an age of 3 s on), how much of it was reused. */
export function transferRow(transfer: Transfer, ageMilliseconds: number, {width, look, isSelected}: RowPlace): Line {
	const {glyphs} = look;
	const done = transfer.sentBytes + transfer.reusedBytes;
	const isUp = transfer.direction === 'up';
	return composeLine([
		{text: isSelected ? glyphs.cursor : ' ', gap: 1},
		{text: isUp ? glyphs.up : glyphs.down, tone: isUp ? 'up' : 'down', gap: 1},
		{text: transfer.path, grows: true, cut: 'path'},
		{
			text: formatBytes(transfer.size), width: bytesWidth, align: 'right', gap: 1,
		},
		{text: formatPercent(done, transfer.size), width: 4, align: 'right'},
		{text: formatRate(transfer.bytesPerSecond), width: rateWidth, align: 'right'},
		...optional(width >= 60, estimateCell(transfer, ageMilliseconds)),
		...optional(width >= 70, provenanceCell(transfer)),
	], width, look);
}

function estimateCell(transfer: Transfer, ageMilliseconds: number): Cell {
	const left = transfer.size - transfer.sentBytes - transfer.reusedBytes;
	const isKnown = ageMilliseconds >= estimateAfterMilliseconds && transfer.bytesPerSecond > 0 && left > 0;
	const text = isKnown ? `eta ${formatDuration(left / transfer.bytesPerSecond * 1000).padStart(durationWidth)}` : '';
	return {text, width: 4 + durationWidth};
}

function provenanceCell({reusedBytes, sentBytes}: Transfer): Cell {
	const isDelta = reusedBytes > 0;
	const text = isDelta ? `reused ${formatPercent(reusedBytes, reusedBytes + sentBytes).padStart(4)}` : 'all is sent';
	return {text, width: 11, tone: isDelta ? 'reused' : 'muted'};
}

/** The chunks of a transfer as one row of cells, by where each came from; by bytes when the chunks are not known. */
export function chunkMapRow(transfer: Transfer, {width, look}: Pick<RowPlace, 'width' | 'look'>): Line {
	const cells = transfer.chunks.length > 0 ? chunkCells(transfer.chunks, width) : byteCells(transfer, width);
	return chunkRuns(cells).map(({state, length}): Span => ({
		text: look.glyphs[looks[state].glyph].repeat(length),
		tone: looks[state].tone,
	}));
}

function byteCells({size, reusedBytes, sentBytes}: Transfer, width: number): ChunkState[] {
	const cellsOf = (bytes: number) => size <= 0 ? 0 : Math.min(width, Math.floor(bytes * width / size));
	const reused = cellsOf(reusedBytes);
	const done = Math.max(reused, cellsOf(reusedBytes + sentBytes));
	return Array.from({length: width}, (_, cell) => {
		if (cell < reused) {
			return chunkState.reused;
		}

		return cell < done ? chunkState.sent : chunkState.pending;
	});
}

/** The same chunks in figures. */
export function chunkFiguresRow(transfer: Transfer, {width, look}: Pick<RowPlace, 'width' | 'look'>): Line {
	const counts = chunkCounts(transfer.chunks);
	const figure = (state: ChunkState) => formatCount(counts[state] ?? 0);
	const cells: Cell[] = [
		{text: `${figure(chunkState.reused)} reused (${formatBytes(transfer.reusedBytes - transfer.borrowedBytes)})`, width: 22},
		...optional((counts[chunkState.patched] ?? 0) > 0, {text: `${figure(chunkState.patched)} by delta`, width: 14}),
		...optional(transfer.borrowedBytes > 0, {text: `${figure(chunkState.borrowed)} from others (${formatBytes(transfer.borrowedBytes)})`, width: 27}),
		{text: `${figure(chunkState.sent)} sent (${formatBytes(transfer.sentBytes)})`, width: 20},
		...optional((counts[chunkState.failed] ?? 0) > 0, {text: `${figure(chunkState.failed)} failed`, width: 9}),
		{text: `${figure(chunkState.pending)} to come`},
	];
	return composeLine(cells.map(cell => ({tone: 'muted' as const, gap: 1, ...cell})), width, look);
}

const optional = (isShown: boolean, cell: Cell): Cell[] => isShown ? [cell] : [];

/** What the cells of a chunk map mean; where there is no room for all, of those that are there. */
export function legendRow(transfers: readonly Transfer[], width: number, look: Look): Line {
	const order = width >= 74 ? legendOrder : legendOrder.filter(state => transfers.some(({chunks}) => chunks.includes(state)));
	const cells = order.flatMap((state): Cell[] => {
		const {glyph, tone, word} = looks[state];
		return [{text: look.glyphs[glyph], tone, gap: 1}, {text: word, tone: 'muted'}];
	});
	return composeLine([...optional(width >= 84, {text: 'legend', tone: 'muted'}), ...cells], width, look);
}

/** How one transfer is shown: its line alone, with its map, with map and figures. */
export type TransferDetail = 'line' | 'map' | 'figures';

/**
Which transfers get more than a line in so many rows. Maps go to files of several chunks, first come first served, and figures
only when every map has its place; the legend takes the last row when there is one to spare.
*/
export function planTransfers(transfers: readonly Transfer[], rows: number, hasFigures: boolean): {details: TransferDetail[]; hasLegend: boolean} {
	let spare = rows - transfers.length;
	const details = transfers.map((transfer): TransferDetail => {
		const isShown = transfer.chunks.length > 1 && spare > 0;
		spare -= isShown ? 1 : 0;
		return isShown ? 'map' : 'line';
	});
	const maps = details.filter(detail => detail === 'map').length;
	const isFigured = hasFigures && maps > 0 && spare >= maps;
	spare -= isFigured ? maps : 0;
	return {details: details.map(detail => isFigured && detail === 'map' ? 'figures' : detail), hasLegend: maps > 0 && spare > 0};
}
