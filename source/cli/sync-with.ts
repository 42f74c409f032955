import {isDeepStrictEqual} from 'node:util';
import type {Retention} from '../engine/disk/trash-tidy.js';
import {loadOrCreateIdentity, type Identity} from '../engine/protocol/identity.js';
import {usualPlanLimit} from '../engine/session/plan-gate.js';
import type {RemoteAddress, Session, SessionOutcome} from '../engine/session/options.js';
import {createSession} from '../engine/session/session.js';
import type {SessionStore} from '../engine/session/session-store.js';
import {systemClock} from '../engine/system-clock.js';
import {identityFolder} from '../store/home.js';
import {deviceName, type Context} from './context.js';
import type {SyncInvocation, SyncSettings} from './invocation.js';
import {strangerFault} from './knock.js';
import {openMemory} from './memory.js';
import {answerQuestions} from './questions.js';
import {wantsScreen} from './screen.js';
import type {Choice, Target} from './sessions.js';

/** Where the other end is, and what must be closed after the session. */
type OtherEnd = {readonly address: RemoteAddress; close(): Promise<void>};

export type Task = {readonly folder: string; readonly choice: Choice; readonly invocation: SyncInvocation; readonly context: Context};

export type CreateSession = (onEvent: Context['report']['event']) => Session;

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

/** Opens what a session needs, lets `carry` run it, and closes everything again. */
export async function syncWith(task: Task, carry: (create: CreateSession, task: Task) => Promise<SessionOutcome>): Promise<SessionOutcome> {
	const {folder, choice, context} = task;
	const {home} = context;
	const identity = await loadOrCreateIdentity(identityFolder(home));
	const otherEnd = await openOtherEnd(choice.target, identity, task);
	try {
		const memory = await openMemory(home, folder, choice, otherEnd.address.peer);
		let stopAnswering: (() => void) | undefined;
		try {
			const {store, note} = memory;
			if (task.invocation.settings.retention && task.invocation.settings.run !== 'plan') {
				await store.updateRecord({retention: retentionOf(task)});
			}

			await remember(store, task.invocation.settings);
			return await carry(onEvent => {
				const session = createSession({
					...engineSettings(task),
					isMerging: task.invocation.settings.isMerging ?? store.record.isMerging ?? false,
					store,
					identity,
					remote: otherEnd.address,
					onEvent(event) {
						note(event);
						onEvent(event);
					},
				});
				context.keepHeapSmall();
				stopAnswering = answerQuestions(home, store.record.id, async path => session.why(path));
				return session;
			}, task);
		} finally {
			stopAnswering?.();
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
		const {shareVault} = await import('./shared-vaults.js');
		return shareVault({
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
