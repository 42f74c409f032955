import fs from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {emptyTree} from '../../source/engine/core/tree.js';
import {FsyncError} from '../../source/engine/fault.js';
import type {SessionJournal, SessionRecord} from '../../source/engine/session/session-store.js';
import {sessionFolder, type Home} from '../../source/store/home.js';
import {
	createSession,
	findSession,
	listSessions,
	openSessionStore,
} from '../../source/store/session-store.js';
import {
	describe,
	edit,
	nodeOf,
	noTrees,
} from './random-trees.js';
import {isDoneBeforeCrash, SimulatedDisk} from './simulated-disk.js';

const record: SessionRecord = {
	id: 's1', folder: '/home/ana/site', remote: 'build:8440/site', createdMilliseconds: 10,
};
const head = {generation: 4, lineage: 'four'};
const file = nodeOf({kind: 'file', seed: 14})!;
const journal: SessionJournal = {
	local: [{kind: 'delete', path: 'old', expected: file}],
	remote: [{
		kind: 'put', path: 'new', node: file, expected: undefined,
	}],
};
const [ancestor, local, remote] = edit(noTrees, [{
	owners: 7, path: 'a/b', kind: 'file', seed: 1,
}, {
	owners: 2, path: 'c', kind: 'symlink', seed: 2,
}]);

function scratchHome(t: ExecutionContext): Home {
	const folder = fs.mkdtempSync(join(tmpdir(), 'fsync-tui-store-'));
	t.teardown(() => {
		fs.rmSync(folder, {recursive: true, force: true});
	});
	return {config: join(folder, 'config'), data: join(folder, 'data')};
}

test('a session is found again with all that it remembered', async t => {
	const home = scratchHome(t);
	const first = await createSession(home, record);
	await first.updateRecord({peer: 'device', marker: 'mark'});
	await first.saveTrees({
		ancestor, local, remote, head,
	});
	await first.saveJournal(journal);
	await first.saveReport({conflicts: [], inSyncMilliseconds: 99});
	await first.close();

	const again = await openSessionStore(home, 's1');
	t.deepEqual(again.record, {...record, peer: 'device', marker: 'mark'});
	const trees = await again.loadTrees();
	t.is(describe(trees.local, true), describe(local, true));
	t.is(describe(trees.ancestor, false), describe(ancestor, false));
	t.is(trees.ancestor, trees.remote);
	t.is(trees.local.children.get('a'), trees.ancestor.children.get('a'));
	t.deepEqual(trees.head, head);
	t.deepEqual(await again.loadJournal(), journal);
	t.deepEqual(await again.loadReport(), {conflicts: [], inSyncMilliseconds: 99});
	t.deepEqual(again.damage, []);
	await again.saveJournal(undefined);
	t.is(await again.loadJournal(), undefined);
	await again.saveJournal(undefined);
});

test('a new session has empty trees, no head, no journal and nothing to report', async t => {
	const store = await createSession(scratchHome(t), record);
	t.deepEqual(await store.loadTrees(), {
		ancestor: emptyTree, local: emptyTree, remote: emptyTree, head: undefined,
	});
	t.is(await store.loadJournal(), undefined);
	t.deepEqual(await store.loadReport(), {conflicts: []});
	t.deepEqual(store.damage, []);
});

test('sessions are listed newest first, and found by folder and remote', async t => {
	const home = scratchHome(t);
	t.deepEqual(await listSessions(home), []);
	const other = {
		...record, id: 's2', remote: 'vault:default', createdMilliseconds: 20,
	};
	const third = {...record, id: 's3', folder: '/home/ana/other'};
	for (const each of [record, other, third]) {
		await createSession(home, each);
	}

	fs.mkdirSync(join(home.data, 'sessions', 'not a session'));
	fs.mkdirSync(join(home.data, 'sessions', 'empty'));
	t.deepEqual(await listSessions(home), [other, record, third]);
	t.deepEqual(await findSession(home, record.folder), other);
	t.deepEqual(await findSession(home, record.folder, record.remote), record);
	t.is(await findSession(home, record.folder, 'elsewhere:1/x'), undefined);
	t.is(await findSession(home, '/nowhere'), undefined);
});

test('an id that is taken, unknown or no id at all is refused with a sentence', async t => {
	const home = scratchHome(t);
	await createSession(home, record);
	for (const attempt of [async () => createSession(home, record), async () => openSessionStore(home, 's9'), async () => openSessionStore(home, '../s1')]) {
		await t.throwsAsync(attempt, {instanceOf: FsyncError});
	}
});

test('A45: files of the store are for their owner only', async t => {
	const home = scratchHome(t);
	const store = await createSession(home, record);
	await store.saveTrees({
		ancestor, local, remote, head,
	});
	await store.saveJournal(journal);
	for (const entry of fs.readdirSync(home.data, {recursive: true, withFileTypes: true})) {
		const {mode} = fs.statSync(join(entry.parentPath, entry.name));
		t.is(mode & 0o777, entry.isDirectory() ? 0o700 : 0o600, entry.name);
	}
});

test('F32: damage of one part reads as its absence, is named, and leaves the other parts alone', async t => {
	const home = scratchHome(t);
	const store = await createSession(home, record);
	await store.saveTrees({
		ancestor, local, remote, head,
	});
	await store.saveJournal(journal);
	await store.saveReport({conflicts: [], inSyncMilliseconds: 5});
	const folder = sessionFolder(home, 's1');
	for (const name of ['journal', 'trees/manifest']) {
		fs.truncateSync(join(folder, name), 40);
	}

	const again = await openSessionStore(home, 's1');
	t.is(await again.loadJournal(), undefined);
	t.deepEqual(await again.loadTrees(), {
		ancestor: emptyTree, local: emptyTree, remote: emptyTree, head: undefined,
	});
	t.deepEqual(await again.loadReport(), {conflicts: [], inSyncMilliseconds: 5});
	t.is(again.damage.length, 2);

	fs.truncateSync(join(folder, 'record'), 40);
	await t.throwsAsync(openSessionStore(home, 's1'), {instanceOf: FsyncError, message: /damaged/v});
	t.deepEqual(await listSessions(home), []);
});

test('F32: trees and journals of another session are damage', async t => {
	const home = scratchHome(t);
	const store = await createSession(home, record);
	await store.saveTrees({
		ancestor, local, remote, head,
	});
	await store.saveJournal(journal);
	await createSession(home, {...record, id: 's2'});
	for (const name of ['journal', 'trees']) {
		fs.cpSync(join(sessionFolder(home, 's1'), name), join(sessionFolder(home, 's2'), name), {recursive: true});
	}

	const other = await openSessionStore(home, 's2');
	t.is((await other.loadTrees()).head, undefined);
	t.is(await other.loadJournal(), undefined);
	t.is(other.damage.length, 2);
});

test('F04: a crash anywhere while a record, journal or report is written leaves the old one or the new', async t => {
	const home: Home = {config: '/c', data: '/d'};
	for (let calls = 0, isDone = false; !isDone; calls++) {
		const disk = new SimulatedDisk();
		const store = await createSession(home, record, disk);
		await store.saveReport({conflicts: [], inSyncMilliseconds: 1});
		disk.crashAfter = disk.calls + calls;
		isDone = await isDoneBeforeCrash((async () => {
			await store.updateRecord({peer: 'p'});
			await store.saveJournal(journal);
			await store.saveReport({conflicts: [], inSyncMilliseconds: 2});
			await store.saveJournal(undefined);
		})());
		const again = await openSessionStore(home, 's1', disk.reboot('everything'));
		const hasPeer = again.record.peer === 'p';
		const found = await again.loadJournal();
		const report = await again.loadReport();
		t.deepEqual(again.damage, []);
		t.true(hasPeer || found === undefined);
		t.true(found === undefined || found.local.length === 1);
		t.true(report.inSyncMilliseconds === 1 || hasPeer);
		t.true(!isDone || (found === undefined && report.inSyncMilliseconds === 2));
	}
});
