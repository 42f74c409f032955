import {composeLine, type Line, type Look} from '../line.js';
import {formatBytes} from '../text/bytes.js';
import {formatCounted} from '../text/count.js';
import {formatDay} from '../text/calendar.js';
import type {ShareState} from '../contract.js';

export type StoragePlace = {readonly width: number; readonly look: Look; readonly wallMilliseconds: number};

/** What a share's disk holds, and what is kept of earlier versions: two rows. */
export function storageLines(share: ShareState, place: StoragePlace): readonly Line[] {
	const {storage, freeBytes} = share;
	const {width, look} = place;
	if (storage === undefined || freeBytes === undefined) {
		return [composeLine([nameCell(share, width), {text: 'not measured yet', grows: true, tone: 'muted'}], width, look)];
	}

	const used = storage.diskBytes - freeBytes;
	const barWidth = Math.max(6, Math.floor(width * 0.3));
	return [
		composeLine([
			nameCell(share, width),
			...barCells({used, own: share.bytes + storage.versionBytes, whole: storage.diskBytes}, barWidth, look),
			{text: `${formatBytes(freeBytes)} free of ${formatBytes(storage.diskBytes)}`, grows: true},
		], width, look),
		composeLine([
			nameCell({name: ''}, width),
			{text: historyText(share, place), grows: true, tone: 'muted'},
		], width, look),
	];
}

const nameCell = ({name}: Pick<ShareState, 'name'>, width: number) => ({text: name, width: Math.max(8, Math.floor(width * 0.14))} as const);

/** Others' bytes, this share's with its history, and what is free, each at least a cell wide when there is anything of it. */
function barCells({used, own, whole}: {used: number; own: number; whole: number}, width: number, {glyphs}: Look) {
	const cells = (bytes: number) => bytes <= 0 || whole <= 0 ? 0 : Math.max(1, Math.round(bytes / whole * width));
	const mine = Math.min(width, cells(Math.min(own, used)));
	const others = Math.min(width - mine, cells(used - own));
	return [
		{text: glyphs.sent.repeat(others), tone: 'sent', gap: 0},
		{text: glyphs.reused.repeat(mine), tone: 'reused', gap: 0},
		{text: glyphs.pending.repeat(width - mine - others), tone: 'pending', gap: 2},
	] as const;
}

function historyText({storage}: ShareState, {wallMilliseconds}: StoragePlace): string {
	const {versions, versionBytes, oldestMilliseconds, keepDays} = storage!;
	const kept = keepDays === 0 ? 'kept for an hour' : `kept ${formatCounted(keepDays, 'day')}`;
	return versions === 0 || oldestMilliseconds === undefined
		? `no earlier versions, ${kept}`
		: `${formatCounted(versions, 'version')}, ${formatBytes(versionBytes)}, oldest ${formatDay(oldestMilliseconds, wallMilliseconds)}, ${kept}`;
}

/** What the parts of the bar are. */
export const storageLegend = (width: number, look: Look): Line => composeLine([
	nameCell({name: ''}, width),
	{text: look.glyphs.sent, tone: 'sent', gap: 1},
	{text: 'others', tone: 'muted'},
	{text: look.glyphs.reused, tone: 'reused', gap: 1},
	{text: 'this share and its history', tone: 'muted'},
	{text: look.glyphs.pending, tone: 'pending', gap: 1},
	{text: 'free', tone: 'muted'},
], width, look);
