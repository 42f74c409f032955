import {join} from 'node:path';
import test from 'ava';
import {Flusher} from '../../../source/engine/disk/flusher.js';
import {scratchFolder} from './scratch-folder.js';

const onLinux = process.platform === 'linux' ? test : test.skip;

onLinux('flushes as often as it is asked, in order, and says when it cannot', async t => {
	const flusher = new Flusher(scratchFolder(t));
	t.true(await flusher.flush());
	t.deepEqual(await Promise.all([flusher.flush(), flusher.flush()]), [true, true]);
	flusher.close();
	const lost = new Flusher(join(scratchFolder(t), 'gone'));
	t.false(await lost.flush());
	t.false(await lost.flush());
	lost.close();
});

test('whoever waits when it is closed is told that nothing is sure', async t => {
	const flusher = new Flusher(scratchFolder(t));
	const waiting = flusher.flush();
	flusher.close();
	t.false(await waiting);
});
