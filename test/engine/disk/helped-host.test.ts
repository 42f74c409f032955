import test from 'ava';
import type {DigestBatch} from '../../../source/engine/disk/digest-files.js';
import type {DiskHost} from '../../../source/engine/disk/disk-jobs.js';
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
