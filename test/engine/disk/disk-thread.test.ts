import fs from 'node:fs';
import {join} from 'node:path';
import type {Worker} from 'node:worker_threads';
import test from 'ava';
import {digestBytes} from '../../../source/engine/content/recipe-builder.js';
import {giveBackThread, startSpareThread, takeThread} from '../../../source/engine/disk/disk-thread.js';
import {StageClient} from '../../../source/engine/disk/stage-client.js';
import {WorkerHost} from '../../../source/engine/disk/worker-pool.js';
import {seededBytes} from '../content/seeded-bytes.js';
import {fillFolder} from './scan-fixture.js';
import {scratchFolder} from './scratch-folder.js';

/** Looks which thread is the next to be taken, and leaves it where it was. */
async function nextThread(): Promise<Worker> {
	const worker = takeThread();
	await giveBackThread(worker);
	return worker;
}

/** What this process holds open in a folder. */
function heldIn(folder: string): string[] {
	return fs.readdirSync('/proc/self/fd').map(name => targetOf(`/proc/self/fd/${name}`)).filter(target => target.startsWith(folder));
}

/** The listing's own descriptor is closed by the time it is looked at. */
function targetOf(link: string): string {
	try {
		return fs.readlinkSync(link);
	} catch {
		return '';
	}
}

test.serial('a thread whose root is closed works on the next one, and holds nothing of the first', async t => {
	const [one, other] = [scratchFolder(t), scratchFolder(t)];
	fillFolder(other, {a: ''});
	const first = new WorkerHost({root: one});
	const named = digestBytes(seededBytes(4, 300_000)) as Required<ReturnType<typeof digestBytes>>;
	await new StageClient(first).begin({...named, copies: []});
	await first.close();
	const thread = await nextThread();

	const second = new WorkerHost({root: other});
	t.not(await nextThread(), thread, 'it was taken');
	const names: string[] = [];
	for await (const batch of second.walk({looks: [{folder: ''}], ruleFiles: []})) {
		names.push(batch.names);
	}

	t.deepEqual(names, ['a']);
	if (process.platform === 'linux') {
		t.deepEqual(heldIn(one), []);
	}

	t.deepEqual(await second.run('stageHas', [named.digest]), []);
	await second.close();
	t.true(fs.existsSync(join(one, '.fsync-tui/stage', `${named.digest}.part`)), 'what has arrived so far stays for another attempt');
});

test.serial('a thread that is at work when its root is closed is ended', async t => {
	const host = new WorkerHost({root: scratchFolder(t)});
	const waiting = host.run('room', undefined);
	const closed = host.close();
	await t.throwsAsync(waiting, {code: 'internal'});
	await closed;
});

test.serial('a spare thread that dies is not handed out', async t => {
	startSpareThread();
	const thread = await nextThread();
	await thread.terminate();
	t.not(await nextThread(), thread);
});
