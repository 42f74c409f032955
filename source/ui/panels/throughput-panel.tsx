import {memo} from 'react';
import {composeLine, type Line, type Look} from '../line.js';
import {formatBytes, formatRate, rateWidth} from '../text/bytes.js';
import {innerColumns, innerRows, type PanelBox} from '../layout.js';
import {Panel} from '../parts/panel.js';
import {Rows} from '../parts/row.js';
import {savingLines, sentLine, totalsOf} from '../rows/totals-lines.js';
import {sparkline} from '../text/sparkline.js';
import {useSession, useShared} from '../state/screen.js';
import type {Rate} from '../contract.js';

/** Figures further apart than this are hard to read as one line. */
const mostColumns = 60;

/** How much travels, the last minute of it, and how much did not have to. */
export const ThroughputPanel = memo(({box}: {readonly box: PanelBox}) => {
	const {look} = useShared();
	const up = useSession(state => state.up);
	const down = useSession(state => state.down);
	const totals = useSession(totalsOf);
	const limit = useSession(state => state.limitBytesPerSecond);
	const width = innerColumns(box);
	const lines = [
		...rateLines('up', up, {width, look}),
		...rateLines('down', down, {width, look}),
		sentLine(totals, Math.min(width, mostColumns), look),
		...savingLines(totals, Math.min(width, mostColumns), look),
	];
	return (
		<Panel box={box} title='Throughput' summary={limit === undefined ? `${formatBytes(totals.wireSentBytes)} sent, 60 s` : `limit ${formatRate(limit)}`}>
			<Rows lines={lines.slice(0, innerRows(box))}/>
		</Panel>
	);
});

function rateLines(way: 'up' | 'down', rate: Rate, {width, look}: {width: number; look: Look}): Line[] {
	const {glyphs} = look;
	return [
		composeLine([
			{text: glyphs[way], tone: way, gap: 1},
			{text: formatRate(rate.now), width: rateWidth, align: 'right'},
			{text: `peak ${formatRate(rate.peak)}`, tone: 'muted'},
		], width, look),
		[{text: sparkline(rate.history, width, glyphs.spark), tone: way}],
	];
}
