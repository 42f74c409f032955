import {cleanText, splitEscapes} from './text/clean-text.js';
import {truncateEnd, truncatePath} from './text/truncate.js';
import {padEnd, padStart, widthOf} from './text/text-width.js';
import {applyStyle, type Theme, type Tone} from './theme.js';
import type {Glyphs} from './glyphs.js';

/** How a screen looks on this terminal. */
export type Look = {
	readonly glyphs: Glyphs;
	readonly theme: Theme;
	/** The terminal does not read UTF-8: names are escaped down to ASCII. */
	readonly isAsciiOnly: boolean;
};

/** Where a row of a list goes. */
export type RowPlace = {readonly width: number; readonly look: Look; readonly isSelected: boolean; readonly isMarked?: boolean};

/** A run of text of one tone, safe to print. */
export type Span = {readonly text: string; readonly tone: Tone};
/** One row of a screen. */
export type Line = readonly Span[];

/** A column of a row before it is laid out; its text may come from anywhere. */
export type Cell = {
	readonly text: string;
	readonly tone?: Tone;
	/** Columns; the text's own width when left out. */
	readonly width?: number;
	/** Takes what the others leave. At most one cell of a row. */
	readonly grows?: boolean;
	readonly align?: 'left' | 'right';
	/** Which part of a text that is too wide stays: the beginning, or a path's file name. */
	readonly cut?: 'end' | 'path';
	/** Empty columns after the cell; 2 when left out, none after the last. */
	readonly gap?: number;
	/** `cleanText` has been through it already. */
	readonly isClean?: boolean;
};

/** Lays cells out in exactly `width` columns: cleans, cuts and pads each. This is the only way for text from outside to a screen. */
export function composeLine(cells: readonly Cell[], width: number, look: Look): Line {
	const prepared = cells.map(cell => cell.isClean ? cell : {...cell, text: cleanText(cell.text, look.isAsciiOnly)});
	const widths = columnWidths(prepared, width);
	const spans: Span[] = [];
	let used = 0;
	for (const [index, cell] of prepared.entries()) {
		const room = Math.max(0, Math.min(widths[index] ?? 0, width - used));
		spans.push(...markEscapes(fitCell(cell, room, look.glyphs.ellipsis), cell.tone ?? 'plain'));
		const gap = Math.min(index === prepared.length - 1 ? 0 : cell.gap ?? 2, width - used - room);
		spans.push({text: ' '.repeat(gap), tone: 'plain'});
		used += room + gap;
	}

	spans.push({text: ' '.repeat(width - used), tone: 'plain'});
	return spans.filter(span => span.text !== '');
}

function columnWidths(cells: readonly Cell[], width: number): number[] {
	const widths = cells.map(cell => cell.grows ? 0 : cell.width ?? widthOf(cell.text));
	const gaps = cells.slice(0, -1).reduce((sum, cell) => sum + (cell.gap ?? 2), 0);
	const rest = Math.max(0, width - gaps - widths.reduce((sum, each) => sum + each, 0));
	return widths.map((each, index) => cells[index]?.grows ? rest : each);
}

function fitCell(cell: Cell, width: number, ellipsis: string): string {
	const text = cell.cut === 'path' ? truncatePath(cell.text, width, ellipsis) : truncateEnd(cell.text, width, ellipsis);
	return cell.align === 'right' ? padStart(text, width) : padEnd(text, width);
}

const markEscapes = (text: string, tone: Tone): Span[] => text.includes('\\')
	? splitEscapes(text).map(part => ({text: part.text, tone: part.isEscape ? 'escape' : tone}))
	: [{text, tone}];

/** A line as text with styles, for one `<Text>`. Selected lines are in reverse video as a whole. */
export function paintLine(line: Line, look: Look, isReversed = false): string {
	return isReversed ? applyStyle(line.map(span => span.text).join(''), ['7', '27']) : line.map(span => applyStyle(span.text, look.theme[span.tone])).join('');
}

