import {
	composeLine,
	type Cell,
	type Line,
	type Look,
} from '../line.js';
import type {DiffLine, DiffRow} from '../screens/conflicts/diff-rows.js';
import {widthOf} from '../text/text-width.js';
import type {Glyphs} from '../glyphs.js';
import type {RegionChoice} from '../contract.js';
import type {Tone} from '../theme.js';

const numberWidth = 5;

const tones: Readonly<Record<DiffLine['sign'], Tone>> = {
	both: 'plain', base: 'muted', local: 'up', remote: 'down',
};

function signText(sign: DiffLine['sign'], glyphs: Glyphs, isSuccession: boolean): string {
	switch (sign) {
		case 'both': {
			return ' ';
		}

		case 'base': {
			return glyphs.minus;
		}

		case 'local': {
			return isSuccession ? '+' : 'L';
		}

		case 'remote': {
			return 'R';
		}
	}
}

function lineCells({sign, number, parts}: DiffLine, look: Look, isSuccession = false): Cell[] {
	const tone = tones[sign];
	return [
		{
			text: String(number), width: numberWidth, align: 'right', tone: 'muted', gap: 1,
		},
		{
			text: signText(sign, look.glyphs, isSuccession), width: 1, tone: sign === 'both' ? 'muted' : tone, gap: 1,
		},
		...parts.map(({text, isChanged}): Cell => ({text, tone: isChanged && sign !== 'both' ? 'escape' : tone, gap: 0})),
	];
}

export type DiffPlace = {
	readonly width: number;
	readonly look: Look;
	/** How many hunks there are, and what has been chosen for this one. */
	readonly hunks: number;
	readonly choice: RegionChoice | undefined;
	/** One version against another, instead of two sides: what came has a plus. */
	readonly isSuccession?: boolean;
	/** Which half of a pair is drawn. */
	readonly half?: 'left' | 'right';
};

/** One row of a diff in exactly `width` columns. */
export function diffRow(row: DiffRow, {width, look, ...place}: DiffPlace): Line {
	switch (row.kind) {
		case 'hunk': {
			return composeLine([{text: hunkText(row, {width, look, ...place}), grows: true, tone: row.regionKind === 'clash' && place.choice === undefined ? 'warning' : 'good'}], width, look);
		}

		case 'fold': {
			return composeLine([
				{
					text: look.glyphs.fold, width: numberWidth, align: 'right', tone: 'muted', gap: 3,
				},
				{text: `${row.count} unchanged lines${place.half === 'right' ? '' : ' (x expands)'}`, grows: true, tone: 'muted'},
			], width, look);
		}

		case 'line': {
			return composeLine(lineCells(row.line, look, place.isSuccession), width, look);
		}

		case 'pair': {
			const line = place.half === 'right' ? row.right : row.left;
			const cells = line ? lineCells(line, look) : [nothingThere(look)];
			return composeLine(cells, width, look);
		}
	}
}

/** The other side has a line here. */
const nothingThere = ({glyphs}: Look): Cell => ({
	text: glyphs.dot, width: numberWidth + 2, align: 'right', tone: 'muted',
});

const taken: Readonly<Record<RegionChoice, string>> = {
	local: 'local', remote: 'remote', both: 'both, local first', base: 'the base',
};

/** A rule with the hunk's number and what becomes of it, as wide as the row. */
function hunkText({hunk, regionKind}: Extract<DiffRow, {kind: 'hunk'}>, {look: {glyphs}, width, hunks, choice, half, isSuccession = false}: DiffPlace): string {
	const rule = glyphs.rule.repeat(2);
	const what = choice === undefined ? usual[regionKind] : `taken: ${taken[choice]}`;
	const remark = isSuccession ? '' : `${rule} ${what} `;
	const text = half === 'right' ? '' : `${rule} hunk ${hunk + 1} of ${hunks} ${remark}`;
	return text + glyphs.rule.repeat(Math.max(0, width - widthOf(text)));
}

const usual = {
	same: '', local: 'changed here only', remote: 'changed there only', both: 'changed alike on both sides', clash: 'l, r or b decides',
} as const;
