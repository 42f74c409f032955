import {Box} from 'ink';
import {memo} from 'react';
import {formatCounted} from '../text/count.js';
import {innerColumns, innerRows, type PanelBox} from '../layout.js';
import {isCounting} from '../state/countdown.js';
import {Panel} from '../parts/panel.js';
import {pendingBytes, pendingSentence} from '../state/notice.js';
import {pendingRow} from '../rows/pending-row.js';
import {Row, Rows} from '../parts/row.js';
import {sentenceLines} from '../rows/sentence-lines.js';
import {useScreen, useSession} from '../state/screen.js';
import {useWindow} from '../state/use-window.js';
import type {PendingChange, SessionState} from '../contract.js';

type PanelPlace = {readonly box: PanelBox};

const keyOf = (change: PendingChange) => change.path;

/** What waits to be sent, soonest first, and how long each still waits. */
export const PendingPanel = memo(({box}: PanelPlace) => {
	const state = useSession(frame => frame.state);
	const {start, selected, items} = useWindow(box, state.pending, keyOf);
	const width = innerColumns(box);
	return (
		<Panel box={box} number={1} title='Pending' summary={summaryOf(state)}>
			{items.length === 0
				? <Empty state={state} box={box}/>
				: items.map((change, index) => <PendingRow key={change.path} change={change} width={width} isSelected={start + index === selected}/>)}
		</Panel>
	);
});

function summaryOf(state: SessionState): string {
	if (state.phase === 'paused') {
		return state.pendingCount === 0 ? 'p to resume' : `held: ${formatCounted(state.pendingCount, 'change')}, ${pendingBytes(state)}; p to resume`;
	}

	return state.pendingCount === 0 ? '' : `${formatCounted(state.pendingCount, 'change')}, ${pendingBytes(state)}`;
}

type PendingRowProps = {readonly change: PendingChange; readonly width: number; readonly isSelected: boolean};

/** Only rows whose debounce still runs look at the time. */
const PendingRow = memo(({change, width, isSelected}: PendingRowProps) => {
	const {look} = useScreen();
	const now = useSession(frame => isCounting(change, frame.now) ? frame.now : change.deadlineMilliseconds);
	return <Row line={pendingRow(change, now, {width, look, isSelected})} isSelected={isSelected}/>;
});

function Empty({state, box}: PanelPlace & {readonly state: SessionState}) {
	const {look} = useScreen();
	const lines = sentenceLines([pendingSentence(state)], {
		width: innerColumns(box), rows: innerRows(box), look, isCentered: true,
	});
	return (
		<Box flexDirection='column' height={innerRows(box)} justifyContent='center'>
			<Rows lines={lines}/>
		</Box>
	);
}
