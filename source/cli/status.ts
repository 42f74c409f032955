import type {SessionRecord} from '../engine/session/session-store.js';
import {systemClock} from '../engine/system-clock.js';
import {listSessions} from '../store/session-store.js';
import {cleanText} from '../ui/text/clean-text.js';
import {formatCounted} from '../ui/text/count.js';
import {formatDuration} from '../ui/text/duration.js';
import {formatHostPort} from './address.js';
import {loadSessionReport} from './conflicts.js';
import type {Context} from './context.js';
import {exitCode, type ExitCode} from './exit-codes.js';
import {isRunning, loadServed} from './served.js';

/** Lists the sessions and shares of this machine. */
export async function runStatus(context: Context): Promise<ExitCode> {
	const sessions = await listSessions(context.home);
	for (const record of sessions) {
		await tellSession(record, context);
	}

	const shares = await tellShares(context);
	if (sessions.length + shares === 0) {
		context.report.say('There are no sessions and no shares yet: fsync-tui --help shows how to begin.');
	}

	return exitCode.inSync;
}

async function tellSession(record: SessionRecord, {home, report}: Context): Promise<void> {
	const {conflicts, halt, inSyncMilliseconds} = await loadSessionReport(home, record);
	const since = inSyncMilliseconds === undefined ? 'never in sync yet' : `last in sync ${formatDuration(systemClock.wallMilliseconds() - inSyncMilliseconds)} ago`;
	const open = conflicts.length === 0 ? '' : `, ${formatCounted(conflicts.length, 'conflict')} held`;
	const halted = halt ? `, halted: ${cleanText(halt.message)}` : '';
	report.result(`session: ${cleanText(record.folder)} and ${cleanText(record.remote)}: ${since}${open}${halted}`, {
		type: 'session',
		id: record.id,
		folder: record.folder,
		remote: record.remote,
		conflicts: conflicts.length,
		...(halt && {halted: halt.code}),
		...(inSyncMilliseconds !== undefined && {inSync: new Date(inSyncMilliseconds).toISOString()}),
	});
}

async function tellShares({home, report}: Context): Promise<number> {
	const served = await loadServed(home);
	if (!served) {
		return 0;
	}

	const listening = isRunning(served);
	for (const {name, root, isReadOnly} of served.shares) {
		const where = listening ? `served on ${formatHostPort(served)}` : 'not served now';
		report.result(`share: ${cleanText(name)}: ${cleanText(root)}${isReadOnly ? ', read-only' : ''}, ${where}`, {
			type: 'share', name, root, isReadOnly, listening, host: served.host, port: served.port,
		});
	}

	return served.shares.length;
}
