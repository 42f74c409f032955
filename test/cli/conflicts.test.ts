import {readFileSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import test from 'ava';
import {
	pathsIn,
	put,
	sameTrees,
	World,
	type Entry,
} from './command.js';

/** Two folders in sync with these files. */
async function pair(world: World, entries: Record<string, Entry>) {
	const here = world.folder('here', entries);
	const there = world.folder('there');
	const server = await world.serve(there);
	await world.once('client', here, server.invite);
	return {
		here, there, server, address: `127.0.0.1:${server.port}`,
	};
}

function editBoth(here: string, there: string, names: readonly string[]): void {
	for (const name of names) {
		put(join(here, name), `${name} here`);
		put(join(there, name), `${name} over there`);
	}
}

const read = (folder: string, name: string) => readFileSync(join(folder, name), 'utf8');

/** The contents that a folder's trash keeps. */
function trashOf(folder: string): string[] {
	const trash = join(folder, '.fsync-tui', 'trash');
	const days = readdirSync(trash).filter(name => name !== 'horizon');
	return days.flatMap(day => readdirSync(join(trash, day)).filter(name => name !== 'index.jsonl').map(name => read(join(trash, day), name)));
}

test('conflicts are listed with both versions and resolved one by one without a running session', async t => {
	const world = await World.open(t);
	const {here, there, address} = await pair(world, {'a.txt': 'base', 'd/b': 'base', c: 'base'});
	editBoth(here, there, ['a.txt', 'd/b', 'c']);
	t.is((await world.once('client', here, address)).code, 3);

	const listed = await world.run('client', ['conflicts', 'list', '--json']);
	t.is(listed.code, 3, 'as long as any are left');
	t.deepEqual(listed.lines.map(({path}) => path), ['a.txt', 'c', 'd/b']);
	const {local, remote} = listed.lines[0]!.versions as Record<'local' | 'remote', Record<string, unknown>>;
	t.like(local, {kind: 'file', size: 10});
	t.like(remote, {kind: 'file', size: 16});
	t.true([local, remote].every(({device, modified}) => typeof device === 'string' && typeof modified === 'string'));

	const first = await world.run('client', ['conflicts', 'resolve', join(here, 'd', 'b'), '--keep', 'local', '--json']);
	t.is(first.code, 3, first.stderr);
	t.like(first.lines.at(-1), {
		type: 'resolved', path: 'd/b', keep: 'local', conflicts: 2,
	});
	t.is(read(there, 'd/b'), 'd/b here');
	t.deepEqual(trashOf(there), ['d/b over there']);

	t.is((await world.run('client', ['conflicts', 'resolve', 'c', '--keep', 'remote'])).code, 3);
	t.is(read(here, 'c'), 'c over there');
	t.deepEqual(trashOf(here), ['c here']);

	const last = await world.run('client', ['conflicts', 'resolve', 'a.txt', '--keep', 'both']);
	t.is(last.code, 0, last.stderr);
	sameTrees(t, here, there);
	t.is(read(here, 'a.txt'), 'a.txt over there');
	const copies = pathsIn(here).filter(path => /^a\.conflict-.+-[\da-f]{8}\.txt$/v.test(path));
	t.deepEqual(copies.map(path => read(there, path)), ['a.txt here']);

	t.is((await world.run('client', ['conflicts'])).code, 0);
	t.is((await world.run('client', ['conflicts', 'resolve', 'c', '--keep', 'local'])).code, 2, 'there is none any more');
});

test('a running session takes a decision up at once', async t => {
	const world = await World.open(t, {areProcesses: true});
	const {here, there, address} = await pair(world, {plan: 'base'});
	editBoth(here, there, ['plan']);
	const session = world.start('client', [here, address, '--watch', '--json']);
	await session.next('conflict');
	const resolved = await world.run('client', ['conflicts', 'resolve', 'plan', '--keep', 'local']);
	t.is(resolved.code, 0, resolved.stderr);
	t.is(read(there, 'plan'), 'plan here');
	await session.next('in-sync');
	t.is((await session.stop()).code, 143);
});

test('what is decided while the server is away is carried out later, unless a version has changed since', async t => {
	const world = await World.open(t);
	const {here, there, server, address} = await pair(world, {a: 'base', b: 'base'});
	editBoth(here, there, ['a', 'b']);
	await world.once('client', here, address);
	await server.command.stop();
	for (const name of ['a', 'b']) {
		const decided = await world.run('client', ['conflicts', 'resolve', name, '--keep', 'remote']);
		t.is(decided.code, 5);
		t.regex(decided.stderr, /carried out at the next sync/v);
	}

	put(join(here, 'b'), 'edited again');
	await world.serve(there, {port: server.port});
	const {code, lines} = await world.once('client', here, address);
	t.is(code, 3);
	t.is(read(here, 'a'), 'a over there');
	t.is(read(here, 'b'), 'edited again');
	t.is(read(there, 'b'), 'b over there');
	t.regex(String(lines.find(({type, path}) => type === 'notice' && path === 'b')?.message), /changed since its conflict was decided/v);
	t.is((await world.once('client', here, address)).lines.filter(({type}) => type === 'notice').length, 0, 'it is dropped, and said once');
});

const manyLines = (first: string, last: string) => [first, ...Array.from({length: 9000}, (_, index) => `line ${index} of a long text`), last, ''].join('\n');

test('rule 3: with --merge texts that both sides changed in different lines are merged, and only those', async t => {
	const world = await World.open(t);
	const here = world.folder('here', {
		'list.txt': 'one\ntwo\nthree\n', 'long.txt': manyLines('first', 'last'), same: 'a\nb\nc\n', endings: 'a\nb\nc\n',
	});
	const there = world.folder('there');
	const server = await world.serve(there);
	t.is((await world.once('client', here, server.invite, '--merge')).code, 0);
	put(join(here, 'list.txt'), 'ONE\ntwo\nthree\n');
	put(join(there, 'list.txt'), 'one\ntwo\nTHREE\n');
	put(join(here, 'long.txt'), manyLines('first here', 'last'));
	put(join(there, 'long.txt'), manyLines('first', 'last there'));
	put(join(here, 'same'), 'a\nhere\nc\n');
	put(join(there, 'same'), 'a\nthere\nc\n');
	put(join(here, 'endings'), 'a\r\nb\r\nc\r\n');
	put(join(there, 'endings'), 'a\nb\nC\n');

	const {code, lines} = await world.once('client', here, `127.0.0.1:${server.port}`);
	t.is(code, 3, 'what was said once is remembered; what overlaps or is doubtful is held');
	t.deepEqual(lines.filter(({type}) => type === 'conflict').map(({path}) => path), ['endings', 'same']);
	t.deepEqual(lines.filter(({type}) => type === 'notice').map(({path}) => path), ['list.txt', 'long.txt']);
	for (const folder of [here, there]) {
		t.is(read(folder, 'list.txt'), 'ONE\ntwo\nTHREE\n');
		t.is(read(folder, 'long.txt'), manyLines('first here', 'last there'));
	}

	t.is(read(here, 'same'), 'a\nhere\nc\n');
	t.is(read(there, 'endings'), 'a\nb\nC\n');
	t.deepEqual(trashOf(here).toSorted(), ['ONE\ntwo\nthree\n', manyLines('first here', 'last')].toSorted());
	t.deepEqual(trashOf(there).toSorted(), ['one\ntwo\nTHREE\n', manyLines('first', 'last there')].toSorted());
	t.deepEqual(readdirSync(join(here, '.fsync-tui', 'stage')), []);

	const again = await world.once('client', here, `127.0.0.1:${server.port}`, '--no-merge');
	t.deepEqual([again.code, again.lines.filter(({type}) => type === 'applied')], [3, []]);
});
