import {memo} from 'react';
import {clientRow, shareRow} from '../rows/client-row.js';
import {composeLine} from '../line.js';
import {homePath} from '../text/home-path.js';
import {innerColumns, type PanelBox} from '../layout.js';
import {Panel} from '../parts/panel.js';
import {Row} from '../parts/row.js';
import {useList, useServer, useShared} from '../state/screen.js';
import type {ClientState, ShareState} from '../contract.js';
import {TransferList} from './transfers-panel.js';

type PanelPlace = {readonly box: PanelBox};

/** Who is paired, who is connected, and what each does. */
export const ClientsPanel = memo(({box}: PanelPlace) => {
	const {look, clock} = useShared();
	const clients = useServer(state => state.clients);
	const shares = useServer(state => state.shares);
	const {start, selected, items} = useList<ClientState>(box);
	const width = innerColumns(box);
	const connected = clients.filter(client => client.isConnected).length;
	const place = {width, look, wallMilliseconds: clock.wallMilliseconds()};
	return (
		<Panel box={box} number={1} title='Clients' summary={clients.length === 0 ? '' : `${connected} connected, ${clients.length - connected} away`}>
			{items.length === 0 && <Row line={composeLine([{text: 'Nobody is paired yet: paste the invite line on the other machine.', tone: 'muted'}], width, look)}/>}
			{items.map((client, index) => {
				const isSelected = start + index === selected;
				const generation = shares.find(share => share.name === client.share)?.generation;
				return <Row key={client.id} line={clientRow(client, {...place, generation, isSelected})} isSelected={isSelected}/>;
			})}
		</Panel>
	);
});

/** What is served. */
export const SharesPanel = memo(({box}: PanelPlace) => {
	const {look, home} = useShared();
	const shares = useServer(state => state.shares);
	const {start, selected, items} = useList<ShareState>(box);
	const width = innerColumns(box);
	return (
		<Panel box={box} number={2} title='Shares' summary={box.height === 1 ? shares.map(share => share.name).join(', ') : ''}>
			{items.length === 0 && <Row line={composeLine([{text: 'Nothing is shared.', tone: 'muted'}], width, look)}/>}
			{items.map((share, index) => {
				const isSelected = start + index === selected;
				return <Row key={share.name} line={shareRow({...share, root: homePath(share.root, home)}, {width, look, isSelected})} isSelected={isSelected}/>;
			})}
		</Panel>
	);
});

/** Content on its way between this server and its clients. */
export const ServerTransfersPanel = memo(({box}: PanelPlace) => {
	const transfers = useServer(state => state.transfers);
	return <TransferList box={box} number={3} transfers={transfers} idleText='No transfers.'/>;
});
