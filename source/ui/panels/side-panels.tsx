import {memo} from 'react';
import {composeLine, type Line} from '../line.js';
import {factRow, type Fact} from '../rows/fact-row.js';
import {formatBytes, formatRate, rateWidth} from '../text/bytes.js';
import {formatCount, formatCounted, formatPercent} from '../text/count.js';
import {formatTimeOfDay} from '../text/duration.js';
import {homePath} from '../text/home-path.js';
import {innerColumns, innerRows, type PanelBox} from '../layout.js';
import {Panel} from '../parts/panel.js';
import {phaseLook} from '../state/phase.js';
import {Row} from '../parts/row.js';
import {sparkline} from '../text/sparkline.js';
import {useShared, useSession} from '../state/screen.js';
import type {
	Peer,
	Rate,
	SessionState,
	Totals,
} from '../contract.js';

type PanelPlace = {readonly box: PanelBox};

/** What is synced with what, and how much of it there is. */
export const SessionPanel = memo(({box}: PanelPlace) => {
	const {look, home} = useShared();
	const state = useSession(state => state);
	const phase = useSession(current => phaseLook(current, 0).word);
	const width = innerColumns(box);
	const facts: Fact[] = [
		{label: 'folder', text: homePath(state.folder, home), cut: 'path'},
		{label: 'remote', text: state.remote, cut: 'path'},
		{label: 'mode', text: state.mode},
		{label: 'index', text: formatCounted(state.tree.files, 'file')},
		{label: '', text: `${formatCounted(state.tree.folders, 'folder')}, ${formatBytes(state.tree.bytes)}`},
		{label: 'in sync', text: state.lastInSyncMilliseconds === undefined ? 'not yet' : `at ${formatTimeOfDay(state.lastInSyncMilliseconds)}`},
		{label: 'changes', text: changesOf(state.totals)},
	];
	return (
		<Panel box={box} title='Session' summary={phase.toLowerCase()}>
			{facts.slice(0, innerRows(box)).map(fact => <Row key={fact.label} line={factRow(fact, width, look)}/>)}
		</Panel>
	);
});

const changesOf = ({created, modified, moved, deleted}: Totals) =>
	`A ${formatCount(created)} M ${formatCount(modified)} R ${formatCount(moved)} D ${formatCount(deleted)}`;

/** Who is at the other end. */
export const PeerPanel = memo(({box}: PanelPlace) => {
	const {look} = useShared();
	const peer = useSession(state => state.peer);
	const isConnected = useSession(state => isConnectedIn(state));
	const width = innerColumns(box);
	const facts = peer === undefined
		? [{label: 'status', text: 'not connected yet'} as const]
		: peerFacts(peer, isConnected);
	return (
		<Panel box={box} title={peer === undefined ? 'Peer' : `Peer: ${peer.name}`}>
			{facts.slice(0, innerRows(box)).map(fact => <Row key={fact.label} line={factRow(fact, width, look)}/>)}
		</Panel>
	);
});

const isConnectedIn = ({peer, phase}: SessionState) => peer !== undefined && phase !== 'offline' && phase !== 'connecting' && phase !== 'stopped';

const peerFacts = (peer: Peer, isConnected: boolean): Fact[] => [
	{label: 'status', text: isConnected ? 'connected, pinned' : 'not connected', tone: isConnected ? 'good' : 'warning'},
	{label: 'address', text: peer.address},
	{label: 'device', text: peer.device},
	{label: 'latency', text: isConnected && peer.latencyMilliseconds !== undefined ? formatLatency(peer.latencyMilliseconds) : 'not known'},
	{label: 'clock', text: peer.skewMilliseconds === undefined ? 'not known' : formatSkew(peer.skewMilliseconds)},
	{label: 'protocol', text: `version ${peer.protocol}`},
	{label: 'share', text: `generation ${formatCount(peer.generation)}`},
	{label: 'disk', text: peer.freeBytes === undefined ? 'not known' : `${formatBytes(peer.freeBytes)} free`},
];

/** A round trip in whole milliseconds, in a fixed width so that the header does not move. */
export const formatLatency = (milliseconds: number): string => `${Math.round(milliseconds)} ms`;

const formatSkew = (milliseconds: number) =>
	Math.abs(milliseconds) < 1000 ? 'in step' : `${milliseconds > 0 ? '+' : '-'}${(Math.abs(milliseconds) / 1000).toFixed(1)} s apart`;

/** How much travels, the last minute of it, and how much did not have to. */
export const ThroughputPanel = memo(({box}: PanelPlace) => {
	const {look} = useShared();
	const up = useSession(state => state.up);
	const down = useSession(state => state.down);
	const totals = useSession(state => state.totals);
	const width = innerColumns(box);
	const {glyphs} = look;
	const spark = ({history}: Rate, tone: 'up' | 'down'): Line => [{text: sparkline(history, width, glyphs.spark), tone}];
	const facts: Fact[] = [
		{label: 'wire', text: `${glyphs.up} ${formatBytes(totals.wireSentBytes)}  ${glyphs.down} ${formatBytes(totals.wireReceivedBytes)}`},
		{label: 'saved', text: savedOf(totals)},
	];
	return (
		<Panel box={box} title='Throughput' summary='60 s'>
			<Row line={rateLine({glyph: glyphs.up, tone: 'up'}, up, width)}/>
			<Row line={spark(up, 'up')}/>
			<Row line={rateLine({glyph: glyphs.down, tone: 'down'}, down, width)}/>
			<Row line={spark(down, 'down')}/>
			{facts.slice(0, Math.max(0, innerRows(box) - 4)).map(fact => <Row key={fact.label} line={factRow(fact, width, look)}/>)}
		</Panel>
	);

	function rateLine({glyph, tone}: {glyph: string; tone: 'up' | 'down'}, rate: Rate, columns: number): Line {
		return composeLine([
			{text: glyph, tone, gap: 1},
			{text: formatRate(rate.now), width: rateWidth, align: 'right'},
			{text: `peak ${formatRate(rate.peak)}`, tone: 'muted'},
		], columns, look);
	}
});

/** The part of all content that did not have to travel, because the receiver had it. */
export function savedOf({literalBytes, reusedBytes}: Totals): string {
	return literalBytes + reusedBytes === 0
		? 'nothing sent yet'
		: `${formatPercent(reusedBytes, literalBytes + reusedBytes)} (${formatBytes(reusedBytes)} reused)`;
}
