import test from 'ava';
import {sha256} from '../../../source/engine/content/digest.js';
import type {DiskHost} from '../../../source/engine/disk/disk-jobs.js';
import {StageClient} from '../../../source/engine/disk/stage-client.js';
import {bytesOf} from './replica-fixture.js';

const digest = sha256(bytesOf('content'));
const request = {digest, size: 7, copies: []};

/** A host that notes the names of the jobs; `proceed` answers whether there is more to do. */
function hostWith(proceed: (call: number) => Promise<boolean>): {readonly host: DiskHost; readonly jobs: string[]} {
	const jobs: string[] = [];
	const answers: Record<string, () => unknown> = {
		stageBegin: () => ({reused: [0], missing: []}),
		stageProceed: async () => proceed(jobs.filter(name => name === 'stageProceed').length),
		stageFinish: () => [],
	};
	const host = {
		async run(name: string) {
			jobs.push(name);
			return answers[name]?.();
		},
	};
	return {host: host as unknown as DiskHost, jobs};
}

test('a file is finished in slices, so that other work of the disk comes in between', async t => {
	const {host, jobs} = hostWith(async call => call < 3);
	const stage = new StageClient(host);
	await stage.begin(request);
	t.deepEqual(await stage.finish(digest), {again: []});
	t.deepEqual(jobs, ['stageBegin', 'stageProceed', 'stageProceed', 'stageProceed', 'stageFinish']);
});

test('a file that is given up while it is being finished is not finished, and is never told to be complete', async t => {
	const {promise, resolve} = Promise.withResolvers<boolean>();
	const {host, jobs} = hostWith(async () => promise);
	const stage = new StageClient(host);
	await stage.begin(request);
	const finished = stage.finish(digest);
	await stage.abandon(digest);
	resolve(true);
	t.deepEqual(await finished, {again: [0]});
	t.deepEqual(jobs, ['stageBegin', 'stageProceed', 'stageAbandon']);
});
