import {
	bytesWidth,
	formatBytes,
	formatRate,
	rateWidth,
} from '../text/bytes.js';
import {formatCount, formatCounted} from '../text/count.js';
import {formatDuration} from '../text/duration.js';
import {formatMoment} from '../text/calendar.js';
import {
	composeLine,
	type Cell,
	type Line,
	type RowPlace,
} from '../line.js';
import type {ClientState, ShareState} from '../contract.js';
import type {Tone} from '../theme.js';

/** Slower than this is the heartbeat of a connection that nobody uses. */
const idleBytesPerSecond = 500;

/** What a client's row needs beside the client: its share's generation, and the time by the calendar. */
export type ClientPlace = RowPlace & {readonly generation: number | undefined; readonly wallMilliseconds: number};

/** A client of a server: who, since when, what goes through, what it does, and how far behind its share it is. */
export function clientRow(client: ClientState, place: ClientPlace): Line {
	const {width, look, isSelected} = place;
	const {live, offline, cursor} = look.glyphs;
	const nameWidth = Math.max(8, Math.min(16, Math.floor(width * 0.14)));
	return composeLine([
		{text: isSelected ? cursor : ' ', gap: 1},
		{text: client.isConnected ? live : offline, tone: client.isConnected ? 'good' : 'muted', gap: 1},
		{text: client.name, width: nameWidth},
		...(width >= 120 ? [{text: client.address, width: 21, tone: 'muted'} as const] : []),
		...(width >= 100 ? [{text: client.share, width: 12} as const] : []),
		...(client.isConnected ? presentCells(client, place) : [{text: absenceOf(client, place), grows: true, tone: 'muted'} as const]),
		{
			text: lagOf(client, place), width: width >= 90 ? 22 : 11, align: 'right', tone: isBehind(client, place.generation) ? 'warning' : 'muted',
		},
	], width, look);
}

function presentCells(client: ClientState, {width, look, wallMilliseconds}: ClientPlace): Cell[] {
	const {up, down} = look.glyphs;
	const rate = (arrow: string, bytesPerSecond: number, tone: Tone): Cell => {
		const isIdle = bytesPerSecond < idleBytesPerSecond;
		return {
			text: isIdle ? '' : `${arrow} ${formatRate(bytesPerSecond).padStart(rateWidth)}`, width: rateWidth + 2, tone, gap: 1,
		};
	};

	const since = client.connectedMilliseconds === undefined ? '' : sinceText(wallMilliseconds - client.connectedMilliseconds);
	return [
		...(width >= 60
			? [{
				text: since, width: 6, align: 'right', tone: 'muted',
			} as const]
			: []),
		...(width >= 70 ? [rate(down, client.inRate, 'down'), rate(up, client.outRate, 'up')] : []),
		{text: activityOf(client), grows: true},
		...(width >= 90
			? [{
				text: client.latencyMilliseconds === undefined ? '' : `rtt ${Math.round(client.latencyMilliseconds)} ms`, width: 10, align: 'right', tone: 'muted',
			} as const]
			: []),
	];
}

/** In minutes at least: seconds would change the row all the time for nobody. */
const sinceText = (milliseconds: number) => milliseconds < 60_000 ? 'now' : formatDuration(milliseconds).replace(/m\d\ds$/v, 'm');

function activityOf({activity, activeTransfers, inRate, outRate}: ClientState): string {
	if (activeTransfers > 0) {
		return `${formatCount(activeTransfers)} active`;
	}

	return inRate < idleBytesPerSecond && outRate < idleBytesPerSecond ? 'idle' : activity;
}

function absenceOf({lastSeenMilliseconds}: ClientState, {wallMilliseconds}: ClientPlace): string {
	return lastSeenMilliseconds === undefined ? 'never seen' : `last seen ${formatMoment(lastSeenMilliseconds, wallMilliseconds)}`;
}

const isBehind = ({acknowledged}: ClientState, generation: number | undefined) =>
	generation !== undefined && acknowledged !== undefined && acknowledged < generation;

/** How much a client has not seen yet: in changes where that is known, else in generations. */
export function lagOf({acknowledged, changesBehind}: ClientState, {generation, width}: Pick<ClientPlace, 'generation' | 'width'>): string {
	if (generation === undefined || acknowledged === undefined) {
		return 'new';
	}

	if (acknowledged >= generation) {
		return 'up to date';
	}

	const [count, word] = changesBehind === undefined ? [generation - acknowledged, 'generation'] as const : [changesBehind, 'change'] as const;
	return width >= 90 ? `${formatCounted(count, word)} behind` : `${formatCount(count)} behind`;
}

const phaseTones: Readonly<Record<ShareState['phase'], Tone>> = {scanning: 'busy', ready: 'good', halted: 'bad'};
const phaseGlyphs = {scanning: 'busy', ready: 'live', halted: 'halted'} as const;

/** How a share is, in a word: what keeps it from being served, what is wrong in it, what is special about it. */
function conditionOf({phase, problems, isReadOnly}: ShareState): string {
	if (phase !== 'ready') {
		return phase;
	}

	return problems.length > 0 ? formatCounted(problems.length, 'problem') : (isReadOnly ? 'read-only' : phase);
}

/** A share of a server: name, folder, how much is in it, its generation, how it is. */
export function shareRow(share: ShareState, {width, look, isSelected}: RowPlace): Line {
	const isShort = width < 56;
	return composeLine([
		{text: isSelected ? look.glyphs.cursor : ' ', gap: 1},
		{text: look.glyphs[phaseGlyphs[share.phase]], tone: phaseTones[share.phase], gap: 1},
		{text: share.name, ...(isShort ? {grows: true} : {width: Math.max(8, Math.floor(width * 0.12))})},
		...(isShort
			? []
			: [{
				text: share.root, grows: true, cut: 'path', tone: 'muted',
			} as const]),
		{text: formatCounted(share.files, 'file'), width: 12, align: 'right'},
		{text: formatBytes(share.bytes), width: bytesWidth, align: 'right'},
		...(isShort
			? []
			: [{
				text: `gen ${formatCount(share.generation)}`, width: 9, align: 'right', tone: 'muted',
			} as const]),
		{text: conditionOf(share), width: 10, tone: share.problems.length > 0 ? 'bad' : phaseTones[share.phase]},
	], width, look);
}
