import {memo} from 'react';
import {innerColumns, type PanelBox} from '../layout.js';
import {Panel} from '../parts/panel.js';
import {Row} from '../parts/row.js';
import {sessionRow} from '../rows/session-row.js';
import {
	useCockpit,
	useList,
	usePanelNumber,
	useSession,
	useShared,
} from '../state/screen.js';
import type {SessionEntry} from '../state/world.js';

type PanelPlace = {readonly box: PanelBox};

/** All sessions of the cockpit: how each is going, and which one the other panels are about. */
export const SessionsPanel = memo(({box}: PanelPlace) => {
	const number = usePanelNumber(box.name);
	const sessions = useCockpit(state => state.sessions);
	const current = useSession(({id}) => id);
	const {start, selected, items, note} = useList<SessionEntry>(box);
	const at = sessions.findIndex(({state}) => state.id === current);
	const summary = box.height === 1 ? `${at + 1} of ${sessions.length}: ${sessions[at]?.name ?? ''}` : String(sessions.length);
	return (
		<Panel box={box} number={number} title='Sessions' summary={note === '' ? summary : note}>
			{items.map((entry, index) => (
				<SessionLine key={entry.id} entry={entry} width={innerColumns(box)} isSelected={start + index === selected} isCurrent={entry.state.id === current}/>
			))}
		</Panel>
	);
});

type SessionLineProps = {readonly entry: SessionEntry; readonly width: number; readonly isSelected: boolean; readonly isCurrent: boolean};

/** Only the row of a session that waits for its next attempt looks at the time. */
const SessionLine = memo(({entry, width, isSelected, isCurrent}: SessionLineProps) => {
	const {look} = useShared();
	const now = useSession((_, time) => entry.state.phase === 'offline' ? time : 0);
	return (
		<Row
			line={sessionRow(entry, now, {
				width, look, isSelected, isCurrent,
			})} isSelected={isSelected}
		/>
	);
});
