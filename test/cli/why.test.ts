import {join} from 'node:path';
import test from 'ava';
import {put, World} from './command.js';

test('why explains a path from what the last session has left, and from the running session while there is one', async t => {
	const world = await World.open(t);
	const here = world.folder('here', {
		a: 'text', 'noise.log': 'text', '.fsyncignore': '# what nobody wants\n*.log\n',
	});
	await world.once('client', here, 'vault');
	const why = async (path: string) => {
		const {code, lines, stderr} = await world.run('client', ['why', join(here, path), '--json']);
		return {code, line: lines[0] ?? {type: stderr}};
	};

	const ignored = await why('noise.log');
	t.is(ignored.code, 0);
	t.like(ignored.line, {
		type: 'why', folder: here, path: 'noise.log', status: 'ignored', verdict: 'IGNORED: line 2 of .fsyncignore: *.log', session: 'stopped',
	});
	t.like((await why('a')).line, {status: 'in-sync'});
	t.is((await why('missing')).code, 2);
	t.is((await world.run('client', ['why', '/'])).code, 2, 'no synced folder is around it');

	const session = world.start('client', [here, '--watch', '--json', '--debounce', '90000', '--debounce-max', '90000']);
	await session.next('in-sync');
	let waiting = await why('a');
	for (let edits = 1; waiting.line.status !== 'waiting' && edits <= 100; edits++) {
		// The look that follows the start of the watch waits for no quiet: an edit that it finds has gone already.
		put(join(here, 'a'), `edited ${edits}`);
		waiting = await why('a');
	}

	t.is(waiting.line.session, 'running');
	const {quietInMilliseconds, ceilingInMilliseconds} = waiting.line.wait as {quietInMilliseconds: number; ceilingInMilliseconds: number};
	t.true(quietInMilliseconds > 0 && quietInMilliseconds <= ceilingInMilliseconds && ceilingInMilliseconds <= 90_000);
	const text = await world.run('client', ['why', join(here, 'a')]);
	t.regex(text.stdout, /WAITING for quiet: it goes in .+\n.*fix: s on the screen sends it now\.\n.*✓ inside root/v);
	await session.stop();
	put(join(here, 'a'), 'edited while nobody looks');
	t.like((await why('a')).line, {status: 'changed', session: 'stopped'}, 'nobody runs any more');
});
