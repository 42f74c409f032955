import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import test from 'ava';
import {put, World} from './command.js';
import {look} from './sight.js';

test('a conflict is decided on the terminal with keys, taken back, and asked about', async t => {
	const world = await World.open(t);
	const here = world.folder('here', {'plan.md': '# Plan\nBeta: 12 December\n'});
	const there = world.folder('there');
	const server = await world.serve(there);
	await world.once('client', here, server.invite);
	put(join(here, 'plan.md'), '# Plan\nBeta: 19 December\n');
	put(join(there, 'plan.md'), '# Plan\nBeta: 9 January\n');

	const sight = look(world, 'client', here, `127.0.0.1:${server.port}`);
	await sight.shows(/1 conflict/v);
	sight.press('c');
	await sight.shows(/L Beta: 19 December[\s\S]+R Beta: 9 January/v);
	sight.press('r');
	await sight.shows(/Keep the remote version of plan\.md\?/v);
	sight.press('r');
	await sight.shows(/keep remote/v);
	t.is(readFileSync(join(here, 'plan.md'), 'utf8'), '# Plan\nBeta: 19 December\n', 'the key that asked is no answer');
	sight.press('r');
	await sight.shows(/Keep the remote version of plan\.md\?/v);
	sight.press('y');
	await sight.shows(/No conflicts are held\./v);
	t.is(readFileSync(join(here, 'plan.md'), 'utf8'), '# Plan\nBeta: 9 January\n');

	sight.press('z');
	await sight.shows(/Take the last decision back\?/v);
	sight.press('y');
	await sight.shows(/plan\.md: the version that had lost is there again/v);
	t.is(readFileSync(join(here, 'plan.md'), 'utf8'), '# Plan\nBeta: 19 December\n');
	sight.press('\u{1B}');
	await sight.shows(/1 Pending/v);
	sight.press('q');
	t.is(await sight.ended(), 0);
});
