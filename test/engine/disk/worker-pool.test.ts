import fs from 'node:fs';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import test, {type ExecutionContext} from 'ava';
import {chunkCount, chunkOffsets} from '../../../source/engine/content/recipe.js';
import {digestBytes} from '../../../source/engine/content/recipe-builder.js';
import type {EntryBatch} from '../../../source/engine/disk/entry-batch.js';
import {StageClient} from '../../../source/engine/disk/stage-client.js';
import {WorkerHost} from '../../../source/engine/disk/worker-pool.js';
import {seededBytes} from '../content/seeded-bytes.js';
import {packOf} from './replica-fixture.js';
import {fillFolder} from './scan-fixture.js';
import {scratchFolder} from './scratch-folder.js';

const workerUrl = new URL('../../../source/engine/disk/disk-worker.js', import.meta.url);

/**
A worker that dies at its jobs as often as it is told, by name, before it does them; it counts in files, so that its successors know.
*/
function mortalHost(t: ExecutionContext, root: string, deaths: Readonly<Record<string, number>>): WorkerHost {
	const place = scratchFolder(t);
	const script = join(place, 'mortal.mjs');
	fs.writeFileSync(script, `
		import fs from 'node:fs';
		import {parentPort} from 'node:worker_threads';
		const deaths = ${JSON.stringify(deaths)};
		const place = ${JSON.stringify(`${place}/`)};
		const listen = parentPort.on.bind(parentPort);
		parentPort.on = (event, handler) => listen(event, message => {
			const file = place + message.name;
			const count = fs.existsSync(file) ? Number(fs.readFileSync(file, 'utf8')) : 0;
			if (count < (deaths[message.name] ?? 0)) {
				fs.writeFileSync(file, String(count + 1));
				throw new Error('planted death');
			}

			handler(message);
		});
		await import(${JSON.stringify(workerUrl.href)});
	`);
	const host = new WorkerHost({root}, pathToFileURL(script));
	t.teardown(async () => host.close());
	return host;
}

async function collect(batches: AsyncIterable<EntryBatch>): Promise<string[]> {
	const names: string[] = [];
	for await (const batch of batches) {
		names.push(...batch.names.split('/'));
	}

	return names;
}

test('F55: a job whose worker dies is given to the next one, and those behind it are done as well', async t => {
	const root = scratchFolder(t);
	const host = mortalHost(t, root, {room: 1});
	const [{freeBytes}, sight, has] = await Promise.all([host.run('room', undefined), host.run('check', {}), host.run('stageHas', [])]);
	t.true(freeBytes > 0);
	t.is(sight.state.state, 'marker-missing');
	t.deepEqual(has, []);
});

test('F55: a job that kills its worker twice fails by a named fault, and nothing else does', async t => {
	const host = mortalHost(t, scratchFolder(t), {room: 2});
	const results = await Promise.allSettled([host.run('room', undefined), host.run('stageHas', []), host.run('check', {})]);
	t.deepEqual(results.map(({status}) => status), ['rejected', 'fulfilled', 'fulfilled']);
	t.like(results[0], {reason: {name: 'FsyncError', code: 'internal', cause: {message: 'planted death'}}});
	const {freeBytes} = await host.run('room', undefined);
	t.true(freeBytes > 0);
});

test('F55: a walk whose worker dies before it has told anything is walked again', async t => {
	const root = scratchFolder(t);
	fillFolder(root, {a: '1', b: '2'});
	const host = mortalHost(t, root, {walk: 1});
	t.deepEqual((await collect(host.walk({looks: [{folder: ''}], ruleFiles: []}))).toSorted(), ['a', 'b']);
	const hopeless = mortalHost(t, root, {walk: 2});
	await t.throwsAsync(collect(hopeless.walk({looks: [{folder: ''}], ruleFiles: []})), {code: 'internal'});
});

test('F55: a file that is being received goes on with the next worker', async t => {
	const root = scratchFolder(t);
	const bytes = seededBytes(9, 500_000);
	const named = digestBytes(bytes) as Required<ReturnType<typeof digestBytes>>;
	const offsets = chunkOffsets(named.recipe);
	const indexes = Array.from({length: chunkCount(named.recipe)}, (_, index) => index);
	const host = mortalHost(t, root, {room: 1});
	const stage = new StageClient(host);
	await stage.begin({...named, copies: []});
	for (const index of indexes) {
		if (index === 2) {
			// The death of the worker that knows what was begun.
			await host.run('room', undefined);
		}

		t.deepEqual(await stage.putChunks(named.digest, [index], packOf(bytes.subarray(offsets[index], offsets[index + 1]))), []);
	}

	t.deepEqual(await stage.finish(named.digest), {again: []});
	t.true(fs.readFileSync(join(root, '.fsync-tui/stage', named.digest)).equals(bytes));
});

test('a walk of many entries comes in parts', async t => {
	const root = scratchFolder(t);
	fillFolder(root, Object.fromEntries(Array.from({length: 5000}, (_, index) => [`file ${index}`, ''])));
	const host = mortalHost(t, root, {});
	let count = 0;
	const names = new Set<string>();
	for await (const batch of host.walk({looks: [{folder: ''}], ruleFiles: []})) {
		count++;
		for (const name of batch.names.split('/')) {
			names.add(name);
		}
	}

	t.true(count > 1);
	t.is(names.size, 5000);
});

test('a closed host refuses what comes and what was waiting', async t => {
	const host = new WorkerHost({root: scratchFolder(t)});
	const waiting = host.run('room', undefined);
	const walking = collect(host.walk({looks: [{folder: ''}], ruleFiles: []}));
	const settled = Promise.allSettled([waiting, walking]);
	await host.close();
	const states = await settled;
	t.true(states.every(({status}) => status === 'rejected'));
	await t.throwsAsync(host.run('room', undefined), {code: 'internal'});
	await t.throwsAsync(collect(host.walk({looks: [], ruleFiles: []})), {code: 'internal'});
});

test('an error of the disk keeps its code from thread to thread', async t => {
	const host = new WorkerHost({root: join(scratchFolder(t), 'gone')});
	await t.throwsAsync(host.run('room', undefined), {code: 'ENOENT'});
	await host.close();
});
