import {memo} from 'react';
import {composeLine} from '../line.js';
import {innerColumns, type PanelBox} from '../layout.js';
import {logLinesOf, logRow, type LogChoice} from '../rows/log-row.js';
import {Panel} from '../parts/panel.js';
import {Row} from '../parts/row.js';
import {
	useList,
	useLocal,
	usePanelNumber,
	useServer,
	useSession,
	useShared,
} from '../state/screen.js';
import type {DashboardLocal} from '../screens/dashboard/dashboard-model.js';
import type {LogLine} from '../contract.js';

type PanelPlace = {readonly box: PanelBox};

/** What happened, newest first. */
export const SessionLogPanel = memo(({box}: PanelPlace) => {
	const number = usePanelNumber(box.name);
	const log = useSession(state => state.log);
	const choice = useLocal(({log: shown}: DashboardLocal) => shown);
	return <LogList box={box} number={number} log={log} choice={choice}/>;
});

/** What happened on a server, newest first. */
export const ServerLogPanel = memo(({box}: PanelPlace) => {
	const log = useServer(state => state.log);
	return <LogList box={box} number={4} log={log}/>;
});

type LogListProps = PanelPlace & {
	readonly number: number;
	readonly log: readonly LogLine[];
	/** Which lines are shown, where that can be chosen. */
	readonly choice?: LogChoice;
};

function LogList({
	box, number, log, choice,
}: LogListProps) {
	const {look} = useShared();
	const {start, selected, items, note} = useList<LogLine>(box);
	const width = innerColumns(box);
	const [last] = box.height === 1 ? logLinesOf(log) : [];
	const latest = [last?.path, last?.message].filter(Boolean).join(': ');
	const summary = latest === '' ? [choice, selected === undefined ? '' : 'esc to follow'].filter(Boolean).join(', ') : latest;
	return (
		<Panel box={box} number={number} title='Log' summary={note === '' ? summary : note}>
			{items.length === 0 && <Row line={composeLine([{text: log.length === 0 ? 'Nothing has happened yet.' : 'Nothing of this kind has happened.', tone: 'muted'}], width, look)}/>}
			{items.map((line, index) => <LogRow key={line.id} line={line} width={width} isSelected={start + index === selected}/>)}
		</Panel>
	);
}

type LogRowProps = {readonly line: LogLine; readonly width: number; readonly isSelected: boolean};

const LogRow = memo(({line, width, isSelected}: LogRowProps) => {
	const {look} = useShared();
	return <Row line={logRow(line, {width, look, isSelected})} isSelected={isSelected}/>;
});
