import {memo} from 'react';
import {composeLine} from '../line.js';
import {innerColumns, type PanelBox} from '../layout.js';
import {logLinesOf, logRow} from '../rows/log-row.js';
import {Panel} from '../parts/panel.js';
import {Row} from '../parts/row.js';
import {
	useList,
	useServer,
	useSession,
	useShared,
} from '../state/screen.js';
import type {LogLine} from '../contract.js';

type PanelPlace = {readonly box: PanelBox};

/** What happened, newest first. */
export const SessionLogPanel = memo(({box}: PanelPlace) => {
	const log = useSession(state => state.log);
	return <LogList box={box} number={3} log={log}/>;
});

/** What happened on a server, newest first. */
export const ServerLogPanel = memo(({box}: PanelPlace) => {
	const log = useServer(state => state.log);
	return <LogList box={box} number={4} log={log}/>;
});

function LogList({box, number, log}: PanelPlace & {readonly number: number; readonly log: readonly LogLine[]}) {
	const {look} = useShared();
	const {start, selected, items} = useList<LogLine>(box);
	const width = innerColumns(box);
	const [last] = box.height === 1 ? logLinesOf(log) : [];
	const latest = [last?.path, last?.message].filter(Boolean).join(': ');
	const summary = selected === undefined ? latest : 'esc to follow';
	return (
		<Panel box={box} number={number} title='Log' summary={summary}>
			{items.length === 0 && <Row line={composeLine([{text: 'Nothing has happened yet.', tone: 'muted'}], width, look)}/>}
			{items.map((line, index) => <LogRow key={line.id} line={line} width={width} isSelected={start + index === selected}/>)}
		</Panel>
	);
}

type LogRowProps = {readonly line: LogLine; readonly width: number; readonly isSelected: boolean};

const LogRow = memo(({line, width, isSelected}: LogRowProps) => {
	const {look} = useShared();
	return <Row line={logRow(line, {width, look, isSelected})} isSelected={isSelected}/>;
});
