import test from 'ava';
import type {DigestBatch} from '../../../source/engine/disk/digest-files.js';
import type {DiskHost} from '../../../source/engine/disk/disk-jobs.js';
import {entryWidth} from '../../../source/engine/disk/entry-batch.js';
import {HelpedHost} from '../../../source/engine/disk/helped-host.js';

/** A host whose jobs end when the test says so. */
function slowHost() {
	const open: Array<() => void> = [];
	const names: string[] = [];
	let isClosed = false;
	const host = {
		async run(name: string) {
			names.push(name);
			return new Promise<DigestBatch>(resolve => {
				open.push(() => {
					resolve({
						digests: [], numbers: new Float64Array(), recipes: new Map(), faults: new Map(),
					});
				});
			});
		},
		async * walk() {
			yield * [];
		},
		async close() {
			isClosed = true;
		},
	} as unknown as DiskHost;
	return {
		host, names, finish: () => open.splice(0).map(end => {
			end();
			return undefined;
		}), isClosed: () => isClosed,
	};
}

test('a few batches are read by the one thread, more are shared with a helper', async t => {
	const own = slowHost();
	const helper = slowHost();
	let hired = 0;
	const host = new HelpedHost(own.host, () => {
		hired++;
		return helper.host;
	});
	const few = [host.run('digestFiles', {paths: []}), host.run('digestFiles', {paths: []}), host.run('digestFiles', {paths: []})];
	t.is(hired, 0);
	const more = [host.run('digestFiles', {paths: []}), host.run('digestFiles', {paths: []})];
	t.is(hired, 1);
	t.deepEqual([own.names.length, helper.names.length], [3, 2]);
	own.finish();
	helper.finish();
	await Promise.all([...few, ...more]);
	await host.close();
	t.true(own.isClosed() && helper.isClosed());
});

/** A host whose walks find as many entries as the test says, and end when it says so. */
function walkingHost() {
	const ends: Array<() => void> = [];
	let begun = 0;
	const host = {
		...slowHost().host,
		async * walk() {
			begun++;
			const {promise, resolve} = Promise.withResolvers<number>();
			ends.push(() => {
				resolve(0);
			});
			yield {
				parts: [], names: '', numbers: new Float64Array(60_000 * entryWidth), texts: new Map<number, string>(),
			};
			await promise;
		},
	} as unknown as DiskHost;
	return {host, begun: () => begun, finish: () => {
		for (const end of ends.splice(0)) {
			end();
		}
	}};
}

const walkInput = {looks: [], ruleFiles: []};

/** Begins a walk and takes its first batch. */
async function beginWalk(host: DiskHost) {
	const walk = host.walk(walkInput)[Symbol.asyncIterator]();
	await walk.next();
	return walk;
}

test('a few folders are listed by the one thread, of many every other request by a helper', async t => {
	const own = walkingHost();
	const helper = walkingHost();
	const host = new HelpedHost(own.host, () => helper.host);
	const walks = [await beginWalk(host), await beginWalk(host), await beginWalk(host)];
	t.deepEqual([own.begun(), helper.begun()], [3, 0]);
	walks.push(await beginWalk(host), await beginWalk(host), await beginWalk(host), await beginWalk(host));
	t.deepEqual([own.begun(), helper.begun()], [4, 3], 'once 150,000 entries have been seen');
	own.finish();
	helper.finish();
	await Promise.all(walks.map(async walk => walk.next()));
	const next = await beginWalk(host);
	t.deepEqual([own.begun(), helper.begun()], [5, 3], 'another look begins alone');
	own.finish();
	await next.next();
	await host.close();
});

test('everything else is done by the thread that knows the root', async t => {
	const own = slowHost();
	const host = new HelpedHost(own.host, () => {
		throw new Error('nobody is needed');
	});
	const jobs = Array.from({length: 8}, async () => host.run('room', undefined));
	t.is(own.names.length, 8);
	own.finish();
	await Promise.all(jobs);
});

test('a helper goes when nothing is left to read', async t => {
	const own = slowHost();
	const helper = slowHost();
	const host = new HelpedHost(own.host, () => helper.host);
	const jobs = Array.from({length: 4}, async () => host.run('digestFiles', {paths: []}));
	own.finish();
	helper.finish();
	await Promise.all(jobs);
	while (!helper.isClosed()) {
		await new Promise(resolve => {
			setTimeout(resolve, 10);
		});
	}

	t.false(own.isClosed());
});
