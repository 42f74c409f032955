import {Box} from 'ink';
import {composeLine} from '../line.js';
import {formatTimeOfDay} from '../text/duration.js';
import {inviteRows} from '../rows/invite-rows.js';
import {serverHeaderRow, serverRatesRow} from '../rows/server-rows.js';
import {useServer, useShared, useView} from '../state/screen.js';
import {shownId, type InviteState} from '../contract.js';
import {Row} from './row.js';

/** The first lines of a server's screens: where it listens, what comes and goes, and the invite line while one is open. */
export function ServerHeader() {
	const {look, title} = useShared();
	const state = useServer(current => current);
	const width = useView(view => view.size.columns);
	return (
		<>
			<Row line={serverHeaderRow(state, title, {width, look})}/>
			<Row line={serverRatesRow(state, width, look)}/>
			<Invite/>
		</>
	);
}

/** The invite line from the first column to the last with nothing beside it: selecting it with the mouse gets it whole. */
function Invite() {
	const {look} = useShared();
	const width = useView(view => view.size.columns);
	const invite = useServer(state => state.invite);
	const device = useServer(state => state.device);
	if (invite === undefined) {
		return undefined;
	}

	const rows = inviteRows({invite}, width);
	return rows.length === 0
		? undefined
		: (
			<Box flexDirection='column' flexShrink={0}>
				<Row line={composeLine([{text: ` ${sentenceOf(invite)}`, tone: 'strong', grows: true}, {text: `this is ${shownId(device)}`, tone: 'muted'}], width, look)}/>
				{rows.map(row => <Row key={row} line={[{text: row, tone: 'accent'}]}/>)}
				<Row line={composeLine([], width, look)}/>
			</Box>
		);
}

const sentenceOf = ({share, access, expiresMilliseconds}: InviteState) =>
	`Paste it there, once, until ${formatTimeOfDay(expiresMilliseconds).slice(0, 5)} (${share}${access === 'read-only' ? ', reading only' : ''}):`;
