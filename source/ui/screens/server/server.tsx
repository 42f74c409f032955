import {Box} from 'ink';
import {useMemo} from 'react';
import {ClientsPanel, ServerTransfersPanel, SharesPanel} from '../../panels/server-panels.js';
import {composeLine} from '../../line.js';
import {Footer} from '../../parts/footer.js';
import {Frame, type PanelTable} from '../../parts/frame.js';
import {inviteHeight, inviteRows} from '../../rows/invite-rows.js';
import {Row} from '../../parts/row.js';
import {serverHeaderRow, serverRatesRow, serverStatusRow} from '../../rows/server-rows.js';
import {serverLayout} from '../../layout.js';
import {ServerLogPanel} from '../../panels/log-panel.js';
import {useServer, useShared, useView} from '../../state/screen.js';
import type {CommonCondition} from '../../keys/common.js';
import type {Screen} from '../../screen.js';
import type {ServerWorld} from '../../state/world.js';
import {CompactServer} from './compact-server.js';
import {
	hasServerPanel,
	serverConditions,
	serverList,
	serverPanels,
	type ServerFact,
} from './server-model.js';

const panels: PanelTable = {
	clients: ClientsPanel,
	shares: SharesPanel,
	transfers: ServerTransfersPanel,
	log: ServerLogPanel,
};

/** The view of a server: who may connect, who is there, what is served. */
export const server: Screen<ServerWorld, unknown, ServerFact, CommonCondition> = {
	name: 'server',
	title: 'server',
	content: <ServerView/>,
	local: () => undefined,
	panels: serverPanels,
	focus: 'clients',
	hasPanel: hasServerPanel,
	list: serverList,
	conditions: serverConditions,
	keys: [
		{
			action: 'copy-invite', chords: ['y'], group: 'APP', label: 'copy invite', help: 'copy the invite line', isValid: is => is.hasInvite, run(helm) {
				helm.copy(helm.scene().state.invite?.line ?? '');
				helm.say('The invite line is copied: paste it on the other machine.');
			},
		},
	],
};

function ServerView() {
	const size = useView(view => view.size);
	const height = useServer(state => inviteHeight(state, size.columns));
	const layout = useMemo(() => serverLayout(size, height), [size, height]);
	return layout.kind === 'compact'
		? <CompactServer/>
		: <Frame layout={layout} panels={panels} header={<ServerHeader/>} footer={<ServerFooter/>}/>;
}

function ServerHeader() {
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
	const {look} = useShared();
	const state = useServer(current => current);
	const width = useView(view => view.size.columns);
	return <Footer status={serverStatusRow(state, width, look)}/>;
}
