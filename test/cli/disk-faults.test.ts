import {
	chmodSync,
	chownSync,
	existsSync,
	readdirSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {noise} from '../../source/cli/demo-folders.js';
import {listTree} from '../../source/cli/tree-listing.js';
import {
	put,
	sameTrees,
	World,
	type Ended,
	type Entry,
} from './command.js';
import {
	asNobody,
	canMount,
	failing,
	limited,
	mountDisk,
	remount,
	unmount,
} from './machine.js';

const withDisks = canMount() ? test : test.skip;
const withRights = asNobody() ? test : test.skip;
const withFaults = failing('fsync', 'EIO', '1') ? test : test.skip;

const large = noise(3 * 1024 * 1024, 5);

/** A world in which a folder is a disk of its own. */
async function worldWithDisk(t: ExecutionContext, name: string, kibibytes: number): Promise<{world: World; disk: string}> {
	const world = await World.open(t);
	const disk = mountDisk(world.path(name), kibibytes)!;
	world.onEnd(async () => {
		unmount(disk);
	});
	return {world, disk};
}

/** Syncs once and again after the cause has gone: the first run says so, nothing is torn, the second makes both sides equal. */
async function recovers(t: ExecutionContext, {world, here, there, remote}: {world: World; here: string; there: string; remote: string}, mend: () => void): Promise<Ended> {
	const first = await world.once('client', here, remote);
	t.is(first.code, 4, first.stdout + first.stderr);
	mend();
	const second = await world.once('client', here);
	t.is(second.code, 0, second.stdout + second.stderr);
	sameTrees(t, here, there);
	return first;
}

for (const side of ['here', 'there'] as const) {
	withDisks(`F05: a disk that is too small ${side} leaves a large file out, takes the rest, and takes all when there is room`, async t => {
		const {world, disk} = await worldWithDisk(t, side, 1024);
		const other = world.folder(side === 'here' ? 'there' : 'here', {large, small: 'small', 'folder/other': 'other'});
		const [here, there] = side === 'here' ? [disk, other] : [other, disk];
		const server = await world.serve(there);
		await recovers(t, {
			world, here, there, remote: server.invite,
		}, () => {
			t.deepEqual([...listTree(disk).keys()], ['folder', 'folder/other', 'small']);
			t.true(remount(disk, 'size=16m'));
		});
	});
}

withDisks('F05: a full state folder ends the run in one sentence, loses nothing, and goes on when there is room', async t => {
	const {world, disk} = await worldWithDisk(t, 'client', 2048);
	const [here, there] = [world.folder('here', {a: 'a', gone: 'gone'}), world.folder('there')];
	const server = await world.serve(there);
	t.is((await world.once('client', here, server.invite)).code, 0);
	const filler = join(disk, 'filler');
	t.throws(() => {
		writeFileSync(filler, large);
	});
	put(join(here, 'b'), 'b');
	rmSync(join(here, 'gone'));
	const full = await world.once('client', here);
	t.is(full.code, 1, full.stdout + full.stderr);
	t.regex(full.stderr, /^fsync-tui: [^\n]*room[^\n]*\n$/v);
	rmSync(filler);
	t.is((await world.once('client', here)).code, 0);
	sameTrees(t, here, there);
	t.deepEqual([...listTree(here).keys()], ['a', 'b']);
});

withDisks('F11: a disk that becomes read-only in the middle takes nothing and loses nothing, and all goes on when it is writable again', async t => {
	const {world, disk: here} = await worldWithDisk(t, 'here', 4096);
	const there = world.folder('there', {a: 'a'});
	const server = await world.serve(there);
	const client = world.start('client', [here, server.invite, '--watch', '--json', '--debounce', '20']);
	await client.next('in-sync');
	t.true(remount(here, 'ro'));
	put(join(there, 'b'), 'b');
	await client.next('problem', line => line.path === 'b');
	t.deepEqual([...listTree(there).keys()], ['a', 'b']);
	t.true(remount(here, 'rw'));
	put(join(here, 'c'), 'c');
	await client.next('applied', line => line.path === 'c');
	await client.stop();
	t.is((await world.once('client', here)).code, 0);
	sameTrees(t, here, there);
	t.deepEqual([...listTree(here).keys()], ['a', 'b', 'c']);
});

test('F06: a file beyond the size that a process may write is left out, and taken without that limit', async t => {
	const world = await World.open(t);
	const [here, there] = [world.folder('here'), world.folder('there', {large, small: 'small'})];
	const server = await world.serve(there);
	const first = await world.spawn('client', [here, server.invite, '--once', '--json'], {}, limited('-f', '2000')).ended;
	t.is(first.code, 4, first.stdout + first.stderr);
	t.deepEqual([...listTree(here).keys()], ['small']);
	t.is((await world.once('client', here)).code, 0);
	sameTrees(t, here, there);
});

test('F07: with few handles on both sides everything is synced all the same', async t => {
	const world = await World.open(t);
	const entries = (name: string): Record<string, Entry> => Object.fromEntries(Array.from({length: 400}, (_, index) => [`${name}/${index % 20}/${index % 7}/${index}`, `${index}`]));
	const [here, there] = [world.folder('here', entries('mine')), world.folder('there', entries('yours'))];
	const serving = world.spawn('server', ['--server', there, '--listen', '127.0.0.1:0', '--json'], {}, limited('-n', '64'));
	const {invite} = await serving.next('listening');
	const client = await world.spawn('client', [here, invite as string, '--once', '--json'], {}, limited('-n', '64')).ended;
	const server = await serving.stop();
	t.is(client.code, 0, `${client.stderr}${server.stderr}${server.stdout}`);
	sameTrees(t, here, there);
});

/** A folder and all in it belong to nobody; the home of the command too. */
function give(world: World, ...names: readonly string[]): void {
	chmodSync(world.root, 0o777);
	for (const name of names) {
		const folder = world.folder(name);
		for (const path of ['', ...readdirSync(folder, {recursive: true, encoding: 'utf8'})]) {
			if (process.getuid!() === 0) {
				chownSync(join(folder, path), 65_534, 65_534);
			}
		}
	}
}

withRights('F08 F09: a file and a folder that may not be read are frozen, never deleted on the other side, and the rest is synced', async t => {
	const world = await World.open(t);
	const [here, there] = [world.folder('here', {secret: '1', 'closed/inside': '1', open: '1'}), world.folder('there')];
	const server = await world.serve(there);
	give(world, 'here', 'client', 'user-client', 'tmp');
	const once = async (remote: string) => world.spawn('client', [here, remote, '--once', '--json'], {}, asNobody()).ended;
	const first = await once(server.invite);
	t.is(first.code, 0, first.stderr);
	put(join(here, 'secret'), '22');
	chmodSync(join(here, 'secret'), 0);
	chmodSync(join(here, 'closed'), 0);
	put(join(here, 'open'), '22');
	put(join(there, 'closed/inside'), 'edited there');
	const second = await once(`127.0.0.1:${server.port}`);
	t.is(second.code, 4, second.stdout + second.stderr);
	t.deepEqual([...listTree(there).keys()], ['closed', 'closed/inside', 'open', 'secret']);
	t.is(readFileSync(join(there, 'open'), 'utf8'), '22', second.stdout);
	t.is(readFileSync(join(there, 'secret'), 'utf8'), '1');

	chmodSync(join(here, 'secret'), 0o644);
	chmodSync(join(here, 'closed'), 0o755);
	const third = await once(`127.0.0.1:${server.port}`);
	t.is(third.code, 0, third.stdout + third.stderr);
	sameTrees(t, here, there);
	t.is(readFileSync(join(here, 'closed/inside'), 'utf8'), 'edited there');
});

withRights('F10: a folder that may not be written gets nothing and keeps what it has, and gets it all later', async t => {
	const world = await World.open(t);
	const [here, there] = [world.folder('here', {'fixed/old': '1'}), world.folder('there')];
	const server = await world.serve(there);
	give(world, 'here', 'client', 'user-client', 'tmp');
	const once = async (remote: string) => world.spawn('client', [here, remote, '--once', '--json'], {}, asNobody()).ended;
	t.is((await once(server.invite)).code, 0);
	chmodSync(join(here, 'fixed'), 0o555);
	put(join(there, 'fixed/new'), 'new');
	put(join(there, 'fixed/old'), '22');
	put(join(there, 'elsewhere'), 'x');
	const second = await once(`127.0.0.1:${server.port}`);
	t.is(second.code, 4, second.stdout + second.stderr);
	t.is(readFileSync(join(here, 'fixed/old'), 'utf8'), '1');
	t.false(existsSync(join(here, 'fixed/new')));
	t.is(readFileSync(join(here, 'elsewhere'), 'utf8'), 'x');
	chmodSync(join(here, 'fixed'), 0o755);
	const third = await once(`127.0.0.1:${server.port}`);
	t.is(third.code, 0, third.stdout + third.stderr);
	sameTrees(t, here, there);
});

// Not `read`: Node gives up when it cannot read from its own event handle.
for (const [call, code] of [['fsync', 'EIO'], ['pread64', 'EIO']] as const) {
	withFaults(`F12 F13: when ${call} fails in the kernel with ${code} the run ends in a known way, and the next one makes both sides equal`, async t => {
		const world = await World.open(t);
		const [here, there] = [world.folder('here', {mine: noise(300_000, 1), small: 's'}), world.folder('there', {yours: noise(300_000, 2), 'a/b': 'c'})];
		const server = await world.serve(there);
		t.is((await world.once('client', here, server.invite)).code, 0);
		put(join(here, 'mine'), noise(300_000, 3));
		put(join(there, 'yours'), noise(300_000, 4));
		const wrapper = failing(call, code, call === 'fsync' ? '3+2' : '2+3');
		const ended = await world.spawn('client', [here, '--once', '--json'], {}, wrapper).ended;
		t.true([0, 1, 4, 7].includes(ended.code!), `${String(ended.code)} ${ended.stderr}`);
		t.is(listTree(there).size, 5);
		t.is((await world.once('client', here)).code, 0);
		sameTrees(t, here, there);
	});
}
