import {
	existsSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {runningPair, type RunningPair} from './running-pair.js';

const read = (folder: string, name: string) => readFileSync(join(folder, name), 'utf8');

/** Texts in sync, then changed on both sides while nothing is applied, so that all of them are conflicts. */
async function inConflict(t: ExecutionContext, names: readonly string[], options?: {isMerging?: boolean}): Promise<RunningPair> {
	const pair = await runningPair(t, Object.fromEntries(names.map(name => [name, 'one\ntwo\nthree\n'])), options);
	await pair.until(({lastInSyncMilliseconds}) => lastInSyncMilliseconds !== undefined);
	pair.session.pause();
	await pair.until(({phase}) => phase === 'paused');
	for (const name of names) {
		writeFileSync(join(pair.here, name), 'one\nhere\nthree\n');
		writeFileSync(join(pair.there, name), 'one\nthere\nthree\n');
	}

	pair.session.resume();
	await pair.until(({conflicts}) => conflicts.length === names.length);
	return pair;
}

const settled = async ({session, until}: RunningPair) => {
	await until(({conflicts, phase}) => conflicts.length === 0 && phase === 'live');
	// What one side has been given, the other has by the next time that both are equal.
	return session;
};

async function bothHave({here, there, session}: RunningPair, name: string, text: string | undefined): Promise<boolean> {
	const now = (folder: string) => existsSync(join(folder, name)) ? read(folder, name) : undefined;
	for (;;) {
		if (now(here) === text && now(there) === text) {
			return true;
		}

		await new Promise<void>(resolve => {
			const stop = session.subscribe(() => {
				stop();
				resolve();
			});
			setTimeout(resolve, 50);
		});
	}
}

test('a conflict is shown with the contents of its versions, the remote one fetched and left nowhere', async t => {
	const pair = await inConflict(t, ['plan'], {isMerging: true});
	const found = await pair.session.conflict('plan');
	t.deepEqual([found?.base, found?.local, found?.remote], [
		{kind: 'text', text: 'one\ntwo\nthree\n'}, {kind: 'text', text: 'one\nhere\nthree\n'}, {kind: 'text', text: 'one\nthere\nthree\n'},
	]);
	t.is(found?.conflict.path, 'plan');
	t.is(await pair.session.conflict('nothing'), undefined);
});

test('a merged text takes the place of both versions; one that has changed since it was seen refuses it; an undo brings the local one back', async t => {
	const pair = await inConflict(t, ['plan']);
	const {conflict} = (await pair.session.conflict('plan'))!;
	t.is(await pair.session.resolveWith({...conflict, remote: conflict.base}, 'guess'), 'changed', 'another remote version than there is');
	t.is(read(pair.here, 'plan'), 'one\nhere\nthree\n');

	t.is(await pair.session.resolveWith(conflict, 'one\nboth\nthree\n'), 'merged');
	await settled(pair);
	t.true(await bothHave(pair, 'plan', 'one\nboth\nthree\n'));
	t.deepEqual(await pair.session.undoResolve(), [{path: 'plan', outcome: 'undone'}]);
	t.true(await bothHave(pair, 'plan', 'one\nhere\nthree\n'));
	t.deepEqual(await pair.session.undoResolve(), [], 'there is nothing more to take back');
});

test('many decisions made at once are taken back at once: the versions that lost are there again on both sides', async t => {
	const pair = await inConflict(t, ['a', 'b', 'c']);
	pair.session.resolve([{path: 'a', keep: 'local'}, {path: 'b', keep: 'remote'}, {path: 'c', keep: 'both'}]);
	await settled(pair);
	t.true(await bothHave(pair, 'a', 'one\nhere\nthree\n') && await bothHave(pair, 'b', 'one\nthere\nthree\n'));
	t.deepEqual(await pair.session.undoResolve(), [{path: 'a', outcome: 'undone'}, {path: 'b', outcome: 'undone'}, {path: 'c', outcome: 'kept'}]);
	t.true(await bothHave(pair, 'a', 'one\nthere\nthree\n') && await bothHave(pair, 'b', 'one\nhere\nthree\n'));
});

test('a decision whose file was edited since is not taken back', async t => {
	const pair = await inConflict(t, ['a', 'b']);
	pair.session.resolve([{path: 'b', keep: 'remote'}]);
	await pair.until(({conflicts}) => conflicts.length === 1);
	writeFileSync(join(pair.here, 'b'), 'edited since');
	t.true(await bothHave(pair, 'b', 'edited since'));
	t.deepEqual(await pair.session.undoResolve(), [{path: 'b', outcome: 'changed'}]);
	t.is(read(pair.there, 'b'), 'edited since');
	rmSync(join(pair.there, 'a'));
	t.true(await bothHave(pair, 'a', 'one\nhere\nthree\n'), 'an edit beats a deletion');
});

test('while a session is paused its conflicts can be looked at, and a decision waits and can be withdrawn', async t => {
	const pair = await inConflict(t, ['plan']);
	const {session, here, until} = pair;
	session.pause();
	await until(({phase}) => phase === 'paused');
	t.like(await session.conflict('plan'), {local: {kind: 'text', text: 'one\nhere\nthree\n'}});
	session.resolve([{path: 'plan', keep: 'remote'}]);
	const undone = session.undoResolve();
	t.is(read(here, 'plan'), 'one\nhere\nthree\n');
	session.resume();
	t.deepEqual(await undone, [{path: 'plan', outcome: 'withdrawn'}]);
	await until(({phase}) => phase === 'live');
	t.is(session.state().conflicts.length, 1);
	t.is(read(here, 'plan'), 'one\nhere\nthree\n');
});

test('a running session explains a path: what waits for quiet, and what is in conflict', async t => {
	const {session, here, until} = await inConflict(t, ['plan']);
	t.like(await session.why('plan'), {status: 'conflict', conflict: 'plan', session: 'running'});
	t.like(await session.why('../outside'), {status: 'outside'});
	writeFileSync(join(here, 'new'), 'text');
	await until(({tree}) => tree.files === 2);
	t.true(['in-sync', 'queued', 'waiting'].includes((await session.why('new')).status));
});
