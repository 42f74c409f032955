import {memo} from 'react';
import {
	chunkFiguresRow,
	chunkMapRow,
	legendRow,
	planTransfers,
	transferKey,
	transferRow,
	type TransferDetail,
} from '../rows/transfer-row.js';
import {composeLine} from '../line.js';
import {estimateAfterMilliseconds} from '../state/countdown.js';
import {formatCount} from '../text/count.js';
import {innerColumns, innerRows, type PanelBox} from '../layout.js';
import {noticeOf} from '../state/notice.js';
import {queuedOf} from '../state/phase.js';
import {Panel} from '../parts/panel.js';
import {Row} from '../parts/row.js';
import {
	useList,
	useNow,
	usePanelNumber,
	useSession,
	useShared,
} from '../state/screen.js';
import type {SessionState, Transfer} from '../contract.js';
import {NoticePanel} from './notice-panel.js';

type PanelPlace = {readonly box: PanelBox};

/** Content on its way, with a map of each large file's chunks. While offline, why that is stands here instead. */
export const TransfersPanel = memo(({box}: PanelPlace) => {
	const number = usePanelNumber(box.name);
	const transfers = useSession(state => state.transfers);
	const queued = useSession(queuedOf);
	const idleText = useSession(state => idleTextOf(state));
	const hasNotice = useSession((state, now) => noticeOf(state, now) !== undefined);
	return hasNotice && box.height > 1
		? <NoticePanel box={box}/>
		: <TransferList box={box} number={number} transfers={transfers} queued={queued} idleText={idleText}/>;
});

const idleTextOf = ({totals}: SessionState): string => {
	const changed = totals.created + totals.modified + totals.moved + totals.deleted;
	return changed === 0 ? 'No transfers.' : `No transfers. So far: ${formatCount(totals.created)} created, ${formatCount(totals.modified)} modified, ${formatCount(totals.moved)} moved, ${formatCount(totals.deleted)} deleted.`;
};

type TransferListProps = PanelPlace & {
	readonly number: number;
	readonly transfers: readonly Transfer[];
	/** Left out where nobody knows. */
	readonly queued?: number;
	readonly idleText: string;
};

/** Transfers of a session or a server, in a panel. */
export function TransferList({
	box, number, transfers, queued, idleText,
}: TransferListProps) {
	const {look} = useShared();
	const width = innerColumns(box);
	const {start, selected, items, note} = useList<Transfer>(box);
	const {details, hasLegend} = planTransfers(items, innerRows(box), width >= 90);
	return (
		<Panel box={box} number={number} title='Transfers' summary={note === '' ? summaryOf(transfers.length, queued) : note}>
			{items.length === 0 && <Row line={composeLine([{text: idleText, tone: 'muted'}], width, look)}/>}
			{items.map((transfer, index) => (
				<TransferRows key={transferKey(transfer)} transfer={transfer} detail={details[index] ?? 'line'} width={width} isSelected={start + index === selected}/>
			))}
			{hasLegend && <Row line={composeIndented(width, inner => legendRow(items, inner, look))}/>}
		</Panel>
	);
}

const summaryOf = (active: number, queued = 0) =>
	[...(active > 0 ? [`${formatCount(active)} active`] : []), ...(queued > 0 ? [`${formatCount(queued)} queued`] : [])].join(', ');

const indent = 2;
const composeIndented = (width: number, compose: (inner: number) => ReturnType<typeof legendRow>) =>
	[{text: ' '.repeat(indent), tone: 'plain' as const}, ...compose(width - indent)];

type TransferRowsProps = {readonly transfer: Transfer; readonly detail: TransferDetail; readonly width: number; readonly isSelected: boolean};

const TransferRows = memo(({transfer, detail, width, isSelected}: TransferRowsProps) => {
	const {look} = useShared();
	const age = useNow(now => Math.min(now - transfer.startedMilliseconds, estimateAfterMilliseconds));
	return (
		<>
			<Row line={transferRow(transfer, age, {width, look, isSelected})} isSelected={isSelected}/>
			{detail !== 'line' && <Row line={composeIndented(width, inner => chunkMapRow(transfer, {width: inner, look}))}/>}
			{detail === 'figures' && <Row line={composeIndented(width, inner => chunkFiguresRow(transfer, {width: inner, look}))}/>}
		</>
	);
});
