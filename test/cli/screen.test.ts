import {existsSync, readFileSync} from 'node:fs';
import {setTimeout as pause} from 'node:timers/promises';
import test from 'ava';
import {put, sameTrees, World} from './command.js';
import {look, Sight} from './sight.js';

test('a session on a terminal shows the screen, and q leaves three lines and 0', async t => {
	const world = await World.open(t);
	const here = world.folder('here', {a: 'a'});
	const sight = look(world, 'client', here);
	await sight.shows(/in sync/v);
	t.true(sight.isAlternate);
	put(`${here}/b`, 'b');
	await sight.shows(/\bb .*created/v);
	sight.press('q');
	t.is(await sight.ended(), 0);
	await sight.shows(/^here and vault:here: in sync\n2 files, 2 B; 2 created, 0 modified, 0 moved, 0 deleted\nsent .*, received .*\n/v);
	t.false(sight.isAlternate);
	sameTrees(t, here, world.path('client/vaults/here'));
});

test('ctrl-c leaves a session at once with 130 and gives the terminal back', async t => {
	const world = await World.open(t);
	const sight = look(world, 'client', world.folder('here', {a: 'a'}));
	await sight.shows(/in sync/v);
	sight.press('\u{3}');
	t.is(await sight.ended(), 130);
	await sight.shows(/^here and vault:here: in sync/v);
	t.false(sight.isAlternate);
});

test('a server on a terminal shows its invite, and a client that comes', async t => {
	const world = await World.open(t);
	const sight = look(world, 'server', '--server', world.folder('there', {a: 'a'}), '--listen', '127.0.0.1:0');
	await sight.shows(/fsync1:/v);
	const {lines} = await world.run('server', ['invite', '--json']);
	const {code, stderr} = await world.once('client', world.folder('here'), lines[0]!.invite as string);
	t.is(code, 0, stderr);
	await sight.shows(/connected|away/v);
	sight.press('q');
	t.is(await sight.ended(), 0);
	await sight.shows(/served 1 share/v);
});

test('a fault on a terminal is told on the normal screen', async t => {
	const world = await World.open(t);
	const sight = look(world, 'client', world.folder('here'), '127.0.0.1:1');
	t.is(await sight.ended(), 5);
	await sight.shows(/^fsync-tui: 127\.0\.0\.1:1 cannot be reached/v);
	t.false(sight.isAlternate);
});

test('the demo on a terminal shows edits going on until somebody quits', async t => {
	const world = await World.open(t);
	const sight = look(world, 'client', '--demo');
	await sight.shows(/notes\/idea-1\.md/v);
	await sight.shows(/film\.bin/v);
	sight.press('q');
	t.is(await sight.ended(), 0);
	await sight.shows(/demo-server\/demo/v);
});

test('without arguments and without a session a wizard pairs by one paste; the server shows who came, invites by i and revokes by x', async t => {
	const world = await World.open(t);
	const there = world.folder('there', {'from there': '1'});
	const here = world.folder('here', {'from here': '2', 'node_modules/x': '3'});
	const serving = look(world, 'server', '--server', there, '--listen', '127.0.0.1:0');
	await serving.shows(/fsync1:/v);
	const {lines} = await world.run('server', ['invite', '--json']);
	const sight = look(world, 'client');
	await sight.shows(/1 of 4/v);
	sight.press(`${here}\r`);
	await sight.shows(/2 of 4/v);
	sight.press(`\u{1B}[200~${lines[0]!.invite as string}\n\u{1B}[201~\r`);
	await sight.shows(/its device {2,}[\da-f]{4}-/v);
	sight.press('\r');
	await sight.shows(/› two-way/v);
	sight.press('\r');
	await sight.shows(/1 file \(1 B\) are left out; 1 file \(1 B\) are synced/v);
	sight.press('\r');
	await sight.shows(/LIVE in sync/v);
	t.is(readFileSync(`${here}/from there`, 'utf8'), '1');
	t.is(readFileSync(`${there}/from here`, 'utf8'), '2');
	t.is(readFileSync(`${there}/.fsyncignore`, 'utf8'), 'node_modules\n');
	t.false(existsSync(`${there}/node_modules`));
	await serving.shows(/1 connected/v);
	serving.press('i');
	await serving.shows(/fsync1:/v);
	serving.press('jx');
	await serving.shows(/Revoke .*\? Its connections end at once/v);
	serving.press('y');
	await serving.shows(/is revoked/v);
	await sight.shows(/not paired/v);
	sight.press('q');
	await sight.ended();
	serving.press('q');
	t.is(await serving.ended(), 0);
});

test('a dry run on a terminal shows its plan until somebody has read it', async t => {
	const world = await World.open(t);
	const sight = look(world, 'client', world.folder('here', {'sub/a': 'a', 'sub/b': 'b'}), '--dry-run');
	await sight.shows(/A sub\/ +2 files/v);
	sight.press('q');
	t.is(await sight.ended(), 0);
	await sight.shows(/3 steps would be done/v);
});

test('the restore of a folder shows its preview and asks on a terminal; no and an empty line change nothing', async t => {
	const world = await World.open(t);
	const here = world.folder('here', {a: 'one'});
	await world.once('client', here);
	const time = new Date(Date.now() + 1).toISOString();
	await pause(30);
	put(`${here}/a`, 'two');
	await world.once('client', here);
	for (const [answer, code, expected] of [['\r', 2, 'two'], ['y\r', 0, 'one']] as const) {
		const sight = new Sight(world, 'client', ['restore', here, '--at', time]);
		t.teardown(() => {
			sight.close();
		});
		await sight.shows(/put back a\s+Do this\? \[y\/N\]/v);
		sight.press(answer);
		t.is(await sight.ended(), code);
		t.is(readFileSync(`${here}/a`, 'utf8'), expected);
	}
});
