import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {readdirSync, readFileSync} from 'node:fs';
import test from 'ava';
import {listenForStop} from '../../source/cli/signals.js';
import {put, sameTrees, World} from './command.js';

const signals = [['SIGTERM', 143], ['SIGINT', 130], ['SIGHUP', 129]] as const;

for (const [signal, expected] of signals) {
	test(`F50: ${signal} stops a client and a server cleanly with ${expected}`, async t => {
		const world = await World.open(t);
		const [here, there] = [world.folder('here', {a: 'a'}), world.folder('there')];
		const server = await world.serve(there, {isProcess: true});
		const client = world.spawn('client', [here, server.invite, '--watch', '--json']);
		await client.next('in-sync');
		t.is((await client.stop(signal)).code, expected);
		t.is((await server.command.stop(signal)).code, expected);
		sameTrees(t, here, there);
	});
}

test('F50: the first signal asks to stop, the second ends the process', t => {
	const codes: number[] = [];
	const stop = listenForStop(code => {
		codes.push(code);
	});
	t.teardown(() => {
		stop.dispose();
	});
	stop.raise('SIGHUP');
	t.true(stop.signal.aborted);
	t.is(stop.received(), 'SIGHUP');
	t.deepEqual(codes, []);
	stop.raise('SIGTERM');
	t.deepEqual(codes, [129]);
});

const bugs = [
	['an uncaught error', 'setTimeout(() => { throw new Error("planted fsync1:h:1:s:secret"); }, 300)'],
	['an unhandled rejection', 'setTimeout(() => { void Promise.reject(new Error("planted fsync1:h:1:s:secret")); }, 300)'],
] as const;

for (const [what, code] of bugs) {
	test(`${what} is a bug: exit code 70, a file about it without secrets, and its path on stderr`, async t => {
		const world = await World.open(t);
		// Threads read these options too: one that is ended while it starts up with such a module of its own can take all of Node.js along.
		put(world.path('bug.mjs'), `import {isMainThread} from 'node:worker_threads';\nif (isMainThread) {\n\t${code};\n}\n`);
		const client = await world.spawn('client', [world.folder('here'), '--watch', '--json'], {NODE_OPTIONS: `--import=${world.path('bug.mjs')}`}).ended;
		t.is(client.code, 70, client.stderr);
		t.regex(client.stderr, /^fsync-tui: This is a bug in fsync-tui: planted fsync1:…/v);
		const file = client.stderr.trimEnd().split('stands in ', 2)[1]!;
		t.true(file.startsWith(world.path('client')));
		const text = readFileSync(file, 'utf8');
		t.regex(text, /planted/v);
		t.regex(text, /bug\.mjs/v);
		t.false(text.includes('secret'));
	});
}

test('every line of --json is JSON, and nothing else is on stdout', async t => {
	const world = await World.open(t);
	const server = await world.serve(world.folder('there', {b: 'b'}), {isProcess: true});
	const client = await world.spawn('client', [world.folder('here', {'a\nb': 'a'}), server.invite, '--once', '--json']).ended;
	const {stdout} = await server.command.stop();
	for (const line of `${client.stdout}${stdout}`.trimEnd().split('\n')) {
		t.like(JSON.parse(line), {v: 1});
	}
});

test('plain lines say in words what happens, without escape sequences', async t => {
	const world = await World.open(t);
	const server = await world.serve(world.folder('there', {yours: 'x'}));
	const {code, stdout, stderr} = await world.run('client', [world.folder('here', {'mine \u{1B}[31m': 'x'}), server.invite, '--once', '--plain']);
	t.is(code, 0, stderr);
	t.is(stderr, '');
	t.false(stdout.includes('\u{1B}'));
	for (const pattern of [/^connected: /mv, /^created on local: yours$/mv, /^created on remote: mine \\x1b\[31m$/mv, /^in sync: /mv, /^summary: /mv]) {
		t.regex(stdout, pattern);
	}

	const quiet = await world.run('client', [world.path('here'), '--once', '-q']);
	t.is(quiet.code, 0);
	t.is(quiet.stdout, '');
});

test('F56: a reader of events that goes away does not stop the sync', async t => {
	const world = await World.open(t);
	const there = world.folder('there');
	const here = world.folder('here', Object.fromEntries(Array.from({length: 500}, (_, index) => [`file ${index}`, 'x'])));
	const server = await world.serve(there);
	const client = world.spawn('client', [here, server.invite, '--once', '--json']);
	client.closeOutput();
	const {code, stderr} = await client.ended;
	t.is(code, 0, stderr);
	sameTrees(t, here, there);
});

test('F56: a reader of events that does not read does not stop the sync', async t => {
	const world = await World.open(t);
	const there = world.folder('there');
	const here = world.folder('here', Object.fromEntries(Array.from({length: 3000}, (_, index) => [`${'long name '.repeat(10)}${index}`, 'x'])));
	const server = await world.serve(there);
	const client = world.spawn('client', [here, server.invite, '--once', '--json']);
	client.stallOutput();
	const [code] = await once(client.process, 'exit') as [number];
	t.is(code, 0);
	sameTrees(t, here, there);
});

test('a log file gets every event with its time, whatever is printed', async t => {
	const world = await World.open(t);
	const server = await world.serve(world.folder('there', {a: 'a'}));
	const log = world.path('events.log');
	const {code, stdout} = await world.run('client', [world.folder('here'), server.invite, '--once', '-q', '--log-file', log]);
	t.is(code, 0);
	t.is(stdout, '');
	const lines = readFileSync(log, 'utf8').trimEnd().split('\n');
	t.true(lines.every(line => /^\d{4}-\d\d-\d\dT[\d.:]+Z \S/v.test(line)));
	t.true(lines.some(line => line.endsWith('created on local: a')));
});

test('the demo without a terminal plays its script, finds both sides equal, and leaves nothing behind', async t => {
	const world = await World.open(t);
	const {code, stdout, stderr} = await world.spawn('client', ['--demo']).ended;
	t.is(code, 0, stderr);
	t.regex(stdout, /rename the folder/v);
	t.regex(stdout, /both folders are equal/v);
	t.deepEqual(readdirSync(world.path('tmp')).filter(name => name.startsWith('fsync-tui')), []);
	t.false(stdout.includes('\u{1B}'));
});

test('F50: a demo that is interrupted leaves nothing behind either', async t => {
	const world = await World.open(t);
	const demo = world.spawn('client', ['--demo', '--json']);
	await demo.next('in-sync');
	t.is((await demo.stop('SIGINT')).code, 130);
	t.deepEqual(readdirSync(world.path('tmp')).filter(name => name.startsWith('fsync-tui')), []);
});

test('an older Node is refused in one sentence before anything is loaded', async t => {
	const world = await World.open(t);
	const preload = world.path('older.mjs');
	put(preload, 'Object.defineProperty(process.versions, "node", {value: "20.11.1"});\n');
	const child = spawn(process.execPath, ['--import', preload, world.script, '--version'], {stdio: ['ignore', 'pipe', 'pipe']});
	let stderr = '';
	child.stderr.setEncoding('utf8').on('data', (text: string) => {
		stderr += text;
	});
	const [code] = await once(child, 'close') as [number];
	t.is(code, 1);
	t.regex(stderr, /^fsync-tui needs Node\.js 22\.22 or newer[^\n]+\n$/v);
});

test('the version check asks for what package.json asks for', t => {
	const {engines, version} = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {engines: {node: string}; version: string};
	const source = readFileSync(new URL('../../../source/cli.tsx', import.meta.url), 'utf8');
	t.is(engines.node, '>=22.22');
	t.true(source.includes('major < 22 || (major === 22 && minor < 22)'));
	t.regex(version, /^\d+\.\d+\.\d+$/v);
});
