import {once} from 'node:events';
import type {Session, SessionOutcome} from '../engine/session/options.js';
import type {SessionRecord} from '../engine/session/session-store.js';
import {listSessions} from '../store/session-store.js';
import {cockpitOf} from './cockpit.js';
import type {Context} from './context.js';
import {exitCodeOfOutcome, type ExitCode} from './exit-codes.js';
import {
	absoluteFolder,
	refuseLogInside,
	refuseStateInside,
	requireFolder,
} from './folders.js';
import {ignoringOf} from './ignoring-rule.js';
import type {SyncInvocation, SyncSettings} from './invocation.js';
import {pastOf} from './past.js';
import {savedSettings, settingsFor} from './saved-settings.js';
import {runOnScreen, wantsScreen} from './screen.js';
import {chooseSession, choiceOf, onlySession} from './sessions.js';
import {planSummary, sessionSummary} from './summary.js';
import type {CreateSession, Task} from './sync-with.js';

/** Syncs one folder as the command line says. Resolves to the exit code, or to undefined when there is no session and no folder to begin one. */
export async function runSync(invocation: SyncInvocation, context: Context): Promise<ExitCode | undefined> {
	const {home} = context;
	const all = await listSessions(home);
	if (invocation.folder === undefined && invocation.settings.run === 'screen' && all.length > 1 && wantsScreen(invocation.output, context.surroundings)) {
		const {runCockpit} = await import('./cockpit-run.js');
		return runCockpit(all, invocation, context);
	}

	const folder = invocation.folder === undefined ? onlySession(all, '')?.folder : absoluteFolder(invocation.folder);
	if (folder === undefined) {
		return undefined;
	}

	refuseLogInside(folder, invocation.output.logFile);
	const choice = chooseSession({
		home, folder, remote: invocation.remote, all,
	});
	if (!choice.record) {
		requireFolder(folder);
		refuseStateInside(folder, home);
	}

	const task = {
		folder, choice, invocation: asBefore(invocation, choice.record), context,
	};
	if (choice.record && invocation.settings.run === 'screen' && wantsScreen(invocation.output, context.surroundings)) {
		const {runOnCockpit} = await import('./cockpit-run.js');
		return runOnCockpit(choice.record, task);
	}

	const {syncWith} = await import('./sync-with.js');
	const {status} = await syncWith(task, run);
	return exitCodeOfOutcome(status);
}

/** A saved session goes on as it was run last; but a remote that is named is one that somebody says anew how to sync with. */
function asBefore(invocation: SyncInvocation, record: SessionRecord | undefined): SyncInvocation {
	return record && invocation.remote === undefined ? {...invocation, settings: settingsFor(record, invocation)} : invocation;
}

/** One pass of a saved session, run as it was run last, with nothing preferred: for the commands beside a session. */
export async function syncSavedOnce(record: SessionRecord, output: SyncInvocation['output'], context: Context): Promise<SessionOutcome> {
	const settings: SyncSettings = {
		run: 'once',
		prefer: 'hold',
		quietMilliseconds: 0,
		ceilingMilliseconds: 0,
		acceptDeletions: false,
		restoreDeletions: false,
		...savedSettings(record),
	};
	const {syncWith} = await import('./sync-with.js');
	return syncWith({
		folder: record.folder, choice: choiceOf(record), invocation: {command: 'sync', settings, output}, context,
	}, run);
}

async function run(create: CreateSession, {folder, choice, invocation: {settings, output}, context}: Task): Promise<SessionOutcome> {
	const {report, stop, home} = context;
	const session = create(event => {
		report.event(event);
	});
	if (!wantsScreen(output, context.surroundings) || (settings.run !== 'screen' && settings.run !== 'plan')) {
		return session.start(stop.signal);
	}

	const beside = {past: pastOf(home, {folder, retention: {...choice.record?.retention, ...settings.retention}}), ignoring: ignoringOf({folder, settings})};
	const isDryRun = settings.run === 'plan';
	return runOnScreen({
		context,
		output,
		mount: ({mountCockpit, mountDryRun}, options) => (isDryRun ? mountDryRun : mountCockpit)(cockpitOf(session, beside), options),
		work: async () => isDryRun ? untilRead(session, stop.signal) : session.start(stop.signal),
		summary: () => isDryRun ? planSummary(session.state()) : sessionSummary(session.state()),
	});
}

/** A plan stays on the screen until somebody has read it. */
async function untilRead(session: Session, signal: AbortSignal): Promise<SessionOutcome> {
	const outcome = await session.start(signal);
	if (outcome.status === 'planned' && !signal.aborted) {
		await once(signal, 'abort');
	}

	return outcome;
}
