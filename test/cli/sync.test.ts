import {
	appendFileSync,
	chmodSync,
	mkdirSync,
	readFileSync,
	renameSync,
	rmSync,
	unlinkSync,
} from 'node:fs';
import {join} from 'node:path';
import test from 'ava';
import {noise} from '../../source/cli/demo-folders.js';
import {listTree} from '../../source/cli/tree-listing.js';
import {
	pathsIn,
	put,
	sameTrees,
	World,
	type Entry,
} from './command.js';

/** A client folder and a served folder that have been synced once; the invite is used up. */
async function pair(world: World, local: Record<string, Entry> = {}, remote: Record<string, Entry> = {}, how: {readonly isProcess?: boolean} = {}) {
	const here = world.folder('here', local);
	const there = world.folder('there', remote);
	const server = await world.serve(there, how);
	const first = await world.once('client', here, server.invite);
	return {
		here, there, server, first, address: `127.0.0.1:${server.port}`,
	};
}

test('a quiet run leaves out the events of each path, and tells everything else', async t => {
	const world = await World.open(t);
	const server = await world.serve(world.folder('there'));
	const {code, lines, summary} = await world.once('client', world.folder('here', {a: '1', b: '2'}), server.invite, '--quiet');
	t.is(code, 0);
	t.deepEqual(lines.map(({type}) => type).toSorted(), ['connected', 'in-sync', 'planned', 'scanned', 'summary']);
	t.like(summary, {remote: {created: 2}});
});

test('an invite line pairs, and one run makes both sides equal', async t => {
	const world = await World.open(t);
	const {here, there, first} = await pair(world, {'mine.txt': 'from here', 'deep/er/file': 'x'}, {'yours.txt': 'from there', shared: 'same'});
	t.is(first.code, 0, first.stderr);
	sameTrees(t, here, there);
	t.is(readFileSync(join(here, 'yours.txt'), 'utf8'), 'from there');
	t.is(readFileSync(join(there, 'deep/er/file'), 'utf8'), 'x');
	t.is(first.lines.at(-1)!.type, 'summary');
	t.like(first.summary, {conflicts: 0, problems: 0});
	for (const line of first.lines) {
		t.is(line.v, 1);
		t.false(Number.isNaN(Date.parse(line.ts as string)));
	}

	for (const type of ['connected', 'scanned', 'planned', 'applied', 'in-sync']) {
		t.true(first.lines.some(line => line.type === type), type);
	}
});

test('a second run finds nothing to do and sends no content', async t => {
	const world = await World.open(t);
	const {here, address} = await pair(world, {a: 'a', 'b/c': 'c'});
	const {code, summary, lines} = await world.once('client', here, address);
	t.is(code, 0);
	t.like(summary, {
		literalBytes: 0, local: {
			created: 0, modified: 0, moved: 0, deleted: 0,
		}, remote: {
			created: 0, modified: 0, moved: 0, deleted: 0,
		},
	});
	t.false(lines.some(line => line.type === 'applied'));
});

test('what changed on both sides while nothing ran is found and merged', async t => {
	const world = await World.open(t);
	const {here, there, server, address} = await pair(world, {
		keep: 'keep', 'edit here': '1', 'edit there': '1', 'gone here': '1', 'gone there': '1', 'moved here': 'unique words', 'folder/inside': 'inside',
	});
	await server.command.stop();
	put(join(here, 'edit here'), 'edited here');
	put(join(there, 'edit there'), 'edited there');
	unlinkSync(join(here, 'gone here'));
	unlinkSync(join(there, 'gone there'));
	renameSync(join(here, 'moved here'), join(here, 'moved to here'));
	renameSync(join(there, 'folder'), join(there, 'renamed folder'));
	put(join(here, 'new here'), 'new');
	put(join(there, 'new there/file'), 'new');

	await world.serve(there, {port: server.port});
	const {code, stderr, summary} = await world.once('client', here, address);
	t.is(code, 0, stderr);
	sameTrees(t, here, there);
	t.deepEqual(pathsIn(here), [
		'edit here', 'edit there', 'keep', 'moved to here', 'new here', 'new there', 'new there/file', 'renamed folder', 'renamed folder/inside',
	]);
	t.is(readFileSync(join(here, 'edit there'), 'utf8'), 'edited there');
	t.like(summary, {local: {moved: 1}, remote: {moved: 1}});
});

test('a renamed folder travels as one move without content', async t => {
	const world = await World.open(t);
	const entries = Object.fromEntries(Array.from({length: 300}, (_, index) => [`old/${index % 7}/file ${index}`, `content ${index}`]));
	const {here, there, address} = await pair(world, entries);
	renameSync(join(here, 'old'), join(here, 'new'));
	const {code, summary, lines} = await world.once('client', here, address);
	t.is(code, 0);
	sameTrees(t, here, there);
	t.like(summary, {literalBytes: 0, remote: {created: 0, deleted: 0, moved: 1}});
	t.like(lines.find(line => line.type === 'applied'), {
		operation: 'moved', path: 'new', from: 'old', side: 'remote',
	});
});

test('links, executable bits, empty files and empty folders arrive as they are', async t => {
	const world = await World.open(t);
	const {here, there, address} = await pair(world, {
		link: {link: 'target file'}, dangling: {link: 'nowhere'}, 'target file': 'x', tool: {script: '#!/bin/sh\n'}, empty: '', 'empty folder': {folder: true},
	}, {'other tool': {script: '#!/bin/sh\nexit 1\n'}, 'a/b/c': {folder: true}});
	sameTrees(t, here, there);
	t.is(listTree(there).get('link'), 'link to target file');
	t.regex(listTree(there).get('tool')!, /executable$/v);

	chmodSync(join(here, 'target file'), 0o755);
	chmodSync(join(there, 'tool'), 0o644);
	rmSync(join(there, 'a'), {recursive: true});
	const {code, summary} = await world.once('client', here, address);
	t.is(code, 0);
	sameTrees(t, here, there);
	t.is(summary!.literalBytes, 0);
	t.false(listTree(here).has('a'));
});

test('F43: names with spaces, quotes, newlines, emoji and leading dashes are kept as they are', async t => {
	const world = await World.open(t);
	const names = [' leading and trailing ', '"double" \'single\' `back`', 'new\nline', 'tab\tescape\u{1B}[31m', '🦊 fox', '-rf', '$(touch x)', String.raw`back\slash`, 'café', 'cafe\u{301}', '%2e%2e', '...', 'a'.repeat(255), '日本語'];
	const entries = Object.fromEntries(names.map((name, index) => [name, `${index}`]));
	const {here, there, first} = await pair(world, entries, {'there\nonly/🐻': 'bear'});
	t.is(first.code, 0, first.stderr);
	sameTrees(t, here, there);
	t.is(listTree(here).size, names.length + 2);
	t.is(readFileSync(join(here, 'there\nonly/🐻'), 'utf8'), 'bear');
});

test('F37: two clients of one share see each other\'s changes at once', async t => {
	const world = await World.open(t);
	const {here, there, server, address} = await pair(world, {start: 'start'});
	const second = world.folder('second');
	const {invite} = (await world.run('server', ['invite', '--json'])).lines[0]!;
	const first = world.start('client', [here, address, '--watch', '--json', '--debounce', '20']);
	const other = world.start('client-2', [second, invite as string, '--watch', '--json', '--debounce', '20']);
	await Promise.all([first.next('in-sync'), other.next('in-sync')]);
	sameTrees(t, here, second);

	put(join(here, 'from first'), '1');
	await other.next('applied', line => line.path === 'from first');
	put(join(second, 'start'), 'edited by second');
	await first.next('applied', line => line.path === 'start');
	renameSync(join(second, 'from first'), join(second, 'renamed by second'));
	await first.next('applied', line => line.operation === 'moved');
	await first.next('in-sync');
	const ended = await Promise.all([first.stop('SIGTERM'), other.stop('SIGINT'), server.command.stop('SIGTERM')]);
	t.deepEqual(ended.map(({code}) => code), [143, 130, 143]);
	sameTrees(t, here, second);
	sameTrees(t, here, there);
});

test('a watching client brings edits made in the server\'s own folder', async t => {
	const world = await World.open(t);
	const {here, there, address} = await pair(world, {start: 'start'});
	const client = world.start('client', [here, address, '--watch', '--json', '--debounce', '20']);
	await client.next('in-sync');
	put(join(there, 'deep/new'), 'by the server');
	await client.next('applied', line => line.path === 'deep/new' && line.side === 'local');
	mkdirSync(join(there, 'empty folder'));
	await client.next('applied', line => line.path === 'empty folder');
	unlinkSync(join(there, 'start'));
	await client.next('applied', line => line.path === 'start' && line.operation === 'deleted');
	await client.next('in-sync');
	await client.stop();
	sameTrees(t, here, there);
});

test('a burst of edits ends in the last version on both sides', async t => {
	const world = await World.open(t);
	const {here, there, address} = await pair(world, {log: ''});
	const client = world.start('client', [here, address, '--watch', '--json', '--debounce', '50', '--debounce-max', '200']);
	await client.next('in-sync');
	for (let index = 0; index < 200; index++) {
		appendFileSync(join(here, 'log'), `line ${index}\n`);
	}

	put(join(here, 'last'), 'last');
	await client.next('applied', line => line.path === 'last');
	const size = readFileSync(join(here, 'log')).length;
	while (readFileSync(join(there, 'log')).length < size) {
		await client.next('in-sync');
	}

	await client.stop();
	sameTrees(t, here, there);
});

test('F02: a client outlives its server being killed and started again', async t => {
	const world = await World.open(t);
	const {here, there, server, address} = await pair(world, {start: 'start'}, {}, {isProcess: true});
	const client = world.start('client', [here, address, '--watch', '--json', '--debounce', '20']);
	await client.next('in-sync');
	await server.command.stop('SIGKILL');
	await client.next('disconnected');
	put(join(here, 'while it was away'), 'x');
	put(join(there, 'edited behind its back'), 'y');
	await world.serve(there, {port: server.port});
	await client.next('applied', line => line.path === 'while it was away');
	client.forget();
	put(join(here, 'after'), 'z');
	await client.next('applied', line => line.path === 'after');
	await client.next('in-sync');
	await client.stop();
	sameTrees(t, here, there);
	t.is(readFileSync(join(here, 'edited behind its back'), 'utf8'), 'y');
});

test('F01: a client killed in the middle of a large transfer goes on where it was', async t => {
	const world = await World.open(t);
	const {here, there, address} = await pair(world, {start: 'start'});
	const content = noise(32 * 1024 * 1024, 7);
	put(join(here, 'large'), content);
	const client = world.spawn('client', [here, address, '--watch', '--json', '--limit', '4M']);
	await client.next('transfer', line => line.path === 'large' && (line.sentBytes as number) > 4 * 1024 * 1024);
	await client.stop('SIGKILL');
	t.false(listTree(there).has('large'));
	const {code, summary} = await world.once('client', here, address);
	t.is(code, 0);
	sameTrees(t, here, there);
	t.true((summary!.literalBytes as number) < content.length - (2 * 1024 * 1024), 'what had arrived is not sent again');
});

test.serial('an insert in front of a 300 MB file sends little', async t => {
	const world = await World.open(t);
	const content = noise(300 * 1024 * 1024, 11);
	const {here, there, address, first} = await pair(world, {'large file': content});
	t.is(first.code, 0, first.stderr);
	put(join(here, 'large file'), Buffer.concat([Buffer.from('!'), content]));
	const {code, summary} = await world.once('client', here, address);
	t.is(code, 0);
	sameTrees(t, here, there);
	t.true((summary!.literalBytes as number) < 600_000, `literalBytes ${String(summary!.literalBytes)}`);
	t.true((summary!.wireSentBytes as number) < 600_000, `wireSentBytes ${String(summary!.wireSentBytes)}`);
});

test('fixed-size chunking carries files as well', async t => {
	const world = await World.open(t);
	const here = world.folder('here', {file: noise(500_000, 3)});
	const there = world.folder('there');
	const server = await world.serve(there, {argv: ['--chunking', 'fixed']});
	const {code, stderr} = await world.once('client', here, server.invite, '--chunking', 'fixed');
	t.is(code, 0, stderr);
	sameTrees(t, here, there);
});

test('ignored files stay where they are, on both sides', async t => {
	const world = await World.open(t);
	const {here, there, address} = await pair(world, {
		'.fsyncignore': '*.tmp\nnode_modules/\n', 'a.tmp': 'x', 'node_modules/m': 'm', kept: 'k',
	});
	t.deepEqual(pathsIn(there), ['.fsyncignore', 'kept']);
	put(join(here, 'b.log'), 'log');
	put(join(here, '.gitignore'), '*.out\n');
	put(join(here, 'c.out'), 'out');
	const {code} = await world.once('client', here, address, '--ignore', '*.log', '--gitignore');
	t.is(code, 0);
	t.deepEqual(pathsIn(there), ['.fsyncignore', '.gitignore', 'kept']);
	t.true(listTree(here).has('a.tmp'));
});
