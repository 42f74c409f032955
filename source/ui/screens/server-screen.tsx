import {Box} from 'ink';
import {useMemo} from 'react';
import {ClientsPanel, ServerTransfersPanel, SharesPanel} from '../panels/server-panels.js';
import {composeLine} from '../line.js';
import {footerRow} from '../rows/footer-row.js';
import {Frame, type PanelTable} from '../parts/frame.js';
import {Help} from '../parts/help.js';
import {inviteHeight, inviteRows, serverKeyContext} from '../state/server-model.js';
import {Row} from '../parts/row.js';
import {serverHeaderRow, serverRatesRow, serverStatusRow} from '../rows/server-rows.js';
import {serverLayout} from '../layout.js';
import {ServerLogPanel} from '../panels/log-panel.js';
import {useScreen, useServer, useView} from '../state/screen.js';
import {CompactServer} from './compact-server.js';

const panels: PanelTable = {
	clients: ClientsPanel,
	shares: SharesPanel,
	transfers: ServerTransfersPanel,
	log: ServerLogPanel,
};

/** The view of a server: who may connect, who is there, what is served. */
export function ServerScreen() {
	const size = useView(view => view.size);
	const isHelpOpen = useView(view => view.isHelpOpen);
	const height = useServer(frame => inviteHeight(frame.state, size.columns));
	const layout = useMemo(() => serverLayout(size, height), [size, height]);
	if (isHelpOpen) {
		return <Help screen='server'/>;
	}

	return layout.kind === 'compact'
		? <CompactServer/>
		: <Frame layout={layout} panels={panels} header={<ServerHeader/>} footer={<ServerFooter/>}/>;
}

function ServerHeader() {
	const {look, title} = useScreen();
	const state = useServer(frame => frame.state);
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
	const {look} = useScreen();
	const width = useView(view => view.size.columns);
	const invite = useServer(frame => frame.state.invite);
	const rows = inviteRows(invite === undefined ? {} : {invite}, width);
	return rows.length === 0
		? undefined
		: (
			<Box flexDirection='column' flexShrink={0}>
				<Row line={composeLine([{text: ' To pair a machine, paste this line there (it works once):', tone: 'strong'}], width, look)}/>
				{rows.map(row => <Row key={row} line={[{text: row, tone: 'accent'}]}/>)}
				<Row line={composeLine([], width, look)}/>
			</Box>
		);
}

function ServerFooter() {
	const {look} = useScreen();
	const state = useServer(frame => frame.state);
	const view = useView(current => current);
	return (
		<>
			<Row line={serverStatusRow(state, view.size.columns, look)}/>
			<Row line={footerRow(serverKeyContext(state, view), view.size.columns, look)}/>
		</>
	);
}
