import {
	readFileSync,
	renameSync,
	rmSync,
	unlinkSync,
	writeFileSync,
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

const many = (count: number): Record<string, Entry> => Object.fromEntries(Array.from({length: count}, (_, index) => [`file ${index}`, `${index}`]));

async function pair(world: World, local: Record<string, Entry>, ...argv: string[]) {
	const here = world.folder('here', local);
	const there = world.folder('there');
	const server = await world.serve(there);
	const first = await world.once('client', here, server.invite, ...argv);
	return {
		here, there, server, first, address: `127.0.0.1:${server.port}`,
	};
}

test('a dry run prints the plan with renames as renames and changes nothing', async t => {
	const world = await World.open(t);
	const {here, there, address} = await pair(world, {
		'old/a': 'a', 'old/b': 'b', gone: 'gone', edited: '1',
	});
	renameSync(join(here, 'old'), join(here, 'new'));
	unlinkSync(join(here, 'gone'));
	put(join(here, 'edited'), '22');
	put(join(there, 'from there'), 'x');
	const before = [listTree(here), listTree(there)];
	const {code, lines} = await world.run('client', [here, address, '--dry-run', '--json']);
	t.is(code, 0);
	t.deepEqual([listTree(here), listTree(there)], before);
	const {plan} = lines.find(line => line.type === 'planned') as unknown as {plan: Record<'local' | 'remote', Array<{path: string}>>};
	const sorted = (steps: Array<{path: string}>) => steps.toSorted((a, b) => a.path.localeCompare(b.path));
	t.deepEqual(sorted(plan.remote) as unknown, [
		{
			operation: 'modified', path: 'edited', kind: 'file', size: 2,
		},
		{operation: 'deleted', path: 'gone', kind: 'file'},
		{
			operation: 'moved', path: 'new', from: 'old', kind: 'folder',
		},
	]);
	t.deepEqual(plan.local as unknown, [{
		operation: 'created', path: 'from there', kind: 'file', size: 1,
	}]);

	const plain = await world.run('client', [here, address, '-n', '--plain']);
	t.regex(plain.stdout, /^would be moved on remote: folder old to new$/mv);
	t.deepEqual([listTree(here), listTree(there)], before);
});

test('a conflict is held on both sides and ends with 3; the rest syncs', async t => {
	const world = await World.open(t);
	const {here, there, address} = await pair(world, {plan: 'base', other: 'base'});
	put(join(here, 'plan'), 'local version');
	put(join(there, 'plan'), 'remote version');
	put(join(here, 'other'), 'edited');
	const {code, lines, summary} = await world.once('client', here, address);
	t.is(code, 3);
	t.like(lines.find(line => line.type === 'conflict'), {path: 'plan', reason: 'both-modified'});
	t.is(summary!.conflicts, 1);
	t.is(readFileSync(join(here, 'plan'), 'utf8'), 'local version');
	t.is(readFileSync(join(there, 'plan'), 'utf8'), 'remote version');
	t.is(readFileSync(join(there, 'other'), 'utf8'), 'edited');

	const listed = await world.run('client', ['conflicts', '--json']);
	t.is(listed.code, 3);
	t.deepEqual(listed.lines.map(line => [line.type, line.path]), [['conflict', 'plan']]);
	t.regex((await world.run('client', ['conflicts', here])).stdout, /plan/v);
});

for (const [prefer, expected] of [['local', 'local version'], ['remote', 'remote version']] as const) {
	test(`--prefer ${prefer} ends a conflict with that side's version`, async t => {
		const world = await World.open(t);
		const {here, there, address} = await pair(world, {plan: 'base'});
		put(join(here, 'plan'), 'local version');
		put(join(there, 'plan'), 'remote version');
		const {code, stderr} = await world.once('client', here, address, '--prefer', prefer);
		t.is(code, 0, stderr);
		sameTrees(t, here, there);
		t.is(readFileSync(join(there, 'plan'), 'utf8'), expected);
	});
}

test('--prefer both keeps both versions on both sides', async t => {
	const world = await World.open(t);
	const {here, there, address} = await pair(world, {plan: 'base'});
	put(join(here, 'plan'), 'local version');
	put(join(there, 'plan'), 'remote version');
	const {code, stderr} = await world.once('client', here, address, '--prefer', 'both');
	t.is(code, 0, stderr);
	sameTrees(t, here, there);
	const versions = pathsIn(here).map(path => readFileSync(join(here, path), 'utf8'));
	t.deepEqual(versions.toSorted(), ['local version', 'remote version']);
});

test('F40: a mass deletion halts with 7, and --yes-delete accepts it', async t => {
	const world = await World.open(t);
	const {here, there, address} = await pair(world, many(100));
	for (let index = 0; index < 60; index++) {
		unlinkSync(join(here, `file ${index}`));
	}

	const halted = await world.once('client', here, address);
	t.is(halted.code, 7);
	const line = halted.lines.find(({type}) => type === 'halted');
	t.is((line!.paths as string[]).length, 60);
	t.is(listTree(there).size, 100);

	const accepted = await world.once('client', here, address, '--yes-delete');
	t.is(accepted.code, 0, accepted.stderr);
	sameTrees(t, here, there);
	t.is(listTree(there).size, 40);
});

test('F15: a folder that has gone halts with 7 and deletes nothing', async t => {
	const world = await World.open(t);
	const {here, there, address} = await pair(world, many(5));
	renameSync(here, world.path('elsewhere'));
	const {code, stderr, lines} = await world.once('client', here, address);
	t.is(code, 7, `${stderr} ${JSON.stringify(lines)}`);
	t.is(listTree(there).size, 5);
});

test('F15: an emptied folder without its marker halts with 7 and deletes nothing', async t => {
	const world = await World.open(t);
	const {here, there, address} = await pair(world, many(5));
	rmSync(here, {recursive: true});
	world.folder('here');
	const {code} = await world.once('client', here, address);
	t.is(code, 7);
	t.is(listTree(there).size, 5);
});

type ModeRow = readonly [mode: string, gone: 'here' | 'there', here: readonly string[], there: readonly string[]];

const modes: readonly ModeRow[] = [
	['two-way', 'here', ['by here', 'by there'], ['by here', 'by there']],
	['push', 'here', ['by here'], ['by here', 'by there', 'gone']],
	['pull', 'there', ['by here', 'by there', 'gone'], ['by there']],
	['mirror-push', 'here', ['by here'], ['by here']],
	['mirror-push', 'there', ['by here', 'gone'], ['by here', 'gone']],
	['mirror-pull', 'there', ['by there'], ['by there']],
	['mirror-pull', 'here', ['by there', 'gone'], ['by there', 'gone']],
];

for (const [mode, gone, expectedHere, expectedThere] of modes) {
	test(`--mode ${mode} carries changes its way, also a deletion ${gone}`, async t => {
		const world = await World.open(t);
		const {here, there, address} = await pair(world, {gone: '1'});
		unlinkSync(join(gone === 'here' ? here : there, 'gone'));
		put(join(here, 'by here'), '3');
		put(join(there, 'by there'), '4');
		await world.once('client', here, address, '--mode', mode, '--yes-delete');
		t.deepEqual(pathsIn(here), expectedHere);
		t.deepEqual(pathsIn(there), expectedThere);
	});
}

test('F43: a name that is no UTF-8 is told, never deleted or mangled, and ends with 4', async t => {
	const world = await World.open(t);
	const {here, there, address} = await pair(world, {kept: 'kept'});
	put(join(here, 'also'), 'also');
	writeFileSync(Buffer.concat([Buffer.from(`${here}/bad `), Buffer.from([0xFF])]), 'x');
	const {code, lines} = await world.once('client', here, address);
	t.is(code, 4);
	t.like(lines.find(line => line.type === 'problem'), {code: 'not-utf8', side: 'local'});
	t.deepEqual(pathsIn(there), ['also', 'kept']);
});

test('a read-only share gives and does not take', async t => {
	const world = await World.open(t);
	const there = world.folder('there', {given: 'given'});
	const here = world.folder('here', {mine: 'mine'});
	const server = await world.serve(there, {argv: ['--read-only']});
	const {code} = await world.once('client', here, server.invite);
	t.is(code, 0, 'a read-only share is pulled; what only this side has stays');
	t.is(readFileSync(join(here, 'given'), 'utf8'), 'given');
	t.deepEqual(pathsIn(there), ['given']);
});
