import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {createServer, type AddressInfo} from 'node:net';
import {join} from 'node:path';
import test from 'ava';
import {listTree} from '../../source/cli/tree-listing.js';
import {put, sameTrees, World} from './command.js';

const oneSentence = /^fsync-tui: [^\n]+\.\n$/v;

test('a wrong flag ends with 2 and one sentence on stderr', async t => {
	const world = await World.open(t);
	const {code, stdout, stderr} = await world.run('client', ['--onse']);
	t.is(code, 2);
	t.is(stdout, '');
	t.regex(stderr, oneSentence);
});

test('a folder that is not there ends with 2 and saves no session', async t => {
	const world = await World.open(t);
	const {code, stderr} = await world.once('client', world.path('missing'), 'vault');
	t.is(code, 2);
	t.regex(stderr, oneSentence);
	t.regex(stderr, /missing/v);
	const {lines} = await world.run('client', ['status', '--json']);
	t.deepEqual(lines, []);
});

test('a file in the place of a folder ends with 2', async t => {
	const world = await World.open(t);
	world.folder('here', {file: 'x'});
	t.is((await world.once('client', world.path('here/file'))).code, 2);
	t.is((await world.run('server', ['--server', world.path('here/file')])).code, 2);
});

test('no folder and no saved session ends with 2 in a script', async t => {
	const world = await World.open(t);
	const {code, stderr} = await world.run('client', ['--once', '--json']);
	t.is(code, 2);
	t.regex(stderr, oneSentence);
});

test('a host where nobody listens ends with 5', async t => {
	const world = await World.open(t);
	const listener = createServer().listen(0, '127.0.0.1');
	await new Promise<void>(resolve => {
		listener.once('listening', resolve);
	});
	const {port} = listener.address() as AddressInfo;
	await new Promise<void>(resolve => {
		listener.close(() => {
			resolve();
		});
	});
	const {code, stderr} = await world.once('client', world.folder('here'), `127.0.0.1:${port}`);
	t.is(code, 5);
	t.regex(stderr, oneSentence);
});

test('a paired server that has gone ends with 5 and loses nothing', async t => {
	const world = await World.open(t);
	const [here, there] = [world.folder('here', {a: 'a'}), world.folder('there')];
	const server = await world.serve(there);
	t.is((await world.once('client', here, server.invite)).code, 0);
	await server.command.stop();
	put(join(here, 'b'), 'b');
	t.is((await world.once('client', here)).code, 5);
	await world.serve(there, {port: server.port});
	t.is((await world.once('client', here)).code, 0);
	sameTrees(t, here, there);
});

test('a server that has not invited this device ends with 6 and says how to get in', async t => {
	const world = await World.open(t);
	const server = await world.serve(world.folder('there', {secret: 'x'}));
	const here = world.folder('here');
	const {code, stderr} = await world.once('client', here, `127.0.0.1:${server.port}`);
	t.is(code, 6);
	t.regex(stderr, oneSentence);
	t.regex(stderr, /fsync-tui invite/v);
	t.is(listTree(here).size, 0);
});

test('an invite line works once', async t => {
	const world = await World.open(t);
	const server = await world.serve(world.folder('there', {a: 'a'}));
	t.is((await world.once('client', world.folder('here'), server.invite)).code, 0);
	const second = world.folder('second');
	const {code, stderr} = await world.once('client-2', second, server.invite);
	t.is(code, 6);
	t.regex(stderr, oneSentence);
	t.is(listTree(second).size, 0);
	t.deepEqual((await world.run('client-2', ['status', '--json'])).lines, []);
});

test('another server at the same address ends with 6 and gets nothing', async t => {
	const world = await World.open(t);
	const here = world.folder('here', {a: 'a'});
	const first = await world.serve(world.folder('there'));
	t.is((await world.once('client', here, first.invite)).code, 0);
	await first.command.stop();
	const other = world.folder('other');
	await world.serve(other, {home: 'other-server', port: first.port});
	put(join(here, 'b'), 'b');
	const {code, stderr} = await world.once('client', here);
	t.is(code, 6);
	t.regex(stderr, oneSentence);
	t.is(listTree(other).size, 0);
});

test('a damaged invite line ends with 2', async t => {
	const world = await World.open(t);
	const here = world.folder('here');
	for (const line of ['fsync1:', 'fsync1:host:8440:share', 'fsync9:something']) {
		const {code, stderr} = await world.once('client', here, line);
		t.is(code, 2);
		t.regex(stderr, oneSentence);
	}
});

test('F36: a second process on the same folder ends with 8 and leaves the first alone', async t => {
	const world = await World.open(t);
	const [here, there] = [world.folder('here', {a: 'a'}), world.folder('there')];
	const server = await world.serve(there);
	const first = world.start('client', [here, server.invite, '--watch', '--json', '--debounce', '20']);
	await first.next('in-sync');
	const {code, stderr} = await world.once('client', here);
	t.is(code, 8);
	t.regex(stderr, oneSentence);
	put(join(here, 'b'), 'b');
	await first.next('applied', line => line.path === 'b');
	await first.stop();
	t.is((await world.once('client', here)).code, 0);
	sameTrees(t, here, there);
});

test('F38: two servers on one folder: the second ends with 8', async t => {
	const world = await World.open(t);
	const there = world.folder('there');
	await world.serve(there);
	const {code, stderr} = await world.run('server-2', ['--server', there, '--listen', '127.0.0.1:0', '--json']);
	t.is(code, 8);
	t.regex(stderr, oneSentence);
});

test('a port that is taken ends with 2 and names --listen', async t => {
	const world = await World.open(t);
	const server = await world.serve(world.folder('there'));
	const {code, stderr} = await world.run('server-2', ['--server', world.folder('other'), '--listen', `127.0.0.1:${server.port}`]);
	t.is(code, 2);
	t.regex(stderr, /--listen/v);
});

test('state inside the synced folder is refused with 2', async t => {
	const world = await World.open(t);
	const here = world.folder('here');
	const {code, stderr} = await world.once('here/state', here, 'vault');
	t.is(code, 2);
	t.regex(stderr, /FSYNC_TUI_HOME/v);
	t.is((await world.run('here/state', ['--server', here, '--listen', '127.0.0.1:0'])).code, 2);
});

test('a log file inside the synced folder is refused with 2', async t => {
	const world = await World.open(t);
	const here = world.folder('here');
	for (const argv of [[here, 'vault', '--once'], ['--server', here, '--listen', '127.0.0.1:0']]) {
		const {code, stderr} = await world.run('client', [...argv, '--log-file', join(here, 'sync.log')]);
		t.is(code, 2);
		t.regex(stderr, oneSentence);
	}
});

test('shares that lie in each other are refused with 2', async t => {
	const world = await World.open(t);
	const outer = world.folder('outer', {'inner/file': 'x'});
	const {code, stderr} = await world.run('server', ['--server', outer, '--share', `inner=${join(outer, 'inner')}`, '--listen', '127.0.0.1:0']);
	t.is(code, 2);
	t.regex(stderr, oneSentence);
});

test('a state folder that cannot be used is told without a stack', async t => {
	const world = await World.open(t);
	world.folder('.', {'not-a-folder': 'x'});
	const {code, stderr} = await world.once('not-a-folder', world.folder('here'), 'vault');
	t.true(code === 1 || code === 2, `code ${code}`);
	t.notRegex(stderr, /\bat\b.*:\d+:\d+/v, stderr);
});

test('what is printed has no secrets and no invite after it was used', async t => {
	const world = await World.open(t);
	const there = world.folder('there', {a: 'a'});
	const server = await world.serve(there, {argv: ['--log-file', world.path('server.log')]});
	const first = await world.once('client', world.folder('here'), server.invite, '--log-file', world.path('client.log'));
	t.is(first.code, 0);
	await server.command.stop();
	const secret = server.invite.split(':').at(-1)!;
	t.false(readFileSync(world.path('client.log'), 'utf8').includes(secret));
	const again = await world.serve(there);
	t.is(again.invite, '');
	t.true(existsSync(world.path('server.log')));
	t.deepEqual(readdirSync(world.path('client')).filter(name => name.startsWith('crash')), []);
});
