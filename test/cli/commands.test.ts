import {join} from 'node:path';
import test from 'ava';
import {
	pathsIn,
	put,
	sameTrees,
	World,
} from './command.js';

test('a share is reached by its own name, and by none when it is the only one', async t => {
	const world = await World.open(t);
	const there = world.folder('My site', {a: 'a'});
	const server = await world.serve(there);
	const here = world.folder('here');
	t.is((await world.once('client', here, server.invite)).code, 0);
	for (const remote of [`127.0.0.1:${server.port}`, `127.0.0.1:${server.port}/My-site`, `127.0.0.1:${server.port}/default`]) {
		t.is((await world.once('client', here, remote)).code, 0, remote);
	}

	const {lines} = await world.run('client', ['status', '--json']);
	t.deepEqual(lines.map(line => line.remote), [`127.0.0.1:${server.port}/My-site`]);
	const second = world.folder('second');
	t.is((await world.once('client', second, `127.0.0.1:${server.port}`)).code, 0);
	sameTrees(t, second, there);
});

test('a share under the name default is reached without a name', async t => {
	const world = await World.open(t);
	const there = world.folder('there', {a: 'a'});
	const other = world.folder('other', {b: 'b'});
	const server = await world.serve(other, {argv: ['--share', `default=${there}`]});
	const here = world.folder('here');
	t.is((await world.once('client', here, server.invite)).code, 0);
	t.is((await world.once('client', here, `127.0.0.1:${server.port}/default`)).code, 0);
	sameTrees(t, here, there);
});

test('several shares have an invite each', async t => {
	const world = await World.open(t, {areProcesses: true});
	const [one, two] = [world.folder('one', {a: 'a'}), world.folder('two', {b: 'b'})];
	await world.serve(one, {argv: ['--share', `second=${two}`]});
	t.is((await world.run('server', ['invite'])).code, 2);
	t.is((await world.run('server', ['invite', 'third'])).code, 2);
	for (const [share, folder] of [['one', one], ['second', two]] as const) {
		const {code, lines} = await world.run('server', ['invite', share, '--json']);
		t.is(code, 0);
		t.like(lines[0], {type: 'invite', share, access: 'read-write'});
		const here = world.folder(`here ${share}`);
		t.is((await world.once('client', here, lines[0]!.invite as string)).code, 0);
		sameTrees(t, here, folder);
	}
});

test('an invite line is the only thing on stdout, so that it can be piped', async t => {
	const world = await World.open(t, {areProcesses: true});
	await world.serve(world.folder('there'));
	const {stdout, stderr} = await world.run('server', ['invite']);
	t.regex(stdout, /^fsync1:\S+\n$/v);
	t.regex(stderr, /ten minutes/v);
});

test('a read-only invite lets a device read', async t => {
	const world = await World.open(t, {areProcesses: true});
	const there = world.folder('there', {given: 'given'});
	await world.serve(there);
	const {lines} = await world.run('server', ['invite', '--read-only', '--json']);
	const here = world.folder('here', {mine: 'mine'});
	await world.once('client', here, lines[0]!.invite as string);
	t.deepEqual(pathsIn(there), ['given']);
	t.deepEqual(pathsIn(here), ['given', 'mine']);
});

test('devices are listed, and a revoked one is sent away at once', async t => {
	const world = await World.open(t);
	const [here, there] = [world.folder('here', {a: 'a'}), world.folder('there')];
	const server = await world.serve(there);
	const client = world.start('client', [here, server.invite, '--watch', '--json', '--debounce', '20']);
	await client.next('in-sync');
	const {lines} = await world.run('server', ['devices', '--json']);
	t.is(lines.length, 1);
	const device = lines[0]!.device as string;
	t.like(lines[0], {type: 'device', access: 'read-write'});
	t.true(Math.abs(Date.now() - Date.parse(lines[0]!.lastSeen as string)) < 3_600_000);

	t.is((await world.run('server', ['revoke', 'nobody'])).code, 2);
	const revoked = await world.run('server', ['revoke', device.slice(0, 12), '--json']);
	t.is(revoked.code, 0);
	t.like(revoked.lines[0], {type: 'revoked', device});
	// Nobody is paired now, so that somebody is waited for again.
	const {invite} = await server.command.next('invite');
	t.regex(invite as string, /^fsync1:/v);
	const {code, stderr} = await client.ended;
	t.is(code, 6, stderr);
	put(join(here, 'b'), 'b');
	t.is((await world.once('client', here)).code, 6);
	t.deepEqual(pathsIn(there), ['a']);
	t.deepEqual((await world.run('server', ['devices', '--json'])).lines, []);
});

test('status lists sessions and shares, running or not', async t => {
	const world = await World.open(t, {areProcesses: true});
	const [here, there] = [world.folder('here', {a: 'a'}), world.folder('there')];
	const server = await world.serve(there);
	await world.once('client', here, server.invite);
	const [session] = (await world.run('client', ['status', '--json'])).lines;
	t.like(session, {
		type: 'session', folder: here, remote: `127.0.0.1:${server.port}/there`, conflicts: 0,
	});
	t.false(Number.isNaN(Date.parse(session!.inSync as string)));
	const share = async () => (await world.run('server', ['status', '--json'])).lines[0];
	t.like(await share(), {
		type: 'share', name: 'there', root: there, listening: true, port: server.port,
	});
	await server.command.stop();
	t.like(await share(), {listening: false});
	t.regex((await world.run('client', ['status'])).stdout, /in sync/v);
});

test('the only saved session needs no arguments; of several one must be chosen', async t => {
	const world = await World.open(t);
	const [here, second] = [world.folder('here', {a: 'a'}), world.folder('second', {b: 'b'})];
	t.is((await world.once('client', here)).code, 0);
	put(join(here, 'c'), 'c');
	const again = await world.once('client');
	t.is(again.code, 0, again.stderr);
	t.like(again.summary, {remote: {created: 1}});
	t.is((await world.once('client', second)).code, 0);
	const {code, stderr} = await world.once('client');
	t.is(code, 2);
	t.true(stderr.includes(`fsync-tui ${here} vault:here`));
	t.true(stderr.includes(`fsync-tui ${second} vault:second`));
});

test('without a remote a folder is synced into a vault of its own, found again later', async t => {
	const world = await World.open(t);
	const here = world.folder('here', {a: 'a', 'b/c': 'c'});
	const first = await world.once('client', here);
	t.is(first.code, 0, first.stderr);
	sameTrees(t, here, world.path('client/vaults/here'));
	put(join(here, 'd'), 'd');
	t.is((await world.once('client', here, 'vault')).code, 0);
	sameTrees(t, here, world.path('client/vaults/here'));
	const {lines} = await world.run('client', ['status', '--json']);
	t.deepEqual(lines.map(line => line.remote), ['vault:here']);
});

test('two folders are synced through one named vault', async t => {
	const world = await World.open(t);
	const [one, two] = [world.folder('one', {a: 'a'}), world.folder('two', {b: 'b'})];
	for (const folder of [one, two, one]) {
		const {code, stderr} = await world.once('client', folder, 'vault:both');
		t.is(code, 0, stderr);
	}

	sameTrees(t, one, two);
	t.deepEqual(pathsIn(one), ['a', 'b']);
});
