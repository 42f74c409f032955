import {
	cpSync,
	mkdirSync,
	renameSync,
	rmSync,
} from 'node:fs';
import {join} from 'node:path';
import test from 'ava';
import {listTree} from '../../source/cli/tree-listing.js';
import {
	pathsIn,
	put,
	sameTrees,
	World,
	type Entry,
} from './command.js';

const many = (count: number): Record<string, Entry> => Object.fromEntries(Array.from({length: count}, (_, index) => [`d/file ${index}`, `${index}`]));

async function pair(world: World, entries: Record<string, Entry>) {
	const here = world.folder('here', entries);
	const there = world.folder('there');
	const server = await world.serve(there);
	await world.once('client', here, server.invite);
	return {
		here, there, server, address: `127.0.0.1:${server.port}`,
	};
}

/** What somebody deletes with one wrong command. */
function removeMany(folder: string, count: number): void {
	for (let index = 0; index < count; index++) {
		rmSync(join(folder, `d/file ${index}`));
	}
}

test('rule 35: a halt is shown with its list, and put back from the other side', async t => {
	const world = await World.open(t);
	const {here, there, address} = await pair(world, many(40));
	removeMany(here, 30);
	put(join(here, 'new'), 'new');
	t.is((await world.once('client', here, address)).code, 7);
	const shown = await world.run('client', ['halt', '--json']);
	t.is(shown.code, 7);
	t.like(shown.lines[0], {type: 'halt', code: 'mass-delete', count: 30});
	t.regex((await world.run('client', ['halt'])).stdout, / {2}d\/file 0\n.*and 20 more/sv);

	const back = await world.run('client', ['halt', 'put-back', here, '--json']);
	t.is(back.code, 0, back.stderr);
	t.like(back.lines.at(-1), {type: 'answered', answer: 'put-back', count: 30});
	sameTrees(t, here, there);
	t.is(listTree(here).size, 42);
	t.is((await world.run('client', ['halt'])).code, 0);

	rmSync(join(here, 'd/file 1'));
	t.is((await world.once('client', here, address)).code, 0);
	t.is(listTree(there).size, 41, 'a single deletion is one again');
});

test('F40: an emptied folder halts whatever the number, on either side, and --restore-deleted fills it again', async t => {
	const world = await World.open(t);
	const {here, there, address} = await pair(world, {a: '1', 'b/c': '2'});
	for (const [side, folder] of [['local', here], ['remote', there]] as const) {
		rmSync(join(folder, 'a'));
		rmSync(join(folder, 'b'), {recursive: true});
		const halted = await world.once('client', here, address);
		t.is(halted.code, 7, side);
		t.like(halted.lines.find(({type}) => type === 'halted'), {code: 'emptied', side, paths: ['a', 'b', 'b/c']});
		const back = await world.once('client', here, address, '--restore-deleted');
		t.is(back.code, 0, back.stderr);
		sameTrees(t, here, there);
		t.is(listTree(here).size, 3);
	}
});

test('a halted session that runs goes on when it is answered, and an answer about another list is none', async t => {
	const world = await World.open(t);
	const {here, there, address} = await pair(world, {...many(40), 'kept/a': 'a', 'kept/b': 'b'});
	renameSync(join(here, 'd'), world.path('taken'));
	t.is((await world.once('client', here, address)).code, 7);
	rmSync(join(here, 'kept/a'));
	t.is((await world.run('client', ['halt', 'accept'])).code, 7, 'one more is gone than whoever answers has seen');
	t.is(listTree(there).size, 44);

	const session = world.start('client', [here, address, '--watch', '--json']);
	t.like(await session.next('halted'), {code: 'mass-delete', side: 'local'});
	const accepted = await world.run('client', ['halt', 'accept']);
	t.is(accepted.code, 0, accepted.stderr);
	sameTrees(t, here, there);
	t.deepEqual(pathsIn(there), ['kept', 'kept/b']);
	await session.stop();
});

test('F15: a session halts while its folder is away and goes on by itself when it is back', async t => {
	const world = await World.open(t, {areProcesses: true});
	const {here, there, address} = await pair(world, many(5));
	const session = world.start('client', [here, address, '--watch', '--json', '--debounce', '0']);
	await session.next('in-sync');
	renameSync(here, world.path('away'));
	put(join(there, 'from there'), 'x');
	t.like(await session.next('halted'), {code: 'root'});
	t.is(listTree(there).size, 7);
	t.is((await world.run('client', ['halt'])).code, 7);

	renameSync(world.path('away'), here);
	await session.next('applied', ({path}) => path === 'from there');
	put(join(here, 'after'), 'y');
	await session.next('applied', ({path}) => path === 'after');
	sameTrees(t, here, there);
	await session.stop();
});

test('F15: another folder in the place of the paired one halts, even an exact copy of it', async t => {
	const world = await World.open(t);
	const {here, there, address} = await pair(world, many(5));
	const session = world.start('client', [here, address, '--watch', '--json']);
	await session.next('in-sync');
	renameSync(here, world.path('away'));
	cpSync(world.path('away'), here, {recursive: true});
	rmSync(join(here, 'd'), {recursive: true});
	put(join(there, 'news'), 'x');
	t.like(await session.next('halted'), {code: 'root'});
	await session.stop();
	t.deepEqual(pathsIn(here), []);
	t.is(listTree(there).size, 7);
});

test('F15: a server whose folder is away says so to its clients in words, and both go on when it is back', async t => {
	const world = await World.open(t);
	const {here, there, server, address} = await pair(world, many(5));
	const session = world.start('client', [here, address, '--watch', '--json', '--debounce', '0']);
	await session.next('in-sync');
	renameSync(there, world.path('away'));
	mkdirSync(there);
	put(join(here, 'sent meanwhile'), 'x');
	const told = await session.next('disconnected');
	t.regex(String(told.reason), /folder|disk/v);
	t.like(await server.command.next('halted'), {code: 'root'});
	t.deepEqual(pathsIn(there), [], 'nothing is written into what is not the share');

	rmSync(there, {recursive: true});
	renameSync(world.path('away'), there);
	await session.next('applied', ({path}) => path === 'sent meanwhile');
	t.is(listTree(there).size, 7);
	await session.stop();
});
