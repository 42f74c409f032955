import {bytesWidth, formatBytes} from '../text/bytes.js';
import {
	composeLine,
	type Cell,
	type Line,
	type Look,
	type RowPlace,
} from '../line.js';
import {formatTimeOfDay} from '../text/duration.js';
import type {PastRow, PathHistory} from '../past.js';
import type {Tone} from '../theme.js';

const dayWidth = 6;
const whenWidth = dayWidth + 9;
const whoWidth = 10;
const whatWidth = 8;

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `20 Nov`; the year is said elsewhere. */
export function formatDay(wallMilliseconds: number): string {
	const date = new Date(wallMilliseconds);
	return `${String(date.getDate()).padStart(2)} ${months[date.getMonth()]!}`;
}

/** `20 Nov 14:00:58`. */
export const formatMoment = (wallMilliseconds: number): string => `${formatDay(wallMilliseconds)} ${formatTimeOfDay(wallMilliseconds)}`;

type Columns = {readonly sign: string; readonly number: string; readonly when: string; readonly who: string; readonly what: Cell; readonly size: string; readonly until: string; readonly remark: string};

const columns = ({sign, number, when, who, what, size, until, remark}: Columns): Cell[] => [
	{text: sign, width: 1, gap: 0},
	{
		text: number, width: 3, align: 'right', tone: 'muted', gap: 1,
	},
	{text: when, width: whenWidth},
	{text: who, width: whoWidth, gap: 1},
	{...what, width: whatWidth, gap: 1},
	{text: size, width: bytesWidth, align: 'right'},
	{text: until, width: dayWidth, tone: 'muted'},
	{
		text: remark, grows: true, tone: 'muted', cut: 'path',
	},
];

/** What the columns are. */
export const historyHead = (width: number, look: Look): Line => composeLine(columns({
	sign: '', number: 'nr', when: 'when', who: 'who', what: {text: 'what'}, size: 'size', until: 'until', remark: '',
}).map(cell => ({...cell, tone: 'muted' as const})), width, look);

/** What stands there now: not a version that can be put back. */
export function presentRow({present}: PathHistory, width: number, look: Look): Line {
	return composeLine(columns({
		sign: '', number: '', when: 'now', who: look.glyphs.dash, what: {text: present ? 'current' : 'gone', tone: present ? 'good' : 'muted'}, size: present?.kind === 'file' ? formatBytes(present.size) : '', until: '', remark: present ? formatMoment(present.modifiedMilliseconds).trim() : '',
	}), width, look);
}

const tones: Readonly<Record<PastRow['what'], Tone>> = {
	replaced: 'plain', changed: 'plain', deleted: 'bad', moved: 'accent', created: 'good',
};

/** One thing that happened. A version that is kept has a number. */
export function historyRow(row: PastRow, path: string, {width, look, isSelected}: RowPlace): Line {
	return composeLine(columns({
		sign: isSelected ? look.glyphs.cursor : ' ',
		number: row.number === undefined ? '' : String(row.number),
		when: formatMoment(row.whenMilliseconds),
		who: row.who,
		what: {text: row.isRestore ? 'restored' : row.what, tone: tones[row.what]},
		size: row.size === undefined ? (row.kind === 'folder' ? 'folder' : '') : formatBytes(row.size),
		until: row.keptUntilMilliseconds === undefined ? '' : formatDay(row.keptUntilMilliseconds),
		remark: remarkOf(row, path, look),
	}), width, look);
}

function remarkOf({from, path: at, what, kind, number}: PastRow, path: string, {glyphs}: Look): string {
	if (from !== undefined) {
		return at === path ? `from ${from}` : `${from} ${glyphs.move} ${at}`;
	}

	const isGone = kind !== undefined && kind !== 'folder' && number === undefined && (what === 'replaced' || what === 'deleted') && at === path;
	return [...(isGone ? ['not kept any more'] : []), ...(at === path ? [] : [at])].join(', ');
}
