import {memo} from 'react';
import {factRow, type Fact} from '../rows/fact-row.js';
import {formatBytes} from '../text/bytes.js';
import {formatCount} from '../text/count.js';
import {innerColumns, innerRows, type PanelBox} from '../layout.js';
import {Panel} from '../parts/panel.js';
import {Row} from '../parts/row.js';
import {sparkline} from '../text/sparkline.js';
import {useSession, useShared} from '../state/screen.js';
import {shownId, type Peer, type SessionState} from '../contract.js';

/** Who is at the other end, and how the way there is. */
export const PeerPanel = memo(({box}: {readonly box: PanelBox}) => {
	const {look} = useShared();
	const peer = useSession(state => state.peer);
	const isConnected = useSession(state => isConnectedIn(state));
	const width = innerColumns(box);
	const facts = peer === undefined
		? [{label: 'status', text: 'not connected yet'} as const]
		: peerFacts(peer, {isConnected, spark: look.glyphs.spark, width});
	return (
		<Panel box={box} title={peer === undefined ? 'Peer' : `Peer: ${peer.name}`}>
			{facts.slice(0, innerRows(box)).map(fact => <Row key={fact.label} line={factRow(fact, width, look)}/>)}
		</Panel>
	);
});

const isConnectedIn = ({peer, phase}: SessionState) => peer !== undefined && phase !== 'offline' && phase !== 'connecting' && phase !== 'stopped';

const peerFacts = (peer: Peer, place: {isConnected: boolean; spark: string; width: number}): Fact[] => [
	{label: 'status', text: place.isConnected ? 'connected, pinned' : 'not connected', tone: place.isConnected ? 'good' : 'warning'},
	{label: 'address', text: peer.address},
	{label: 'latency', text: latencyOf(peer, place)},
	{label: 'protocol', text: `${peer.protocol}, TLS 1.3, zstd`},
	{label: 'clock', text: peer.skewMilliseconds === undefined ? 'not known' : formatSkew(peer.skewMilliseconds)},
	{label: 'disk', text: diskOf(peer)},
	{label: 'share', text: `generation ${formatCount(peer.generation)}`},
	{label: 'device', text: shownId(peer.device)},
];

const diskOf = ({freeBytes, diskBytes}: Peer) =>
	freeBytes === undefined ? 'not known' : `${formatBytes(freeBytes)} free${diskBytes === undefined ? '' : ` of ${formatBytes(diskBytes)}`}`;

/** The last round trip and those before it; the highest of them is as high as the picture. */
function latencyOf({latencyMilliseconds, latencyHistory}: Peer, {isConnected, spark, width}: {isConnected: boolean; spark: string; width: number}): string {
	if (!isConnected || latencyMilliseconds === undefined) {
		return 'not known';
	}

	const room = Math.max(0, width - 20);
	return `${formatLatency(latencyMilliseconds).padStart(8)}  ${sparkline(latencyHistory, Math.min(room, latencyHistory.length), spark)}`;
}

/** A round trip in whole milliseconds; tenths below ten, for what is near. */
export const formatLatency = (milliseconds: number): string => milliseconds < 9.95 ? `${milliseconds.toFixed(1)} ms` : `${Math.round(milliseconds)} ms`;

const formatSkew = (milliseconds: number) =>
	Math.abs(milliseconds) < 1000 ? 'in step' : `${milliseconds > 0 ? '+' : '-'}${(Math.abs(milliseconds) / 1000).toFixed(1)} s apart`;
