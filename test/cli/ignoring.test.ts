import {
	readFileSync,
	renameSync,
	rmSync,
	unlinkSync,
} from 'node:fs';
import {dirname, join} from 'node:path';
import test from 'ava';
import {
	pathsIn,
	put,
	World,
	type Entry,
	type Line,
} from './command.js';

/** Folders that have been synced once with `build` left out; each side then gets an ignored file of its own in `d`. */
async function pair(world: World, entries: Record<string, Entry>, ...argv: string[]) {
	const here = world.folder('here', entries);
	const there = world.folder('there');
	const server = await world.serve(there);
	const first = await world.once('client', here, server.invite, ...argv);
	return {
		here, there, first, address: `127.0.0.1:${server.port}`,
	};
}

/** A reader sees the old text or the new one, never an empty file. */
function putWhole(path: string, content: string): void {
	const draft = `${dirname(path)}.draft`;
	put(draft, content);
	renameSync(draft, path);
}

const text = (...path: string[]) => readFileSync(join(...path), 'utf8');
const problems = (lines: readonly Line[]) => lines.filter(({type}) => type === 'problem').map(({path, side, code}) => `${path as string} ${side as string} ${code as string}`);
const applied = (lines: readonly Line[]) => lines.filter(({type}) => type === 'applied').map(({path, operation, side}) => `${operation as string} ${path as string} ${side as string}`);
const announced = (lines: readonly Line[]) => lines.filter(({type}) => type === 'ignore-changed');

test('rule 29: a folder deleted here keeps what the server has ignored in it, and the problem is told', async t => {
	const world = await World.open(t);
	const {here, there, address} = await pair(world, {
		'.fsyncignore': 'build\n', 'd/a': 'a', 'd/s/b': 'b', 'emptied/a': 'a', 'emptied/build/x': 'mine',
	});
	put(join(there, 'd/s/build/x'), 'theirs');
	put(join(there, 'd/build'), 'theirs too');
	put(join(there, 'emptied/build/y'), 'theirs');
	rmSync(join(here, 'd'), {recursive: true});
	unlinkSync(join(here, 'emptied/a'));
	const {code, lines, summary} = await world.once('client', here, address);
	t.is(code, 4);
	t.deepEqual(problems(lines), ['d remote ignored-inside']);
	t.regex(lines.find(({type}) => type === 'problem')!.message as string, /^Kept 2 ignored: /v);
	t.is(summary!.problems, 1);
	t.deepEqual(pathsIn(there), ['.fsyncignore', 'd', 'd/build', 'd/s', 'd/s/build', 'd/s/build/x', 'emptied', 'emptied/build', 'emptied/build/y']);

	const again = await world.once('client', here, address);
	t.is(again.code, 0, 'what is ignored is no concern of later runs');
	t.deepEqual(applied(again.lines), []);
	t.deepEqual(pathsIn(here), ['.fsyncignore', 'emptied', 'emptied/build', 'emptied/build/x'], 'a folder that only lost its last file is not deleted');
	t.is(text(there, 'd/s/build/x'), 'theirs');
});

test('rule 29: a folder deleted there keeps what is ignored in it here, and the problem stands until that is gone', async t => {
	const world = await World.open(t);
	const {here, there, address} = await pair(world, {
		'.fsyncignore': 'build\nfolders/\n', 'd/a': 'a', 'd/build/x': 'mine', 'd/s/b': 'b', 'folders/x': 'mine', 'replaced/a': 'a',
	});
	rmSync(join(there, 'd'), {recursive: true});
	put(join(there, 'replaced/build/x'), 'theirs');
	put(join(there, 'folders'), 'a file, which is not ignored');
	rmSync(join(here, 'replaced'), {recursive: true});
	put(join(here, 'replaced'), 'now a file');
	put(join(here, 'other'), 'other');
	for (const round of [1, 2]) {
		const {code, lines} = await world.once('client', here, address);
		t.is(code, 4, `round ${round}`);
		t.deepEqual(problems(lines).toSorted(), ['d local ignored-inside', 'folders local busy', 'replaced remote ignored-inside']);
		t.regex(lines.find(({path, type}) => type === 'problem' && path === 'd')!.message as string, /^Kept 1 ignored: /v);
		t.deepEqual(pathsIn(here), ['.fsyncignore', 'd', 'd/build', 'd/build/x', 'folders', 'folders/x', 'other', 'replaced']);
		t.deepEqual(pathsIn(there), ['.fsyncignore', 'folders', 'other', 'replaced', 'replaced/build', 'replaced/build/x'], 'the rest goes on');
	}

	rmSync(join(here, 'd'), {recursive: true});
	rmSync(join(here, 'folders'), {recursive: true});
	rmSync(join(there, 'replaced/build'), {recursive: true});
	t.is((await world.once('client', here, address)).code, 0);
	t.is(text(there, 'replaced'), 'now a file');
});

test('rule 30: a folder renamed on either side takes along what the other side ignores in it, and its rules hold under the new name', async t => {
	const world = await World.open(t);
	const {here, there, address} = await pair(world, {'d/.fsyncignore': 'build\n', 'd/a': 'some words', 'd/build/x': 'mine'});
	put(join(there, 'd/build/y'), 'theirs');
	renameSync(join(here, 'd'), join(here, 'e'));
	const first = await world.once('client', here, address);
	t.is(first.code, 0, first.stderr);
	t.deepEqual(applied(first.lines), ['moved e remote']);
	t.deepEqual(pathsIn(there), ['e', 'e/.fsyncignore', 'e/a', 'e/build', 'e/build/y']);

	renameSync(join(there, 'e'), join(there, 'f'));
	const second = await world.once('client', here, address);
	t.is(second.code, 0, second.stderr);
	t.deepEqual(applied(second.lines), ['moved f local']);
	t.deepEqual(pathsIn(here), ['f', 'f/.fsyncignore', 'f/a', 'f/build', 'f/build/x']);
	t.deepEqual(pathsIn(there), ['f', 'f/.fsyncignore', 'f/a', 'f/build', 'f/build/y']);
});

test('rule 33: a path that is ignored from now on stays on both sides, and what is shown again is united: nothing is lost', async t => {
	const world = await World.open(t);
	const {here, there, address} = await pair(world, {
		keep: 'keep', 'out/both': 'base', 'out/deleted': 'deleted here', 'out/same': 'same',
	});
	put(join(here, '.fsyncignore'), 'out/\n');
	const hidden = await world.once('client', here, address);
	t.is(hidden.code, 0, hidden.stderr);
	t.deepEqual(applied(hidden.lines), ['created .fsyncignore remote']);
	t.like(announced(hidden.lines)[0], {hidden: {count: 1, bytes: 20, paths: ['out']}, shown: {count: 0}, sources: ['.fsyncignore']});
	t.is(announced(hidden.lines)[0]!.message, '`.fsyncignore` changed: 1 path (20 byte) is left out from now on: out; nothing is deleted on either side.');
	t.true(hidden.lines.findIndex(({type}) => type === 'ignore-changed') < hidden.lines.findIndex(({type}) => type === 'planned'), 'told before anything is done');

	put(join(here, 'out/both'), 'mine');
	put(join(there, 'out/both'), 'theirs');
	unlinkSync(join(here, 'out/deleted'));
	put(join(there, 'out/new'), 'new');
	const quiet = await world.once('client', here, address);
	t.is(quiet.code, 0);
	t.deepEqual([applied(quiet.lines), announced(quiet.lines)], [[], []]);

	unlinkSync(join(here, '.fsyncignore'));
	const {code, lines} = await world.once('client', here, address);
	t.is(code, 3);
	t.deepEqual(lines.filter(({type}) => type === 'conflict').map(({path, reason}) => `${path as string} ${reason as string}`), ['out/both both-created']);
	t.deepEqual([text(here, 'out/both'), text(there, 'out/both')], ['mine', 'theirs']);
	t.deepEqual([text(here, 'out/deleted'), text(here, 'out/new'), text(here, 'out/same')], ['deleted here', 'new', 'same']);
	t.deepEqual(pathsIn(here), pathsIn(there));
});

test('--ignore and --gitignore given anew are announced although the program was closed in between', async t => {
	const world = await World.open(t);
	const {here, there, address} = await pair(world, {
		'a.log': '12345', 'b.log': '1', '.gitignore': '*.o\n', 'src/x.o': '123', 'src/x.c': 'c',
	});
	const first = await world.once('client', here, address, '--ignore', '*.log');
	t.is(first.code, 0);
	t.like(announced(first.lines)[0], {hidden: {count: 2, bytes: 6, paths: ['a.log', 'b.log']}, sources: ['--ignore']});
	const second = await world.run('client', [here, address, '--once', '--plain', '--ignore', '*.log', '--gitignore']);
	t.is(second.code, 0);
	t.regex(second.stdout, /^ignoring: The ignore rules changed \(`\.gitignore`\): 1 path \(3 byte\) is left out from now on: src\/x\.o; nothing is deleted on either side\.$/mv);
	t.deepEqual(pathsIn(there), pathsIn(here));
});

test('rules that come from the server hold before what they leave out is brought', async t => {
	const world = await World.open(t);
	const here = world.folder('here');
	const there = world.folder('there', {
		'.fsyncignore': 'build/\n', 'build/x': 'theirs', 'p/.fsyncignore': '*.tmp\n', 'p/a': 'a', 'p/b.tmp': 'b',
	});
	const server = await world.serve(there);
	const {code, stderr} = await world.once('client', here, server.invite);
	t.is(code, 0, stderr);
	t.deepEqual(pathsIn(here), ['.fsyncignore', 'p', 'p/.fsyncignore', 'p/a']);
	t.deepEqual(pathsIn(there), ['.fsyncignore', 'build', 'build/x', 'p', 'p/.fsyncignore', 'p/a', 'p/b.tmp']);
});

test('a rule edited while the program runs is announced, on either side, and so is its end', async t => {
	const world = await World.open(t);
	const {here, there, address} = await pair(world, {'.fsyncignore': '*.o\n', 'a.log': '12345', b: 'b'});
	const watching = world.start('client', [here, address, '--watch', '--json', '--debounce', '20']);
	await watching.next('in-sync');
	putWhole(join(here, '.fsyncignore'), '*.o\n*.log\n');
	t.like(await watching.next('ignore-changed'), {hidden: {count: 1, bytes: 5, paths: ['a.log']}, shown: {count: 0}});
	await watching.next('in-sync');
	t.is(text(there, 'a.log'), '12345');
	t.is(text(there, '.fsyncignore'), '*.o\n*.log\n');

	putWhole(join(there, '.fsyncignore'), 'b\n');
	t.like(await watching.next('ignore-changed'), {hidden: {count: 1, bytes: 1, paths: ['b']}, shown: {count: 1, bytes: 5, paths: ['a.log']}});
	await watching.next('in-sync');
	t.deepEqual([text(here, 'b'), text(there, 'b'), text(here, 'a.log'), text(there, 'a.log')], ['b', 'b', '12345', '12345']);
});

test('changed rules that stay here alone are announced, and in-sync is said again for what is left', async t => {
	const world = await World.open(t);
	const {here, there, address} = await pair(world, {'.fsyncignore': '.fsyncignore\n', 'a.log': '12345', b: 'b'});
	const watching = world.start('client', [here, address, '--watch', '--json', '--debounce', '20']);
	const before = await watching.next('in-sync');
	putWhole(join(here, '.fsyncignore'), '.fsyncignore\n*.log\n');
	t.like(await watching.next('ignore-changed'), {hidden: {count: 1, bytes: 5, paths: ['a.log']}});
	t.is((await watching.next('in-sync')).generation, before.generation);
	t.deepEqual(pathsIn(there), ['a.log', 'b']);
});
