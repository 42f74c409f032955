import {conflictSentence} from '../engine/session/conflict-sentence.js';
import type {SessionRecord, SessionReport} from '../engine/session/session-store.js';
import type {Home} from '../store/home.js';
import {listSessions, openSessionStore} from '../store/session-store.js';
import {cleanText} from '../ui/text/clean-text.js';
import type {Context} from './context.js';
import {exitCode, type ExitCode} from './exit-codes.js';
import {absoluteFolder} from './folders.js';

/** What a session has left open, as its last run wrote it down; read beside a running session without disturbing it. */
export async function loadSessionReport(home: Home, {id}: SessionRecord): Promise<SessionReport> {
	const store = await openSessionStore(home, id);
	try {
		return await store.loadReport();
	} finally {
		await store.close();
	}
}

/** Lists the conflicts that are held, of one folder or of all. */
export async function runConflicts(folder: string | undefined, {home, report}: Context): Promise<ExitCode> {
	const wanted = folder === undefined ? undefined : absoluteFolder(folder);
	const all = await listSessions(home);
	const records = all.filter(record => wanted === undefined || record.folder === wanted);
	let count = 0;
	for (const record of records) {
		const {conflicts} = await loadSessionReport(home, record);
		for (const conflict of conflicts) {
			const message = conflictSentence(conflict);
			count++;
			report.result(`${cleanText(record.folder)}: ${cleanText(conflict.path)}: ${message}`, {
				type: 'conflict', folder: record.folder, remote: record.remote, path: conflict.path, reason: conflict.reason, message,
			});
		}
	}

	if (count === 0) {
		report.say('No conflicts are held.');
	}

	return exitCode.inSync;
}
