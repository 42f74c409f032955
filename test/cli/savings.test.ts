import {renameSync} from 'node:fs';
import {join} from 'node:path';
import test from 'ava';
import {noise} from '../../source/cli/demo-folders.js';
import {put, sameTrees, World} from './command.js';

type Saved = {readonly deltaBytes: number; readonly dedupBytes: number; readonly zstdBytes: number; readonly renameBytes: number};

const size = 1_000_000;

/** What the same edits save, whichever side they are made on. */
for (const side of ['here', 'there'] as const) {
	test(`the summary tells what edits made ${side} did not have to send, by why`, async t => {
		const world = await World.open(t);
		const [edited, copied, moved] = [noise(size, 1), noise(size, 2), noise(50_000, 3)];
		const both = {here: world.folder('here', {edited, copied, moved}), there: world.folder('there')};
		const server = await world.serve(both.there);
		await world.once('client', both.here, server.invite);
		const at = both[side];
		put(join(at, 'edited'), Buffer.concat([Buffer.from('!'), edited]));
		put(join(at, 'copy'), copied);
		put(join(at, 'joined'), Buffer.concat([copied, Buffer.from('?')]));
		put(join(at, 'text'), 'words, '.repeat(10_000));
		renameSync(join(at, 'moved'), join(at, 'moved away'));
		const {code, summary, stderr} = await world.once('client', both.here, `127.0.0.1:${server.port}`);
		t.is(code, 0, stderr);
		sameTrees(t, both.here, both.there);
		const saved = summary!.saved as Saved;
		t.is(saved.renameBytes, 50_000);
		t.true(saved.deltaBytes > size * 0.6 && saved.deltaBytes <= size, JSON.stringify(saved));
		t.true(saved.dedupBytes > size * 1.6 && saved.dedupBytes < size * 2, JSON.stringify(saved));
		t.true(saved.zstdBytes > 60_000, JSON.stringify(saved));
	});
}

test('a content that several new files have crosses once, and counts as saved for the others, whichever way it goes', async t => {
	for (const side of ['here', 'there'] as const) {
		const world = await World.open(t);
		// A batch is full after 24 MiB: the copies lie in others than the first of them.
		const large = noise(13_000_000, 4);
		const both = {here: world.folder('here'), there: world.folder('there')};
		for (const name of ['a', 'b', 'c']) {
			put(join(both[side], name), large);
		}

		const server = await world.serve(both.there);
		const {code, summary, stderr} = await world.once('client', both.here, server.invite);
		t.is(code, 0, stderr);
		sameTrees(t, both.here, both.there);
		t.is(summary!.literalBytes, large.length);
		t.is((summary!.saved as Saved).dedupBytes, 2 * large.length);
	}
});
