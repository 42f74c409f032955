import type {Grid, Run, Style} from './grid.js';
import {cell, shapes} from './strokes.js';

/** A window of its own, so that it is readable on a light page and on a dark one. */
const background = '#11161d';
const foreground = '#d5dbe3';
const frame = '#2b333d';
/** The terminal's sixteen colours, each with enough contrast on the background. */
const palette = [
	'#6b7480', '#f47067', '#6bc46d', '#daaa3f', '#6cb6ff', '#dcbdfb', '#56d4dd', '#d5dbe3', '#8b949e', '#ff938a', '#8ddb8c', '#f2cc60', '#8fc7ff', '#e9d3ff', '#8be9f0', '#ffffff',
];

const fontSize = 13;
const margin = 12;
const baseline = 13;

export type Picture = {readonly width: number; readonly height: number; readonly body: string; readonly style?: string; readonly title: string};

/** A picture of a terminal as a file. */
export const svgFile = ({width, height, body, style = '', title}: Picture): string => [
	`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(title)}">`,
	`<title>${escaped(title)}</title>`,
	`<style>text{font:${fontSize}px ui-monospace,SFMono-Regular,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono","Liberation Mono",monospace;white-space:pre}.b{font-weight:700}${style}</style>`,
	`<rect x=".5" y=".5" width="${width - 1}" height="${height - 1}" rx="8" fill="${background}" stroke="${frame}"/>`,
	`<g transform="translate(${margin} ${margin})" fill="${foreground}">${body}</g>`,
	'</svg>\n',
].join('\n');

export const sizeOf = ({columns, rows}: Pick<Grid, 'columns' | 'rows'>): {readonly width: number; readonly height: number} => ({
	width: (columns * cell.width) + (2 * margin), height: (rows.length * cell.height) + (2 * margin),
});

/** A still picture of a terminal. */
export function still(grid: Grid, title: string): string {
	const body = grid.rows.map((runs, row) => rowSvg(runs, row)).join('\n');
	return svgFile({...sizeOf(grid), body, title});
}

/** One row of a terminal. Each run has its exact width, whatever the font: columns stay aligned. */
export const rowSvg = (runs: readonly Run[], row: number): string => runs.map(run => runSvg(run, row)).join('');

function runSvg({text, column, width, style}: Run, row: number): string {
	const [x, y] = [column * cell.width, row * cell.height];
	const ground = style.isReversed ? `<rect x="${x}" y="${y}" width="${width * cell.width}" height="${cell.height}" fill="${colorOf(style)}"/>` : '';
	return ground + pieces(text).map(piece => pieceSvg(piece, {x: x + (piece.start * cell.width), y, style})).join('');
}

/** A piece of a run that is drawn in one way: text, or one kind of shape. Blanks are not drawn at all. */
type Piece = {readonly text: string; readonly start: number};

/** Characters as a person counts them; those of two columns count as two. */
const segmenter = new Intl.Segmenter(undefined, {granularity: 'grapheme'});

function pieces(text: string): readonly Piece[] {
	const found: Array<{text: string; start: number}> = [];
	let start = 0;
	let blanks = 2;
	for (const {segment} of segmenter.segment(text)) {
		const last = found.at(-1);
		const isText = shapes[segment] === undefined;
		const joins = last && blanks < 2 && (isText ? shapes[[...last.text][0]!] === undefined : last.text.startsWith(segment) && blanks === 0);
		if (segment === ' ') {
			blanks++;
		} else if (joins) {
			last.text += ' '.repeat(blanks) + segment;
			blanks = 0;
		} else {
			found.push({text: segment, start});
			blanks = 0;
		}

		start++;
	}

	return found;
}

function pieceSvg({text}: Piece, {x, y, style}: {x: number; y: number; style: Style}): string {
	const [first = ''] = text;
	const shape = shapes[first];
	const fill = style.isReversed ? background : colorOf(style);
	const opacity = (style.isDim ? 0.6 : 1) * (shape?.opacity ?? 1);
	const look = [...(fill === foreground && !shape ? [] : [`fill="${fill}"`]), ...(opacity === 1 ? [] : [`opacity="${opacity.toFixed(2)}"`])].join(' ');
	if (shape) {
		return `<path ${look} d="${[...text].map((_, index) => shape.draw(x + (index * cell.width), y)).join('')}"/>`;
	}

	const length = [...segmenter.segment(text)].length * cell.width;
	const attributes = [`x="${x}"`, `y="${y + baseline}"`, `textLength="${length}"`, ...(style.isBold ? ['class="b"'] : []), ...(look === '' ? [] : [look])];
	return `<text ${attributes.join(' ')}>${escaped(text)}</text>`;
}

const colorOf = ({color}: Style): string => color === undefined ? foreground : palette[color % palette.length]!;

const entities = [['&', '&amp;'], ['<', '&lt;'], ['>', '&gt;'], ['"', '&quot;']] as const;
const escaped = (text: string): string => entities.reduce((safe, [character, entity]) => safe.split(character).join(entity), text);
