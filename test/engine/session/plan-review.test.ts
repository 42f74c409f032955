import {
	existsSync,
	mkdirSync,
	mkdtempSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {systemClock, type EngineEvent} from '../../../source/engine/index.js';
import {createIdentity} from '../../../source/engine/protocol/identity.js';
import {createSession} from '../../../source/engine/session/session.js';
import type {SessionState} from '../../../source/engine/session/state.js';
import {startServer} from '../../../source/server/index.js';
import {createSession as rememberSession} from '../../../source/store/session-store.js';
import {openShareStore} from '../../../source/store/share-store.js';
import {MemoryAccessStore} from '../../server/memory-access-store.js';

const [client, serving] = await Promise.all([createIdentity(), createIdentity()]);
const tuning = {
	chunking: 'fastcdc', quietMilliseconds: 10, ceilingMilliseconds: 100, clock: systemClock,
} as const;

/** A session that asks above two steps, over loopback, with files here already. */
async function openSession(t: ExecutionContext, run: 'watch' | 'once' | 'plan') {
	const root = mkdtempSync(join(tmpdir(), 'fsync-tui-plan-'));
	const [here, there, state] = ['here', 'there', 'state'].map(name => join(root, name)) as [string, string, string];
	for (const folder of [here, there, state]) {
		mkdirSync(folder);
	}

	for (const name of ['a', 'b', 'c']) {
		writeFileSync(join(here, name), name);
	}

	const access = new MemoryAccessStore();
	await access.addDevice({
		id: client.id, name: 'laptop', share: '*', access: 'read-write', addedMilliseconds: 0,
	});
	const server = await startServer({
		...tuning, host: '127.0.0.1', port: 0, identity: serving, deviceName: 'build', access, onEvent: () => undefined, shares: [{
			name: 'site', root: there, isReadOnly: false, store: await openShareStore(join(state, 'share')),
		}],
	});
	const events: EngineEvent[] = [];
	const session = createSession({
		...tuning,
		run,
		store: await rememberSession({config: state, data: state}, {
			id: 'a'.repeat(32), folder: here, remote: 'build/site', peer: serving.id, createdMilliseconds: 0,
		}),
		identity: client,
		deviceName: 'laptop',
		remote: {
			host: '127.0.0.1', port: server.port, share: 'site', peer: serving.id,
		},
		mode: 'two-way',
		prefer: 'hold',
		planLimit: {steps: 2, bytes: Infinity},
		ignorePatterns: [],
		useGitignore: false,
		acceptDeletions: false,
		onEvent(event) {
			events.push(event);
		},
	});
	const stop = new AbortController();
	const ended = session.start(stop.signal);
	t.teardown(async () => {
		stop.abort();
		await ended;
		await server.close();
		rmSync(root, {recursive: true});
	});
	return {
		session, ended, events, here, there,
		async until(isWanted: (state: SessionState) => boolean): Promise<SessionState> {
			while (!isWanted(session.state())) {
				await new Promise<void>(resolve => {
					const unsubscribe = session.subscribe(() => {
						unsubscribe();
						resolve();
					});
				});
			}

			return session.state();
		},
	};
}

const filesOf = (state: SessionState) => state.plan?.summary.remote.totals.create.files;

test('a large plan is shown and waits, is planned again when something changes, and is carried out on demand', async t => {
	const {session, until, here, there, events} = await openSession(t, 'watch');
	const held = await until(state => state.phase === 'held');
	t.true(held.plan!.isHeld);
	t.is(filesOf(held), 3);
	t.false(existsSync(join(there, 'a')));
	writeFileSync(join(here, 'd'), 'd');
	await until(state => filesOf(state) === 4);
	t.false(existsSync(join(there, 'd')));
	session.applyPlan();
	const live = await until(state => state.lastInSyncMilliseconds !== undefined && state.phase === 'live');
	t.is(live.plan, undefined);
	t.true(['a', 'b', 'c', 'd'].every(name => existsSync(join(there, name))));
	t.is(events.filter(({type}) => type === 'plan-held').length, 1);
	writeFileSync(join(here, 'e'), 'e');
	await until(() => existsSync(join(there, 'e')));
	for (const name of ['f', 'g', 'h']) {
		writeFileSync(join(there, name), name);
	}

	const again = await until(state => state.plan?.summary.local.totals.create.files === 3);
	t.true(again.plan!.isHeld);
	rmSync(join(there, 'f'));
	await until(state => state.phase === 'live' && existsSync(join(here, 'g')));
	t.is(session.state().plan, undefined);
});

test('a run to the end that would have to ask ends halted, and has done nothing', async t => {
	const {ended, there} = await openSession(t, 'once');
	t.deepEqual(await ended, {status: 'halted'});
	t.false(existsSync(join(there, 'a')));
});

test('a dry run of a folder that was never synced leaves its plan to be looked at, and no trace', async t => {
	const {ended, session, here, there} = await openSession(t, 'plan');
	t.deepEqual(await ended, {status: 'planned'});
	t.is(filesOf(session.state()), 3);
	t.false(session.state().plan!.isHeld);
	t.false(existsSync(join(here, '.fsync-tui')));
	t.false(existsSync(join(there, 'a')));
});
