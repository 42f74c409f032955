import {useMemo} from 'react';
import {ClientsPanel, ServerTransfersPanel, SharesPanel} from '../../panels/server-panels.js';
import {Footer} from '../../parts/footer.js';
import {Frame, type PanelTable} from '../../parts/frame.js';
import {inviteHeight} from '../../rows/invite-rows.js';
import {ServerHeader} from '../../parts/server-header.js';
import {serverStatusRow} from '../../rows/server-rows.js';
import {serverLayout} from '../../layout.js';
import {ServerLogPanel} from '../../panels/log-panel.js';
import {StoragePanel} from '../../panels/storage-panel.js';
import {useServer, useShared, useView} from '../../state/screen.js';
import type {CommonCondition} from '../../keys/common.js';
import type {Screen} from '../../screen.js';
import type {ServerWorld} from '../../state/world.js';
import {CompactServer} from './compact-server.js';
import {serverKeys} from './server-keys.js';
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
	storage: StoragePanel,
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
	keys: serverKeys,
};

function ServerView() {
	const size = useView(view => view.size);
	const height = useServer(state => inviteHeight(state, size.columns));
	const layout = useMemo(() => serverLayout(size, height), [size, height]);
	return layout.kind === 'compact'
		? <CompactServer/>
		: <Frame layout={layout} panels={panels} header={<ServerHeader/>} footer={<ServerFooter/>}/>;
}

function ServerFooter() {
	const {look} = useShared();
	const state = useServer(current => current);
	const width = useView(view => view.size.columns);
	return <Footer status={serverStatusRow(state, width, look)}/>;
}
