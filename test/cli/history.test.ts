import {
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	symlinkSync,
	utimesSync,
	writeFileSync,
} from 'node:fs';
import {join} from 'node:path';
import test from 'ava';
import {parseArguments} from '../../source/cli/arguments.js';
import type {Context} from '../../source/cli/context.js';
import {exitCodeOfFault} from '../../source/cli/exit-codes.js';
import {runSync} from '../../source/cli/client.js';
import {runHistory} from '../../source/cli/history.js';
import type {Invocation} from '../../source/cli/invocation.js';
import {runRestore} from '../../source/cli/restore.js';
import {FsyncError} from '../../source/engine/fault.js';
import {openFileSystem} from '../../source/engine/disk/node-file-system.js';
import {listTrash, readHistory} from '../../source/engine/disk/trash-index.js';
import {
	pathsIn,
	put,
	World,
	type Line,
} from './command.js';

const text = (folder: string, path: string): string => readFileSync(join(folder, path), 'utf8');
const ofType = (lines: readonly Line[], type: string): Line[] => lines.filter(line => line.type === type);
const soon = (): string => new Date(Date.now() + 1).toISOString();

/** A time that lies after all that has happened and before all that will; the clock of a file system may be some milliseconds behind. */
async function moment(): Promise<string> {
	const time = soon();
	const end = Date.parse(time) + 30;
	while (Date.now() < end) {
		await new Promise<void>(resolve => {
			setImmediate(resolve);
		});
	}

	return time;
}

type Ended = {readonly code: number; readonly lines: readonly Line[]; readonly stdout: string; readonly stderr: string};

/** Runs a command in this process, which is what makes it affordable to run many of them; each kind goes through the built command as well. */
async function within(world: World, home: string, argv: readonly string[]): Promise<Ended> {
	const lines: Line[] = [];
	const texts: string[] = [];
	const said: string[] = [];
	const nothing = () => undefined;
	const context: Context = {
		surroundings: {isInputTerminal: false, isOutputTerminal: false, environment: {}},
		home: {config: world.path(home), data: world.path(home)},
		stop: {
			signal: new AbortController().signal, received: nothing, stop: nothing, raise: nothing, dispose: nothing,
		},
		keepHeapSmall: nothing,
		report: {
			isJson: argv.includes('--json'),
			event(event) {
				lines.push({...event});
			},
			result(shown, content) {
				texts.push(shown);
				lines.push(content);
			},
			say(sentence) {
				said.push(sentence);
			},
			note: nothing,
			mute: nothing,
			close: async () => undefined,
			closeNow: nothing,
		},
	};
	let code: number | undefined;
	try {
		code = await runCommand(parseArguments(argv, '0'), context);
	} catch (error) {
		if (!(error instanceof FsyncError)) {
			throw error;
		}

		said.push(error.message);
		code = exitCodeOfFault(error.code);
	}

	return {
		code: code!, lines, stdout: `${texts.join('\n')}\n`, stderr: said.join('\n'),
	};
}

async function runCommand(invocation: Invocation, context: Context): Promise<number | undefined> {
	switch (invocation.command) {
		case 'sync': {
			return runSync(invocation, context);
		}

		case 'history': {
			return runHistory(invocation.path, context);
		}

		case 'restore': {
			return runRestore(invocation, context);
		}

		default: {
			throw new Error(`${invocation.command} is not run here`);
		}
	}
}

/** A folder synced into a vault, and what to do with it. */
async function vaultWorld(world: World, entries: Readonly<Record<string, string>>) {
	const here = world.folder('here', entries);
	await world.once('client', here);
	return {
		here,
		sync: async () => within(world, 'client', [here, '--once', '--json']),
		history: async (path: string) => within(world, 'client', ['history', join(here, path), '--json']),
		restore: async (path: string, ...argv: readonly string[]) => within(world, 'client', ['restore', join(here, path), ...argv, '--json']),
	};
}

test('a file\'s versions are listed under all its names, and put back by number, by time, or the newest one', async t => {
	const world = await World.open(t);
	const {here, sync, history, restore} = await vaultWorld(world, {a: 'one'});
	const first = await moment();
	put(join(here, 'a'), 'two!');
	await sync();
	renameSync(join(here, 'a'), join(here, 'b'));
	await sync();
	put(join(here, 'b'), 'three');
	await sync();

	const {code, lines} = await history('b');
	t.is(code, 0);
	t.like(lines[0], {type: 'present', path: 'b', size: 5});
	t.deepEqual(ofType(lines, 'history').map(({change, path, from, number, size}) => [change, path, from, number, size]), [
		['replaced', 'b', undefined, 2, 4],
		['moved', 'b', 'a', undefined, undefined],
		['replaced', 'a', undefined, 1, 3],
		['created', 'a', undefined, undefined, undefined],
	]);
	const human = await world.run('client', ['history', join(here, 'b')]);
	t.regex(human.stdout, /stands there now, 5 B\n +2 .* replaced by \S+, 4 B\n .* moved from a by \S+\n +1 .* replaced by \S+, 3 B, a\n .* created by \S+, a\n$/v);

	t.is((await restore('b', '-n')).code, 0);
	t.is(text(here, 'b'), 'three');
	t.like((await world.spawn('client', ['restore', 'here/b', '--json'], {HOME: world.root}).ended).lines[0], {type: 'restored', path: 'b', isChanged: true});
	t.is(text(here, 'b'), 'two!');
	t.is((await restore('b', '--at', '1')).code, 0);
	t.is(text(here, 'b'), 'one');
	t.like((await restore('b', '--at', first)).lines[0], {isChanged: false});
	// What a restore replaces is kept as well.
	t.deepEqual(ofType((await history('b')).lines, 'history').slice(0, 2).map(({reason, size, number}) => [reason, size, number]), [['restored', 4, 4], ['restored', 5, 3]]);
	t.is((await restore('b', '--at', '3')).code, 0);
	t.is(text(here, 'b'), 'three');
	t.deepEqual(readdirSync(join(here, '.fsync-tui')).filter(name => name.startsWith('restore')), []);
	t.like((await sync()).lines.at(-1), {type: 'summary', conflicts: 0});
});

test('a deleted file comes back with the folders around it, and a deleted folder as a whole', async t => {
	const world = await World.open(t);
	const {here, sync, restore} = await vaultWorld(world, {
		'd/e/a': 'a', 'd/b': 'b', 'd/empty/x': 'x', other: 'o',
	});
	rmSync(join(here, 'd/empty/x'));
	await sync();
	rmSync(join(here, 'd'), {recursive: true});
	await sync();
	t.is((await restore('d/e/a')).code, 0);
	t.deepEqual(pathsIn(here), ['d', 'd/e', 'd/e/a', 'other']);
	rmSync(join(here, 'd'), {recursive: true});
	const refused = await restore('d');
	t.is(refused.code, 2);
	t.like(refused.lines[0], {type: 'preview', counts: {created: 5, deleted: 0}});
	t.deepEqual(pathsIn(here), ['other']);
	t.like((await restore('d', '--yes')).lines.at(-1), {type: 'restored', steps: 5, problems: 0});
	t.deepEqual(pathsIn(here), ['d', 'd/b', 'd/e', 'd/e/a', 'd/empty', 'other']);
});

test('--to puts a version, a folder or a link where nothing stands, and overwrites nothing', async t => {
	const world = await World.open(t);
	const {here, sync, restore} = await vaultWorld(world, {a: 'one', 'd/x': 'x'});
	symlinkSync('a', join(here, 'l'));
	await sync();
	const before = await moment();
	put(join(here, 'a'), 'two');
	put(join(here, 'taken'), 'mine');
	rmSync(join(here, 'l'));
	rmSync(join(here, 'd'), {recursive: true});
	await sync();
	const outside = world.folder('outside', {taken: 'mine', 'full/y': 'y', 'empty/': {folder: true}});
	for (const [path, to] of [['a', join(outside, 'taken')], ['a', join(here, 'taken')], ['a', join(outside, 'no/where')], ['d', join(outside, 'full')], ['d', join(outside, 'taken')], ['a', here]] as const) {
		const {code, stderr} = await restore(path, '--to', to, ...(path === 'd' ? ['--at', before] : []));
		t.is(code, 2, `${to}: ${stderr}`);
	}

	t.is((await restore('a', '--to', join(outside, 'a'))).code, 0);
	t.is((await restore('l', '--to', join(outside, 'l'))).code, 0);
	t.is((await restore('d', '--to', join(outside, 'empty'))).code, 0);
	t.is((await restore('', '--at', before, '--to', join(outside, 'all'))).code, 0);
	t.is((await restore('a', '--to', join(here, 'old a'))).code, 0);
	t.deepEqual(pathsIn(outside), ['a', 'all', 'all/a', 'all/d', 'all/d/x', 'all/l', 'empty', 'empty/x', 'full', 'full/y', 'l', 'taken']);
	t.deepEqual([text(outside, 'a'), text(outside, 'all/a'), text(outside, 'all/l'), text(here, 'old a'), text(here, 'a'), text(outside, 'taken')], ['one', 'one', 'one', 'one', 'two', 'mine']);
	t.deepEqual(readdirSync(outside).filter(name => name.startsWith('.')), []);
});

test('the whole folder is put back to what it was, after a preview', async t => {
	const world = await World.open(t);
	const {here, sync, restore} = await vaultWorld(world, {
		keep: 'keep', edit: 'old', gone: 'gone', 'd/in': 'in', moved: 'moved along',
	});
	const before = await moment();
	put(join(here, 'edit'), 'new');
	put(join(here, 'fresh/file'), 'fresh');
	rmSync(join(here, 'gone'));
	renameSync(join(here, 'd'), join(here, 'renamed'));
	renameSync(join(here, 'moved'), join(here, 'fresh/moved'));
	await sync();
	const after = await moment();
	put(join(here, 'unsynced'), 'nobody else has it');

	const preview = await restore('', '--at', before, '-n');
	t.like(preview.lines[0], {
		type: 'preview', counts: {
			created: 1, modified: 1, moved: 2, deleted: 1,
		}, lost: [], uncertain: ['unsynced'],
	});
	t.true(existsSync(join(here, 'fresh')));
	const human = await within(world, 'client', ['restore', here, '--at', before]);
	t.is(human.code, 2);
	t.regex(human.stdout, /1 to bring back, 1 to put back, 2 to move back, 1 to the trash\n/v);
	t.regex(human.stdout, / {2}move back renamed → d\n/v);
	t.regex(human.stdout, / {2}as it is now: unsynced:/v);

	t.is((await restore('', '--at', before, '--yes')).code, 0);
	t.deepEqual(pathsIn(here), ['d', 'd/in', 'edit', 'gone', 'keep', 'moved', 'unsynced']);
	t.deepEqual([text(here, 'edit'), text(here, 'gone'), text(here, 'moved')], ['old', 'gone', 'moved along']);
	// A restore is an edit like any other, so that it can be taken back too.
	t.is((await sync()).code, 0);
	t.is((await restore('', '--at', after, '--yes')).code, 0);
	t.deepEqual(pathsIn(here), ['edit', 'fresh', 'fresh/file', 'fresh/moved', 'keep', 'renamed', 'renamed/in']);
	t.is(text(here, 'edit'), 'new');
});

test('the folder of a session and the share of a server each have their own history, also while they run', async t => {
	const world = await World.open(t);
	const [here, there] = [world.folder('here', {mine: 'm1', theirs: 't1'}), world.folder('there')];
	const server = await world.serve(there, {argv: ['--debounce', '20']});
	const client = world.start('client', [here, server.invite, '--watch', '--json', '--debounce', '20']);
	await client.next('in-sync');
	put(join(here, 'mine'), 'm2 by the client');
	await client.next('applied', ({path, side}) => path === 'mine' && side === 'remote');
	put(join(there, 'theirs'), 't2 by the server');
	await client.next('applied', ({path, side}) => path === 'theirs' && side === 'local');

	const atServer = ofType((await within(world, 'server', ['history', join(there, 'mine'), '--json'])).lines, 'history');
	const name = (await world.run('server', ['devices', '--json'])).lines[0]!.name as string;
	t.like(atServer[0], {change: 'replaced', size: 2, device: name});
	const atClient = await within(world, 'client', ['history', join(here, 'theirs'), '--json']);
	t.like(ofType(atClient.lines, 'history')[0], {change: 'replaced', size: 2});
	const nothing = await within(world, 'client', ['restore', join(here, 'mine')]);
	t.is(nothing.code, 1);
	t.regex(nothing.stderr, /is kept by 127\.0\.0\.1:\d+\/there/v);

	t.is((await world.run('server', ['restore', join(there, 'mine')])).code, 0);
	await client.next('applied', ({path, side}) => path === 'mine' && side === 'local');
	t.is(text(here, 'mine'), 'm1');
	t.is((await world.run('client', ['restore', join(here, 'theirs')])).code, 0);
	await client.next('applied', ({path, side}) => path === 'theirs' && side === 'remote');
	t.is(text(there, 'theirs'), 't1');
});

test('restores beside a running session that trashes as well: every version is kept once, and no index is torn', async t => {
	const world = await World.open(t);
	const [here, there] = [world.folder('here', {hot: 'v0', cold: 'c0'}), world.folder('there')];
	const server = await world.serve(there, {argv: ['--debounce', '0']});
	const client = world.start('client', [here, server.invite, '--watch', '--json', '--debounce', '0']);
	await client.next('in-sync');
	put(join(there, 'cold'), 'c1');
	await client.next('applied', ({path, side}) => path === 'cold' && side === 'local');
	const over = new AbortController();
	const writing = (async () => {
		let count = 0;
		while (!over.signal.aborted) {
			count++;
			put(join(there, 'hot'), `v${count}`);
			await client.next('applied', ({path, side}) => path === 'hot' && side === 'local');
		}

		return count;
	})();
	for (let round = 0; round < 2; round++) {
		const ended = await Promise.all([0, 1].map(async () => world.run('client', ['restore', join(here, 'cold')])));
		t.true(ended.some(({code}) => code === 0), ended.map(({stderr}) => stderr).join('\n'));
	}

	over.abort();
	const count = await writing;
	await client.stop();
	const files = openFileSystem(here);
	const entries = listTrash(files);
	t.is(new Set(entries.map(({name}) => name)).size, entries.length);
	const trashed = entries.filter(({path}) => path === 'hot').map(({name}) => text(here, `.fsync-tui/trash/${name}`));
	t.deepEqual(trashed, Array.from({length: count}, (_, index) => `v${index}`));
	t.true(entries.some(({path, reason}) => path === 'cold' && reason === 'restored'));
	const trash = join(here, '.fsync-tui/trash');
	const indexes = readdirSync(trash).filter(name => name !== 'horizon').map(day => text(trash, `${day}/index.jsonl`));
	for (const line of indexes.join('\n').split('\n')) {
		t.notThrows(() => JSON.parse(line === '' ? 'null' : line) as unknown, line);
	}

	t.true(readHistory(files).filter(({path}) => path === 'cold').map(({reason}) => reason).includes('restored'));
});

/** Makes everything in a trash that many days older, as the clock would. */
function age(root: string, days: number): void {
	const trash = join(root, '.fsync-tui/trash');
	const shift = days * 86_400_000;
	const folders = readdirSync(trash).filter(name => /^\d{8}$/v.test(name));
	for (const day of folders) {
		const start = Date.parse(`${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}T00:00:00Z`);
		const older = new Date(start - shift).toISOString().slice(0, 10).replaceAll('-', '');
		renameSync(join(trash, day), join(trash, older));
		const index = join(trash, older, 'index.jsonl');
		const lines = readFileSync(index, 'utf8').split('\n').filter(Boolean).map(line => {
			const entry = JSON.parse(line) as {name?: string; whenMilliseconds: number};
			return JSON.stringify({...entry, ...(entry.name !== undefined && {name: older + entry.name.slice(day.length)}), whenMilliseconds: entry.whenMilliseconds - shift});
		});
		writeFileSync(index, lines.join('\n'));
	}

	rmSync(join(trash, 'horizon'), {force: true});
	const [marker, time] = [join(root, '.fsync-tui/id'), (Date.now() - shift - 3_600_000) / 1000];
	utimesSync(marker, time, time);
}

test('versions go after the days that were asked for, which the session remembers, and the vault with it', async t => {
	const world = await World.open(t);
	const here = world.folder('here', {a: 'one'});
	const vault = world.path('client/vaults/here');
	t.is((await world.once('client', here, '--keep-days', '10')).code, 0);
	put(join(here, 'a'), 'two');
	await within(world, 'client', [here, '--once', '--json']);
	age(vault, 9);
	await within(world, 'client', [here, '--once', '--json']);
	t.is(listTrash(openFileSystem(vault)).length, 1);
	age(vault, 2);
	await within(world, 'client', [here, '--once', '--json']);
	t.is(listTrash(openFileSystem(vault)).length, 0);
	const early = await within(world, 'client', ['restore', here, '--at', '11 days ago']);
	t.is(early.code, 1);
	t.regex(early.stderr, /reaches back to/v);
	t.is((await within(world, 'client', ['restore', join(here, 'a')])).code, 1);
});

test('the session\'s own trash is tidied by a run to the end as well, and by size', async t => {
	const world = await World.open(t);
	const [here, there] = [world.folder('here', {a: 'x'.repeat(3000), b: 'y'.repeat(3000)}), world.folder('there')];
	const server = await world.serve(there, {argv: ['--debounce', '0']});
	await world.once('client', here, server.invite);
	put(join(there, 'a'), 'new');
	put(join(there, 'b'), 'new');
	await within(world, 'client', [here, '--once', '--json']);
	age(here, 1);
	await world.once('client', here, '--trash-limit', '4K');
	const left = listTrash(openFileSystem(here));
	t.is(left.length, 1);
	const kept = left[0]!.path;
	const lost = kept === 'a' ? 'b' : 'a';
	const rows = ofType((await within(world, 'client', ['history', join(here, lost), '--json'])).lines, 'history');
	t.like(rows[0], {change: 'replaced', isKept: false, size: 3000});
	const before = new Date(Date.parse(rows[0]!.when as string) - 1).toISOString();
	const preview = await within(world, 'client', ['restore', here, '--at', before, '--yes', '--json']);
	t.is(preview.code, 0, preview.stderr);
	t.like(preview.lines[0], {type: 'preview', counts: {modified: 1}});
	t.deepEqual(preview.lines[0]!.lost, [{path: lost, reason: 'expired'}]);
	t.deepEqual([text(here, kept).length, text(here, lost)], [3000, 'new']);
});

test('what cannot be restored is said in a sentence, with the exit code of its kind', async t => {
	const world = await World.open(t);
	const {here, sync, restore} = await vaultWorld(world, {a: 'a', 'd/x': 'x'});
	put(join(here, 'a'), 'b');
	await sync();
	const elsewhere = world.folder('elsewhere', {a: 'a'});
	const rows: ReadonlyArray<readonly [code: number, argv: readonly string[], words: RegExp]> = [
		[2, ['history', join(elsewhere, 'a')], /lies in no folder that is synced/v],
		[2, ['restore', join(elsewhere, 'a')], /lies in no folder that is synced/v],
		[2, ['history'], /missing required argument/iv],
		[2, ['history', join(here, '.fsync-tui/id')], /reserved folder/v],
		[2, ['restore', join(here, 'd')], /say with --at/v],
		[2, ['restore', here], /say with --at/v],
		[2, ['restore', join(here, 'a'), '--at', 'someday'], /The time cannot be 'someday': give one such as .*, or a number that fsync-tui history shows/v],
		[2, ['restore', join(here, 'a'), '--at', '2999-01-01'], /still to come/v],
		[1, ['restore', join(here, 'd/x')], /No version of .*d\/x is kept/v],
		[1, ['restore', join(here, 'never')], /No version of .*never is kept/v],
		[1, ['restore', join(here, 'a'), '--at', '7'], /no version 7/v],
		[1, ['restore', here, '--at', '2 days ago'], /reaches back to/v],
	];
	for (const [code, argv, words] of rows) {
		const ended = await within(world, 'client', argv);
		t.is(ended.code, code, `${argv.join(' ')}: ${ended.stderr}`);
		t.regex(ended.stderr, words);
	}

	mkdirSync(join(here, 'e'));
	rmSync(join(here, 'a'));
	mkdirSync(join(here, 'a'));
	t.is((await restore('a', '--at', '1')).code, 2);
});
