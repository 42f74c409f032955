import {formatCount} from '../text/count.js';
import {phaseLook} from '../state/phase.js';
import {widthOf} from '../text/text-width.js';
import {
	composeLine,
	type Cell,
	type Line,
	type RowPlace,
} from '../line.js';
import type {SessionEntry} from '../state/world.js';

/** `PAUSED since 14:02` is the longest that is worth its room; what is longer is in the header. */
const phaseWidth = 18;

/** One session of a cockpit: which it is, how it is going, what needs a person, what it does. The current one is marked. */
export function sessionRow({name, state}: SessionEntry, now: number, {width, look, isSelected, isCurrent}: RowPlace & {readonly isCurrent: boolean}): Line {
	const {glyphs} = look;
	const {glyph, word, tone, detail} = phaseLook(state, now);
	const isWide = width >= 60;
	const gap = isWide ? 2 : 1;
	return composeLine([
		{text: isSelected ? glyphs.cursor : ' ', gap: 1},
		{
			text: glyphs[glyph], width: widthOf(glyphs.paused), tone, gap: 1,
		},
		{
			text: name, grows: true, tone: isCurrent ? 'accent' : 'plain', gap,
		},
		{
			text: isWide ? [word, detail].filter(Boolean).join(' ') : word, width: isWide ? phaseWidth : 10, tone, gap,
		},
		...attentionCells(state.conflicts.length, state.problems.length, glyphs),
		...(isWide ? busyCells(state) : []),
	], width, look);
}

const busyCells = ({pending, transfers}: SessionEntry['state']): Cell[] => [
	{
		text: `${formatCount(pending.length)} pending`, width: 14, align: 'right', tone: 'muted',
	},
	{
		text: `${formatCount(transfers.length)} active`, width: 10, align: 'right', tone: 'muted',
	},
];

const attentionCells = (conflicts: number, problems: number, {conflict, error}: {conflict: string; error: string}): Cell[] => [
	{
		text: conflicts === 0 ? '' : `${conflict}${shortCount(conflicts)}`, width: 3, tone: 'warning', gap: 1,
	},
	{text: problems === 0 ? '' : `${error}${shortCount(problems)}`, width: 3, tone: 'bad'},
];

const shortCount = (count: number) => count > 99 ? '99' : String(count);
