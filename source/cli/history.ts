import type {HistoryRecord} from '../engine/core/history.js';
import type {FileStat} from '../engine/disk/file-system.js';
import {formatBytes} from '../ui/text/bytes.js';
import {cleanText} from '../ui/text/clean-text.js';
import type {Context} from './context.js';
import {exitCode, type ExitCode} from './exit-codes.js';
import type {LineContent} from './json-lines.js';
import {loadHistory, type KeptHistory} from './kept-history.js';
import {locateKept} from './kept-path.js';
import {historyRows, type HistoryRow} from './kept-versions.js';
import {formatWhen} from './when.js';

/** Lists what happened to a path, newest first, with the numbers to give to `restore --at`. */
export async function runHistory(text: string, {home, report}: Context): Promise<ExitCode> {
	const {root, path} = locateKept(text);
	const history = await loadHistory(home, root);
	const present = path === '' ? undefined : history.files.find(path);
	const rows = historyRows(history.records, path);
	if (present && present.kind !== 'folder') {
		report.result(describePresent(present), contentOfPresent(path, present));
	}

	for (const row of rows) {
		report.result(describe(row, path, history), contentOf(row, history));
	}

	for (const hint of hints(rows, history)) {
		report.say(hint);
	}

	return exitCode.inSync;
}

function hints(rows: readonly HistoryRow[], {servers, sinceMilliseconds}: KeptHistory): string[] {
	return [
		...(rows.length === 0 ? ['Nothing is remembered of this path here.'] : []),
		`The history of this folder begins at ${formatWhen(sinceMilliseconds)}.`,
		...servers.map(server => `Versions that were replaced from this machine are kept by ${cleanText(server)}: run fsync-tui history there.`),
	];
}

/** Columns of the number, the time and what happened. */
const line = (number: number | undefined, when: string, what: string) => `${(number?.toString() ?? '').padStart(4)}  ${when}  ${what}`;

function describePresent({kind, size, modifiedMilliseconds}: FileStat): string {
	return line(undefined, formatWhen(modifiedMilliseconds), `stands there now${kind === 'file' ? `, ${formatBytes(size)}` : ''}`);
}

function contentOfPresent(path: string, {kind, size, modifiedMilliseconds}: FileStat): LineContent {
	return {
		type: 'present', path, kind, modified: new Date(modifiedMilliseconds).toISOString(), ...(kind === 'file' && {size}),
	};
}

function describe({record, number}: HistoryRow, path: string, history: KeptHistory): string {
	const by = record.reason === 'restored' ? ` by a restore on ${history.nameOf(record.device)}` : ` by ${history.nameOf(record.device)}`;
	const what = [
		`${deedOf(record)}${cleanText(by)}`,
		...(record.kind === 'left' ? sizeOf(record) : []),
		...(record.path === path ? [] : [cleanText(record.path)]),
	];
	return line(number, formatWhen(record.whenMilliseconds), what.join(', '));
}

function deedOf(record: HistoryRecord): string {
	switch (record.kind) {
		case 'left': {
			return record.change ?? 'replaced or deleted';
		}

		case 'moved': {
			return `moved from ${cleanText(record.from)}`;
		}

		case 'created': {
			return 'created';
		}
	}
}

function sizeOf({node, version}: Extract<HistoryRecord, {kind: 'left'}>): string[] {
	if (node.kind === 'folder') {
		return ['folder'];
	}

	const size = node.kind === 'file' ? formatBytes(node.size) : `link to ${cleanText(node.target)}`;
	return [version === undefined ? `${size}, not kept any more` : size];
}

function contentOf({record, number}: HistoryRow, history: KeptHistory): LineContent {
	const {path, whenMilliseconds, device, reason} = record;
	return {
		type: 'history',
		path,
		when: new Date(whenMilliseconds).toISOString(),
		device: history.nameOf(device),
		reason,
		...(number !== undefined && {number}),
		...detailsOf(record),
	};
}

function detailsOf(record: HistoryRecord) {
	switch (record.kind) {
		case 'left': {
			const {node, change = 'replaced or deleted', version} = record;
			return {
				change,
				kind: node.kind,
				isKept: node.kind === 'folder' || version !== undefined,
				...(node.kind === 'file' && {size: node.size, digest: node.digest, executable: node.executable}),
				...(node.kind === 'symlink' && {target: node.target}),
			};
		}

		case 'moved': {
			return {change: 'moved', from: record.from};
		}

		case 'created': {
			return {change: 'created'};
		}
	}
}
