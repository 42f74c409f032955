import {conflictSentence} from '../engine/session/conflict-sentence.js';
import type {OpenConflict} from '../engine/session/open-conflicts.js';
import type {SessionRecord, SessionReport} from '../engine/session/session-store.js';
import type {Home} from '../store/home.js';
import {listSessions, openSessionStore} from '../store/session-store.js';
import {formatBytes} from '../ui/text/bytes.js';
import {cleanText} from '../ui/text/clean-text.js';
import type {Context} from './context.js';
import {exitCode, type ExitCode} from './exit-codes.js';
import {absoluteFolder} from './folders.js';

/** A session and what it has left open. */
export type Reported = {readonly record: SessionRecord; readonly session: SessionReport};

/** What a session has left open, as it has written it down; read beside a running session without disturbing it. */
export async function loadSessionReport(home: Home, {id}: SessionRecord): Promise<SessionReport> {
	const store = await openSessionStore(home, id);
	try {
		return await store.loadReport();
	} finally {
		await store.close();
	}
}

/** The sessions of a folder, or of this machine, with what they have left open. */
export async function loadReports(home: Home, folder: string | undefined): Promise<readonly Reported[]> {
	const wanted = folder === undefined ? undefined : absoluteFolder(folder);
	const all = await listSessions(home);
	const records = all.filter(record => wanted === undefined || record.folder === wanted);
	return Promise.all(records.map(async record => ({record, session: await loadSessionReport(home, record)})));
}

/** Lists the conflicts that are held, of one folder or of all. */
export async function runConflicts(folder: string | undefined, {home, report}: Context): Promise<ExitCode> {
	const reports = await loadReports(home, folder);
	const open = reports.flatMap(({record, session}) => session.conflicts.map(conflict => ({record, conflict})));
	for (const {record, conflict} of open) {
		const message = conflictSentence(conflict);
		const [local, remote] = [describeVersion(conflict, 'local'), describeVersion(conflict, 'remote')];
		const lines = [`${cleanText(record.folder)}: ${cleanText(conflict.path)}: ${message}`, `  local:  ${versionText(local)}`, `  remote: ${versionText(remote)}`];
		report.result(lines.join('\n'), {
			type: 'conflict', folder: record.folder, remote: record.remote, path: conflict.path, reason: conflict.reason, message, versions: {local, remote},
		});
	}

	report.say(open.length === 0 ? 'No conflicts are held.' : 'To decide: fsync-tui conflicts resolve PATH --keep local|remote|both');
	return open.length === 0 ? exitCode.inSync : exitCode.conflicts;
}

/** One version in a conflict, in the fields of `--json`. */
type VersionFields = {readonly kind: 'file' | 'folder' | 'symlink' | 'absent'; readonly path?: string; readonly size?: number; readonly modified?: string; readonly target?: string; readonly device?: string};

function describeVersion(conflict: OpenConflict, side: 'local' | 'remote'): VersionFields {
	const node = conflict[side];
	const device = conflict[`${side}Device`];
	const path = conflict[`${side}Path`];
	return {
		kind: node?.kind ?? 'absent',
		...(path !== undefined && {path}),
		...(node?.kind === 'file' && {size: node.size, modified: new Date(node.modifiedMicroseconds / 1000).toISOString()}),
		...(node?.kind === 'symlink' && {target: node.target}),
		...(device !== undefined && {device}),
	};
}

function versionText({kind, path, size, modified, target, device}: VersionFields): string {
	return [
		kind === 'symlink' ? `link to ${cleanText(target!)}` : kind,
		...(size === undefined ? [] : [formatBytes(size)]),
		...(modified === undefined ? [] : [modified]),
		...(device === undefined ? [] : [`by ${cleanText(device)}`]),
		...(path === undefined ? [] : [`at ${cleanText(path)}`]),
	].join(', ');
}
