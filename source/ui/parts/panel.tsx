import {Box} from 'ink';
import type {ReactNode} from 'react';
import {composeLine, type Line, type Look} from '../line.js';
import {innerRows, type PanelBox} from '../layout.js';
import {truncateEnd} from '../text/truncate.js';
import {cleanText} from '../text/clean-text.js';
import {useScreen, useView} from '../state/screen.js';
import {widthOf} from '../text/text-width.js';
import type {Tone} from '../theme.js';
import {Row} from './row.js';

export type PanelProps = {
	readonly box: PanelBox;
	readonly title: string;
	/** The key that leads here. */
	readonly number?: number;
	/** Stands at the right end of the title. */
	readonly summary?: string;
	readonly tone?: Tone;
	readonly children?: ReactNode;
};

/** A frame with a title, and in it whatever a panel shows. One row high, it is the title alone. */
export function Panel({box, title, number, summary = '', tone = 'strong', children}: PanelProps) {
	const {look} = useScreen();
	const isFocused = useView(view => number !== undefined && view.focus === box.name && !view.isHelpOpen);
	const titleProps = {
		title: number === undefined ? title : `${number} ${title}`, summary, tone: isFocused ? 'key' as const : tone,
	};
	if (box.height <= 1) {
		return <Row line={titleLine({...titleProps, isCollapsed: true}, box.width, look)}/>;
	}

	return (
		<Box flexDirection='column' width={box.width} height={box.height} flexShrink={0}>
			<Row line={titleLine(titleProps, box.width, look)}/>
			<Box
				flexDirection='column' width={box.width} height={innerRows(box) + 1} overflow='hidden'
				borderStyle={look.glyphs.border} borderTop={false} borderDimColor={!isFocused} paddingX={1}
			>
				{/* Rows that do not fit are cut off at the bottom instead of being squeezed into each other. */}
				<Box flexDirection='column' flexShrink={0}>{children}</Box>
			</Box>
		</Box>
	);
}

export type Title = {readonly title: string; readonly summary: string; readonly tone: Tone; readonly isCollapsed?: boolean};

/** `╭─ 1 Pending ──────── 12 changes ─╮` in exactly `width` columns; the summary goes first when there is no room for both. */
export function titleLine({title, summary, tone, isCollapsed = false}: Title, width: number, look: Look): Line {
	const {rule, cornerLeft, cornerRight, ellipsis} = look.glyphs;
	const edges = isCollapsed ? {left: rule, right: rule} : {left: cornerLeft, right: cornerRight};
	const room = width - 6;
	const name = truncateEnd(cleanText(title, look.isAsciiOnly), room, ellipsis);
	const left = room - widthOf(name) - 1;
	const cleaned = cleanText(summary, look.isAsciiOnly);
	const end = summary === '' || widthOf(cleaned) + 3 > left ? '' : ` ${cleaned} `;
	const rules = Math.max(0, width - 5 - widthOf(name) - widthOf(end) - 1);
	return composeLine([
		{
			text: `${edges.left}${rule} `, tone: 'muted', gap: 0, isClean: true,
		},
		{
			text: name, tone, gap: 0, isClean: true,
		},
		{
			text: ` ${rule.repeat(rules)}`, tone: 'muted', gap: 0, isClean: true,
		},
		{text: end, gap: 0, isClean: true},
		{
			text: `${rule}${edges.right}`, tone: 'muted', gap: 0, isClean: true,
		},
	], width, look);
}
