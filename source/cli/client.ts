import {once} from 'node:events';
import {isDeepStrictEqual} from 'node:util';
import v8 from 'node:v8';
import type {Retention} from '../engine/disk/trash-tidy.js';
import {createSession} from '../engine/index.js';
import {loadOrCreateIdentity, type Identity} from '../engine/protocol/identity.js';
import {usualPlanLimit} from '../engine/session/plan-gate.js';
import type {RemoteAddress, Session, SessionOutcome} from '../engine/session/options.js';
import type {RunSettings, SessionRecord, SessionStore} from '../engine/session/session-store.js';
import {systemClock} from '../engine/system-clock.js';
import {identityFolder} from '../store/home.js';
import {listSessions} from '../store/session-store.js';
import {cockpitOf} from './cockpit.js';
import {deviceName, type Context} from './context.js';
import {exitCodeOfOutcome, type ExitCode} from './exit-codes.js';
import {
	absoluteFolder,
	refuseLogInside,
	refuseStateInside,
	requireFolder,
} from './folders.js';
import type {SyncInvocation, SyncSettings} from './invocation.js';
import {strangerFault} from './knock.js';
import {openMemory} from './memory.js';
import {runOnScreen, wantsScreen} from './screen.js';
import {
	chooseSession,
	choiceOf,
	onlySession,
	type Choice,
	type Target,
} from './sessions.js';
import {planSummary, sessionSummary} from './summary.js';

/** Where the other end is, and what must be closed after the session. */
type OtherEnd = {readonly address: RemoteAddress; close(): Promise<void>};

type Task = {readonly folder: string; readonly choice: Choice; readonly invocation: SyncInvocation; readonly context: Context};

/** Syncs one folder as the command line says. Resolves to the exit code, or to undefined when there is no session and no folder to begin one. */
export async function runSync(invocation: SyncInvocation, context: Context): Promise<ExitCode | undefined> {
	// A young generation that stays small costs some time in a first sync and keeps 120 MB of garbage from being resident at 100,000 files.
	// Its maximum cannot be changed any more at this point, but its growth can.
	v8.setFlagsFromString('--semi-space-growth-factor=1');
	const {home} = context;
	const all = await listSessions(home);
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

	const {status} = await syncWith({
		folder, choice, invocation, context,
	});
	return exitCodeOfOutcome(status);
}

/** One pass of a saved session, run as it was run last, with nothing preferred: for the commands beside a session. */
export async function syncSavedOnce(record: SessionRecord, output: SyncInvocation['output'], context: Context): Promise<SessionOutcome> {
	const {mode, ignorePatterns, useGitignore, chunking, limitBytesPerSecond} = record.settings ?? defaultSettings;
	const settings: SyncSettings = {
		run: 'once',
		prefer: 'hold',
		quietMilliseconds: 0,
		ceilingMilliseconds: 0,
		acceptDeletions: false,
		restoreDeletions: false,
		mode,
		ignorePatterns,
		useGitignore,
		chunking,
		...(limitBytesPerSecond !== undefined && {limitBytesPerSecond}),
	};
	return syncWith({
		folder: record.folder, choice: choiceOf(record), invocation: {command: 'sync', settings, output}, context,
	});
}

const defaultSettings: RunSettings = {
	mode: 'two-way', ignorePatterns: [], useGitignore: false, chunking: 'fastcdc',
};

/** What the next command beside this session has to know of how it is run. A dry run leaves no trace. */
async function remember(store: SessionStore, settings: SyncSettings): Promise<void> {
	if (settings.run === 'plan') {
		return;
	}

	const {mode, ignorePatterns, useGitignore, chunking, limitBytesPerSecond, isMerging} = settings;
	const change = {
		settings: {
			mode, ignorePatterns, useGitignore, chunking, ...(limitBytesPerSecond !== undefined && {limitBytesPerSecond}),
		},
		...(isMerging !== undefined && {isMerging}),
	};
	if (!isDeepStrictEqual({...store.record, ...change}, store.record)) {
		await store.updateRecord(change);
	}
}

async function syncWith(task: Task): Promise<SessionOutcome> {
	const {folder, choice, context: {home}} = task;
	const identity = await loadOrCreateIdentity(identityFolder(home));
	const otherEnd = await openOtherEnd(choice.target, identity, task);
	try {
		const memory = await openMemory(home, folder, choice, otherEnd.address.peer);
		try {
			const {store, note} = memory;
			if (task.invocation.settings.retention && task.invocation.settings.run !== 'plan') {
				await store.updateRecord({retention: retentionOf(task)});
			}

			await remember(store, task.invocation.settings);
			return await run(task, onEvent => createSession({
				...engineSettings(task),
				isMerging: task.invocation.settings.isMerging ?? store.record.isMerging ?? false,
				store,
				identity,
				remote: otherEnd.address,
				onEvent(event) {
					note(event);
					onEvent(event);
				},
			}));
		} finally {
			memory.forgetUnlessMet();
		}
	} finally {
		await otherEnd.close();
	}
}

async function openOtherEnd(target: Target, client: Identity, task: Task): Promise<OtherEnd> {
	const {invocation: {settings}, context: {home}} = task;
	if (target.kind === 'vault') {
		const {quietMilliseconds, ceilingMilliseconds, chunking} = settings;
		const {openVault} = await import('./vault.js');
		return openVault({
			home, name: target.name, client, tuning: {
				quietMilliseconds, ceilingMilliseconds, chunking, retention: retentionOf(task),
			},
		});
	}

	const {address, share, peer, invite} = target;
	if (peer === undefined) {
		throw await strangerFault(address);
	}

	return {
		address: {
			...address, share, peer, ...(invite && {invite}),
		},
		async close() {/* The session closes its own connection. */},
	};
}

/** What is said now, beside what the session was told before. */
function retentionOf({choice, invocation: {settings}}: Task): Partial<Retention> {
	return {...choice.record?.retention, ...settings.retention};
}

function engineSettings(task: Task) {
	const {run: wanted, askAbove, ...rest} = task.invocation.settings;
	const isOnScreen = wanted === 'screen' && wantsScreen(task.invocation.output, task.context.surroundings);
	const planLimit = askAbove ?? (isOnScreen ? usualPlanLimit : 'never');
	return {
		...rest, ...(planLimit !== 'never' && {planLimit}), retention: retentionOf(task), run: wanted === 'screen' ? 'watch' : wanted, deviceName: deviceName(), clock: systemClock,
	} as const;
}

type CreateSession = (onEvent: Context['report']['event']) => Session;

async function run({invocation: {settings, output}, context}: Task, create: CreateSession): Promise<SessionOutcome> {
	const {report, stop} = context;
	const session = create(event => {
		report.event(event);
	});
	if (!wantsScreen(output, context.surroundings) || (settings.run !== 'screen' && settings.run !== 'plan')) {
		return session.start(stop.signal);
	}

	const {mountCockpit, mountDryRun} = await import('../ui/index.js');
	const isDryRun = settings.run === 'plan';
	return runOnScreen({
		context,
		output,
		mount: options => (isDryRun ? mountDryRun : mountCockpit)(cockpitOf(session), options),
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
