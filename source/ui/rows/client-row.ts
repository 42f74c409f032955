import {bytesWidth, formatBytes} from '../text/bytes.js';
import {formatCount, formatCounted} from '../text/count.js';
import {formatTimeOfDay} from '../text/duration.js';
import {
	composeLine,
	type Cell,
	type Line,
	type RowPlace,
} from '../line.js';
import type {ClientState, ShareState} from '../contract.js';
import type {Tone} from '../theme.js';

/** A client of a server: who, from where, what it does, what went through, and how far behind its share's generation it is. */
export function clientRow(client: ClientState, generation: number | undefined, {width, look, isSelected}: RowPlace): Line {
	const {live, offline, cursor, up, down} = look.glyphs;
	const bytes: Cell[] = [
		{text: `${down} ${formatBytes(client.receivedBytes).padStart(bytesWidth)}`, width: bytesWidth + 2, tone: 'muted'},
		{text: `${up} ${formatBytes(client.sentBytes).padStart(bytesWidth)}`, width: bytesWidth + 2, tone: 'muted'},
	];
	return composeLine([
		{text: isSelected ? cursor : ' ', gap: 1},
		{text: client.isConnected ? live : offline, tone: client.isConnected ? 'good' : 'muted', gap: 1},
		{text: client.name, width: Math.max(8, Math.floor(width * 0.16))},
		...(width >= 90 ? [{text: client.address, width: 21, tone: 'muted'} as const] : []),
		...(width >= 120 ? [{text: client.share, width: 16} as const] : []),
		{text: activityOf(client), grows: true, tone: client.isConnected ? 'plain' : 'muted'},
		...(width >= 60 ? bytes : []),
		{
			text: lagOf(client, generation), width: 10, align: 'right', tone: isBehind(client, generation) ? 'warning' : 'muted',
		},
	], width, look);
}

function activityOf({isConnected, activity, lastSeenMilliseconds}: ClientState): string {
	if (isConnected) {
		return activity;
	}

	return lastSeenMilliseconds === undefined ? 'never seen' : `last seen ${formatTimeOfDay(lastSeenMilliseconds)}`;
}

const isBehind = ({acknowledged}: ClientState, generation: number | undefined) =>
	generation !== undefined && acknowledged !== undefined && acknowledged < generation;

/** How many generations a client has not seen yet. */
function lagOf({acknowledged}: ClientState, generation: number | undefined): string {
	if (generation === undefined || acknowledged === undefined) {
		return 'new';
	}

	return acknowledged >= generation ? 'up to date' : `${formatCount(generation - acknowledged)} behind`;
}

const phaseTones: Readonly<Record<ShareState['phase'], Tone>> = {scanning: 'busy', ready: 'good', halted: 'bad'};
const phaseGlyphs = {scanning: 'busy', ready: 'live', halted: 'halted'} as const;

/** A share of a server: name, folder, how much is in it, its generation, how it is. */
export function shareRow(share: ShareState, {width, look, isSelected}: RowPlace): Line {
	const state = [share.phase, ...(share.isReadOnly ? ['read-only'] : []), ...(share.problems.length > 0 ? [formatCounted(share.problems.length, 'problem')] : [])];
	const isShort = width < 60;
	return composeLine([
		{text: isSelected ? look.glyphs.cursor : ' ', gap: 1},
		{text: look.glyphs[phaseGlyphs[share.phase]], tone: phaseTones[share.phase], gap: 1},
		{text: share.name, ...(isShort ? {grows: true} : {width: Math.max(8, Math.floor(width * 0.18))})},
		...(isShort
			? []
			: [{
				text: share.root, grows: true, cut: 'path', tone: 'muted',
			} as const]),
		{text: formatCounted(share.files, 'file'), width: 13, align: 'right'},
		{text: formatBytes(share.bytes), width: bytesWidth, align: 'right'},
		...(width >= 90
			? [{
				text: `gen ${formatCount(share.generation)}`, width: 11, align: 'right', tone: 'muted',
			} as const]
			: []),
		{text: isShort ? share.phase : state.join(', '), width: isShort ? 8 : 19, tone: phaseTones[share.phase]},
	], width, look);
}
