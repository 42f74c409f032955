import {composeLine, type Line, type Look} from '../line.js';
import {bytesWidth, formatBytes, rateWidth} from '../text/bytes.js';
import {formatCounted} from '../text/count.js';
import {shownId, type ServerState} from '../contract.js';
import {rateCells} from './header-row.js';

const clientsConnected = ({clients}: ServerState) => clients.filter(client => client.isConnected).length;

/** First line of a server: where it listens, who it is, how many are there. */
export function serverHeaderRow(state: ServerState, title: string, {width, look}: {width: number; look: Look}): Line {
	const host = state.host.includes(':') ? `[${state.host}]` : state.host;
	return composeLine([
		{text: ' ', gap: 0},
		...(width >= 70 ? [{text: title, tone: 'strong'} as const] : []),
		{text: 'server', tone: 'accent'},
		{text: `${host}:${state.port}`},
		...(width >= 70 ? [{text: state.name, tone: 'muted'} as const] : []),
		{text: width >= 100 ? `device ${shownId(state.device)}` : '', grows: true, tone: 'muted'},
		{text: `${look.glyphs.live} LISTENING`, tone: 'good'},
		{text: formatCounted(clientsConnected(state), 'client'), gap: 0},
		{text: ' '},
	], width, look);
}

/** Second line of a server: what comes in and what goes out. */
export function serverRatesRow(state: ServerState, width: number, look: Look): Line {
	const usage = usageText(state);
	const spark = Math.max(4, Math.min(60, Math.floor((width - (2 * (rateWidth + 10)) - (usage === '' ? 0 : usage.length + 2)) / 2)));
	return composeLine([
		...rateCells({text: ` ${look.glyphs.down} in`, tone: 'down', gap: 1}, state.in, {spark, look}),
		...rateCells({text: `${look.glyphs.up} out`, tone: 'up', gap: 1}, state.out, {spark, look}),
		...(usage === '' ? [] : [{text: '', grows: true, gap: 0} as const, {text: usage, tone: 'muted', gap: 0} as const, {text: ' '} as const]),
	], width, look);
}

/** How busy the server is and how much memory it has, as wide whatever the figures. */
const usageText = ({usage}: ServerState) => usage === undefined
	? ''
	: `cpu ${`${Math.round(usage.cpuShare * 100)}%`.padStart(4)}  memory ${formatBytes(usage.memoryBytes).padStart(bytesWidth)}`;

/** The line above a server's keys. */
export function serverStatusRow(state: ServerState, width: number, look: Look): Line {
	const problems = state.shares.reduce((sum, share) => sum + share.problems.length, 0);
	const files = state.shares.reduce((sum, share) => sum + share.files, 0);
	const bytes = state.shares.reduce((sum, share) => sum + share.bytes, 0);
	return composeLine([
		{text: ` ${look.glyphs.error} ${formatCounted(problems, 'problem')}`, width: 15, tone: problems > 0 ? 'bad' : 'muted'},
		{text: formatCounted(state.shares.length, 'share'), width: 10},
		{text: `${formatCounted(state.transfers.length, 'transfer')} active`, width: 20, tone: state.transfers.length > 0 ? 'plain' : 'muted'},
		{
			text: `${formatCounted(files, 'file')}, ${formatBytes(bytes)}`, grows: true, align: 'right', tone: 'muted', gap: 0,
		},
		{text: ' '},
	], width, look);
}
