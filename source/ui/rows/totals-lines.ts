import {bytesWidth, formatBytes} from '../text/bytes.js';
import {
	composeLine,
	type Cell,
	type Line,
	type Look,
} from '../line.js';
import {formatPercent} from '../text/count.js';
import {remembered} from '../state/remembered.js';
import type {SessionState, Totals, Transfer} from '../contract.js';

const withTransfers = remembered((totals: Totals, transfers: readonly Transfer[]): Totals => transfers.reduce<Totals>((sum, {sentBytes, reusedBytes, borrowedBytes}) => ({
	...sum,
	literalBytes: sum.literalBytes + sentBytes,
	reusedBytes: sum.reusedBytes + reusedBytes,
	saved: {...sum.saved, deltaBytes: sum.saved.deltaBytes + reusedBytes - borrowedBytes, dedupBytes: sum.saved.dedupBytes + borrowedBytes},
}), totals));

/** The totals with what is under way, which counts in them only when it is over. The same state gives the same totals. */
export const totalsOf = ({totals, transfers}: Pick<SessionState, 'totals' | 'transfers'>): Totals => withTransfers(totals, transfers);

/** All that did not have to travel, of all that would have had to. */
export function savedPercent({literalBytes, saved}: Totals): string {
	const {deltaBytes, dedupBytes, zstdBytes, renameBytes} = saved;
	const whole = literalBytes + deltaBytes + dedupBytes + renameBytes;
	return formatPercent(deltaBytes + dedupBytes + zstdBytes + renameBytes, whole);
}

/** What went over the wire each way, and what share was saved. */
export function sentLine(totals: Totals, width: number, look: Look): Line {
	const {up, down} = look.glyphs;
	return composeLine([
		{text: 'wire', tone: 'muted', gap: 1},
		{text: up, tone: 'up', gap: 1},
		{
			text: formatBytes(totals.wireSentBytes), width: bytesWidth, align: 'right', gap: 1,
		},
		{text: down, tone: 'down', gap: 1},
		{
			text: formatBytes(totals.wireReceivedBytes), width: bytesWidth, align: 'right', gap: 1,
		},
		{
			text: 'saved', tone: 'muted', grows: true, align: 'right', gap: 1,
		},
		{
			text: savedPercent(totals).trim(), width: 4, align: 'right', tone: 'good',
		},
	], width, look);
}

/** What was saved, by why, two in a line. */
export function savingLines({saved}: Totals, width: number, look: Look): Line[] {
	const half = Math.floor((width - 2) / 2);
	const cells = (label: string, bytes: number): Cell[] => [
		{
			text: label, tone: 'muted', width: half - bytesWidth - 1, gap: 1,
		},
		{
			text: formatBytes(bytes), width: bytesWidth, align: 'right', tone: bytes > 0 ? 'reused' : 'muted',
		},
	];
	return [
		composeLine([...cells('delta', saved.deltaBytes), ...cells('dedup', saved.dedupBytes)], width, look),
		composeLine([...cells('zstd', saved.zstdBytes), ...cells('moves', saved.renameBytes)], width, look),
	];
}
