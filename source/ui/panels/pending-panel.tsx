import {Box} from 'ink';
import {memo} from 'react';
import {innerColumns, innerRows, type PanelBox} from '../layout.js';
import {isCounting} from '../state/countdown.js';
import {Panel} from '../parts/panel.js';
import {pendingSentence, pendingSummary} from '../state/notice.js';
import {pendingRow} from '../rows/pending-row.js';
import {Row, Rows} from '../parts/row.js';
import {sentenceLines} from '../rows/sentence-lines.js';
import {
	useList,
	usePanelNumber,
	useSession,
	useShared,
} from '../state/screen.js';
import type {PendingChange, SessionState} from '../contract.js';

type PanelPlace = {readonly box: PanelBox};

/** What waits to be sent, soonest first, and how long each still waits. */
export const PendingPanel = memo(({box}: PanelPlace) => {
	const state = useSession(current => current);
	const number = usePanelNumber(box.name);
	const {start, selected, items, note, isMarked} = useList<PendingChange>(box);
	const width = innerColumns(box);
	return (
		<Panel box={box} number={number} title='Pending' summary={note === '' ? summaryOf(state) : note}>
			{items.length === 0
				? <Empty state={state} box={box}/>
				: items.map((change, index) => <PendingRow key={change.path} change={change} width={width} isSelected={start + index === selected} isMarked={isMarked(change)}/>)}
		</Panel>
	);
});

function summaryOf(state: SessionState): string {
	const summary = pendingSummary(state);
	if (!state.isPaused) {
		return summary;
	}

	return summary === '' ? 'p to resume' : `held: ${summary}; p to resume`;
}

type PendingRowProps = {readonly change: PendingChange; readonly width: number; readonly isSelected: boolean; readonly isMarked: boolean};

/** Nothing that waits goes anywhere while the session is paused or offline, whatever it waits for otherwise. */
const heldReason = ({phase, isPaused}: SessionState) => isPaused ? 'paused' : (phase === 'offline' ? phase : undefined);

/** Only rows whose debounce still runs look at the time. */
const PendingRow = memo(({change, width, isSelected, isMarked}: PendingRowProps) => {
	const {look} = useShared();
	const reason = useSession(heldReason) ?? change.reason;
	const shown = reason === change.reason ? change : {...change, reason};
	const now = useSession((_, now) => isCounting(shown, now) ? now : change.deadlineMilliseconds);
	return (
		<Row
			line={pendingRow(shown, now, {
				width, look, isSelected, isMarked,
			})} isSelected={isSelected}
		/>
	);
});

function Empty({state, box}: PanelPlace & {readonly state: SessionState}) {
	const {look} = useShared();
	const lines = sentenceLines([pendingSentence(state)], {
		width: innerColumns(box), rows: innerRows(box), look, isCentered: true,
	});
	return (
		<Box flexDirection='column' height={innerRows(box)} justifyContent='center'>
			<Rows lines={lines}/>
		</Box>
	);
}
