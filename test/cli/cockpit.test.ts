import {renameSync} from 'node:fs';
import test from 'ava';
import {put, World} from './command.js';
import {look} from './sight.js';

test('without a folder all saved sessions run in one cockpit; one that cannot says why, and the others go on', async t => {
	const world = await World.open(t);
	const [first, second, third] = ['first', 'second', 'third'].map(name => world.folder(name, {a: name}));
	for (const folder of [first, second, third]) {
		await world.once('client', folder!);
	}

	renameSync(second!, world.path('elsewhere'));
	const sight = look(world, 'client');
	await sight.shows(/1 Sessions[\s\S]*first +LIVE in sync[\s\S]*second +FAILED[\s\S]*third +LIVE in sync/v);
	put(`${third}/b`, 'b');
	sight.press(']');
	await sight.shows(/fsync-tui +second [\s\S]*is not there/v);
	renameSync(world.path('elsewhere'), second!);
	sight.press('r');
	await sight.shows(/second +LIVE in sync/v);
	sight.press('P');
	await sight.shows(/first +PAUSED[\s\S]*second +PAUSED[\s\S]*third +PAUSED/v);
	sight.press(']P');
	await sight.shows(/fsync-tui +third [\s\S]*LIVE in sync/v);
	await sight.shows(/\bb .*created/v);
	sight.press('xy');
	await sight.shows(/third +STOPPED/v);
	sight.press('q');
	t.is(await sight.ended(), 0);
	await sight.shows(/^first and vault:first: in sync\nsecond and vault:second: in sync\nthird and vault:third: in sync\n/v);
});

test('without a terminal several saved sessions are for a person to choose from, as ever', async t => {
	const world = await World.open(t);
	await world.once('client', world.folder('first'));
	await world.once('client', world.folder('second'));
	const {code, stderr} = await world.run('client', ['--plain']);
	t.is(code, 2);
	t.regex(stderr, /There are 2 saved sessions; say which one/v);
});
