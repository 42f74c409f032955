import fs from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import type {Verdict} from '../../source/engine/core/verdict.js';
import {nodeStoreDisk} from '../../source/store/store-disk.js';
import {FolderVerdictStore} from '../../source/store/verdict-store.js';

function scratchFolder(t: ExecutionContext): string {
	const folder = fs.mkdtempSync(join(tmpdir(), 'fsync-tui-verdicts-'));
	t.teardown(() => {
		fs.rmSync(folder, {recursive: true, force: true});
	});
	return join(folder, 'verdicts');
}

const storeAt = (folder: string) => new FolderVerdictStore({disk: nodeStoreDisk, folder, owner: 'session s'});
const scratch = (t: ExecutionContext) => storeAt(scratchFolder(t));

const digest = 'ab'.repeat(32);
const resolve = (path: string, keep: 'local' | 'both'): Verdict => ({
	about: 'conflict', decision: {
		path, keep, local: {path, kind: 'file', digest}, remote: undefined,
	},
});
const answer: Verdict = {about: 'halt', answer: 'accept', mark: digest};

test('verdicts are found again, one for each matter, and the later one counts', async t => {
	const store = scratch(t);
	t.deepEqual(await store.load(), []);
	await store.save(resolve('a', 'local'));
	await store.save(resolve('b', 'both'));
	await store.save(answer);
	await store.save(resolve('a', 'both'));
	const found = await store.load();
	t.is(found.length, 3);
	for (const verdict of [resolve('a', 'both'), resolve('b', 'both'), answer]) {
		t.true(found.some(other => JSON.stringify(other) === JSON.stringify(verdict)), JSON.stringify(verdict));
	}
});

test('one that somebody has replaced meanwhile is not removed', async t => {
	const store = scratch(t);
	await store.save(resolve('a', 'local'));
	const [seen] = await store.load();
	await store.save(resolve('a', 'both'));
	await store.remove(seen!);
	t.is((await store.load()).length, 1);
	await store.remove((await store.load())[0]!);
	t.deepEqual(await store.load(), []);
});

test('a verdict of another process is heard of', async t => {
	const store = scratch(t);
	const {promise, resolve: hear} = Promise.withResolvers<string>();
	const unwatch = await store.watch(() => {
		hear('heard');
	});
	await store.save(answer);
	t.is(await promise, 'heard');
	unwatch();
});

test('nothing is done by a damaged verdict', async t => {
	const folder = scratchFolder(t);
	const store = storeAt(folder);
	await store.save(answer);
	const [name] = fs.readdirSync(folder);
	const bytes = fs.readFileSync(join(folder, name!));
	bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) === 0 ? 1 : 0, bytes.length - 1);
	fs.writeFileSync(join(folder, name!), bytes);
	t.deepEqual(await store.load(), []);
});
