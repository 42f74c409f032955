import {Box} from 'ink';
import type {ReactNode} from 'react';
import {cleanText} from '../text/clean-text.js';
import {truncateEnd} from '../text/truncate.js';
import {widthOf} from '../text/text-width.js';
import {useShared, useVisit} from '../state/screen.js';
import type {PanelBox} from '../layout.js';
import type {Line, Look} from '../line.js';
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
	/** At most as many rows as `innerRows` says: nothing is clipped here, for clipping costs more than all the rest of a frame. */
	readonly children?: ReactNode;
};

/** A frame with a title, and in it whatever a panel shows. One row high, it is the title alone. */
export function Panel({box, title, number, summary = '', tone = 'strong', children}: PanelProps) {
	const {look} = useShared();
	const isFocused = useVisit(visit => number !== undefined && visit.focus === box.name);
	const name = number === undefined ? title : `${number} ${title}`;
	const texts = titleTexts({title: name, summary}, box.width, look);
	const isCollapsed = box.height <= 1;
	return (
		<Box flexDirection='column' width={box.width} height={box.height} flexShrink={0}>
			{isCollapsed
				? <Row line={[{text: look.glyphs.rule.repeat(box.width), tone: 'muted'}]}/>
				: (
					<Box flexDirection='column' width={box.width} height={box.height} borderStyle={look.glyphs.border} borderDimColor={!isFocused} paddingX={1}>
						{children}
					</Box>
				)}
			{/* The title lies on the border, so that the border is one cheap box. */}
			<Box position='absolute' top={0} left={2}>
				<Row line={[{text: texts.title, tone: isFocused ? 'key' : tone}]}/>
			</Box>
			{texts.summary !== '' && (
				<Box position='absolute' top={0} left={box.width - 2 - widthOf(texts.summary)}>
					<Row line={[{text: texts.summary, tone: 'plain'}] satisfies Line}/>
				</Box>
			)}
		</Box>
	);
}

/** Title and summary with a space on each side; the summary goes first when there is no room for both. */
export function titleTexts({title, summary}: {title: string; summary: string}, width: number, look: Look): {title: string; summary: string} {
	const room = Math.max(0, width - 4);
	const name = truncateEnd(` ${cleanText(title, look.isAsciiOnly)} `, room, look.glyphs.ellipsis);
	const end = summary === '' ? '' : ` ${cleanText(summary, look.isAsciiOnly)} `;
	return {title: name, summary: widthOf(end) + 1 > room - widthOf(name) ? '' : end};
}
