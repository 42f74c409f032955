import {Box} from 'ink';
import {composeLine, type Line, type Look} from '../../line.js';
import {factRow, type Fact} from '../../rows/fact-row.js';
import {Footer} from '../../parts/footer.js';
import {
	footerRows,
	innerColumns,
	innerRows,
	type PanelBox,
	type Size,
} from '../../layout.js';
import {formatBytes, formatRate} from '../../text/bytes.js';
import {formatCount} from '../../text/count.js';
import {formatMoment} from '../../text/calendar.js';
import {lagOf} from '../../rows/client-row.js';
import {logLinesOf, logRow} from '../../rows/log-row.js';
import {Panel} from '../../parts/panel.js';
import {Row, Rows} from '../../parts/row.js';
import {serverHeaderRow, serverStatusRow} from '../../rows/server-rows.js';
import {
	useLocal,
	useServer,
	useShared,
	useView,
} from '../../state/screen.js';
import {shownId, type ClientState, type ServerState} from '../../contract.js';
import type {CommonCondition} from '../../keys/common.js';
import type {Screen} from '../../screen.js';
import type {ServerWorld} from '../../state/world.js';
import {askToRevoke} from '../server/server-keys.js';

type ClientLocal = {readonly device: string};

/** All about one device: every connection that it has, and what the log says of it. */
export const client: Screen<ServerWorld, ClientLocal, 'isKnown', CommonCondition> = {
	name: 'client',
	title: 'client',
	content: <Client/>,
	local: ({device}: ClientLocal) => ({device}),
	panels: [],
	focus: '',
	hasPanel: () => false,
	list: () => undefined,
	conditions: ({state, local}) => ({isKnown: clientsOf(state, local.device).length > 0}),
	keys: [
		{
			action: 'revoke', chords: ['x'], group: 'SCREEN', label: 'revoke', help: 'take the device\'s right away (asks first)', isValid: is => is.isKnown && !is.isClosing, run(helm) {
				const [first] = clientsOf(helm.scene().state, helm.scene().local.device);
				if (first !== undefined) {
					askToRevoke(helm, first);
				}
			},
		},
		{
			action: 'copy-device', chords: ['y'], group: 'SCREEN', label: 'copy id', help: 'copy the device\'s id', isValid: () => true, run(helm) {
				helm.copy(helm.scene().local.device);
				helm.say('The device\'s id is copied.');
			},
		},
	],
};

const clientsOf = ({clients}: ServerState, device: string) => clients.filter(one => one.device === device);

function Client() {
	const {look, title} = useShared();
	const size = useView(view => view.size);
	const state = useServer(current => current);
	const device = useLocal((local: ClientLocal) => local.device);
	const box: PanelBox = {name: 'client', width: size.columns, height: Math.max(1, size.rows - 1 - footerRows)};
	const place = {width: innerColumns(box), look};
	const lines = useClientLines(state, device, place).slice(0, innerRows(box));
	const [first] = clientsOf(state, device);
	return (
		<Page size={size} header={serverHeaderRow(state, title, {width: size.columns, look})} status={serverStatusRow(state, size.columns, look)}>
			<Panel box={box} title={`Client: ${first?.name ?? 'gone'}`} summary={first === undefined ? '' : (first.isConnected ? 'connected' : 'away')}>
				<Rows lines={lines}/>
			</Panel>
		</Page>
	);
}

type PageProps = {readonly size: Size; readonly header: Line; readonly status: Line; readonly children: React.ReactNode};

function Page({size, header, status, children}: PageProps) {
	return (
		<Box flexDirection='column' width={size.columns} height={size.rows}>
			<Row line={header}/>
			{children}
			<Footer status={status}/>
		</Box>
	);
}

type LinePlace = {readonly width: number; readonly look: Look};

function useClientLines(state: ServerState, device: string, place: LinePlace): readonly Line[] {
	const {clock} = useShared();
	const clients = clientsOf(state, device);
	const [first] = clients;
	if (first === undefined) {
		return [composeLine([{text: 'This device has no right here any more.', tone: 'muted'}], place.width, place.look)];
	}

	const wall = clock.wallMilliseconds();
	const log = logLinesOf(state.log).filter(({topic, message}) => topic === first.name || message.startsWith(`${first.name} `));
	const rule = composeLine([{text: 'Log', tone: 'strong'}], place.width, place.look);
	const blank = composeLine([], place.width, place.look);
	return [
		factRow({label: 'device', text: place.width >= 100 ? `${shownId(first.device)}   ${first.device}` : shownId(first.device)}, place.width, place.look),
		...clients.flatMap(one => [...factsOf(one, state, wall).map(fact => factRow(fact, place.width, place.look)), blank]),
		rule,
		...(log.length === 0 ? [composeLine([{text: 'Nothing yet.', tone: 'muted'}], place.width, place.look)] : log.map(line => logRow(line, {...place, isSelected: false}))),
	];
}

function factsOf(one: ClientState, {shares}: ServerState, wall: number): readonly Fact[] {
	const generation = shares.find(({name}) => name === one.share)?.generation;
	const always: Fact[] = [
		{label: 'share', text: `${one.share}, ${one.access === 'read-only' ? 'reads only' : 'reads and writes'}`},
		{label: 'address', text: one.address === '' ? 'not known' : one.address},
		{label: 'lag', text: `${lagOf(one, {generation, width: 90})}${one.acknowledged === undefined ? '' : `, has generation ${formatCount(one.acknowledged)}`}`},
	];
	return one.isConnected
		? [
			{label: 'since', text: one.connectedMilliseconds === undefined ? 'now' : formatMoment(one.connectedMilliseconds, wall), tone: 'good'},
			...always,
			{label: 'latency', text: one.latencyMilliseconds === undefined ? 'not measured yet' : `${Math.round(one.latencyMilliseconds)} ms`},
			{label: 'in', text: `${formatRate(one.inRate)}, ${formatBytes(one.receivedBytes)} in all`},
			{label: 'out', text: `${formatRate(one.outRate)}, ${formatBytes(one.sentBytes)} in all`},
			{label: 'transfers', text: one.activeTransfers === 0 ? 'none' : `${formatCount(one.activeTransfers)} active`},
		]
		: [{label: 'last seen', text: one.lastSeenMilliseconds === undefined ? 'never' : formatMoment(one.lastSeenMilliseconds, wall)}, ...always];
}
