import {FsyncError} from '../engine/fault.js';
import type {SessionOutcome} from '../engine/session/options.js';
import type {SessionRecord, SessionStore} from '../engine/session/session-store.js';
import {matterOf, type Verdict} from '../engine/core/verdict.js';
import {openSessionStore} from '../store/session-store.js';
import {syncSavedOnce} from './client.js';
import type {Context} from './context.js';
import type {OutputOptions} from './invocation.js';

/** How long a running session is given before this command goes its way; what was decided stays decided. */
const patienceMilliseconds = 10_000;

/** What became of a verdict: a pass was made (by this process: with that outcome), or it waits for the session or for the server. */
export type Fate =
	| {readonly state: 'done'; readonly outcome?: SessionOutcome}
	| {readonly state: 'waits-for-session' | 'waits-for-server'};

/**
Writes down what was decided and has it carried out: by the session that runs for this folder, or else by one pass of this process. When
the server cannot be reached it stays written down, and the next run carries it out.
*/
export async function carryOut(record: SessionRecord, verdict: Verdict, {context, output}: {readonly context: Context; readonly output: OutputOptions}): Promise<Fate> {
	const store = await openSessionStore(context.home, record.id);
	try {
		await store.verdicts.save(verdict);
		return await have(store, verdict, async () => syncSavedOnce(record, output, {...context, report: {...context.report, event: () => undefined}}));
	} finally {
		await store.close();
	}
}

async function have(store: SessionStore, verdict: Verdict, pass: () => Promise<SessionOutcome>): Promise<Fate> {
	try {
		return {state: 'done', outcome: await pass()};
	} catch (error) {
		if (!(error instanceof FsyncError)) {
			throw error;
		}

		switch (error.code) {
			case 'locked': {
				return {state: await isTaken(store, verdict) ? 'done' : 'waits-for-session'};
			}

			case 'unreachable':
			case 'timeout': {
				return {state: 'waits-for-server'};
			}

			default: {
				throw error;
			}
		}
	}
}

/** Waits until the session that holds the folder has taken the verdict away; false when it has something else to do first. */
async function isTaken({verdicts}: SessionStore, verdict: Verdict): Promise<boolean> {
	const {promise, resolve} = Promise.withResolvers<boolean>();
	const look = async () => {
		const waiting = await verdicts.load();
		if (waiting.every(other => matterOf(other) !== matterOf(verdict))) {
			resolve(true);
		}
	};

	const unwatch = await verdicts.watch(() => {
		look().catch(() => undefined);
	});
	const timer = setTimeout(resolve, patienceMilliseconds, false);
	try {
		await look();
		return await promise;
	} finally {
		clearTimeout(timer);
		unwatch();
	}
}
