import {execFileSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {
	cpSync,
	existsSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	statSync,
	truncateSync,
	unlinkSync,
	writeFileSync,
} from 'node:fs';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {noise} from '../../source/cli/demo-folders.js';
import {listTree} from '../../source/cli/tree-listing.js';
import {Random} from '../kill/random.js';
import {put, sameTrees, World} from './command.js';

/** Both sides in sync once, with a history of some commits. */
async function pair(t: ExecutionContext) {
	const world = await World.open(t);
	const here = world.folder('here', {a: 'a', 'folder/b': 'b', cut: noise(300_000, 1)});
	const there = world.folder('there', {c: 'c', 'other/d': 'd'});
	const server = await world.serve(there);
	t.is((await world.once('client', here, server.invite)).code, 0);
	put(join(here, 'a'), 'a2');
	t.is((await world.once('client', here)).code, 0);
	return {
		world, here, there, server,
	};
}

/** The files below a state folder that matter for what is in sync. */
function stateFiles(home: string): string[] {
	return readdirSync(home, {recursive: true, encoding: 'utf8'})
		.map(name => join(home, name))
		.filter(path => statSync(path).isFile() && /sessions|shares/v.test(path));
}

/** Cuts a file somewhere or changes one of its bytes. */
function damage(path: string, random: Random): string {
	const bytes = readFileSync(path);
	const at = random.below(bytes.length + 1);
	if (random.below(2) === 0 || at === bytes.length) {
		truncateSync(path, Math.min(at, bytes.length - 1));
		return `${path} cut at ${at}`;
	}

	bytes[at]! ^= 1 << random.below(8);
	writeFileSync(path, bytes);
	return `${path} with another byte ${at}`;
}

/** With all permissions and times. */
function copyAsIs(from: string, to: string): void {
	execFileSync('cp', ['-a', from, to]);
}

/** Without its record a client does not know any more whom it is paired with, and says so. */
async function onceOrPairAgain(world: World, here: string, port: number) {
	const ended = await world.once('client', here, `127.0.0.1:${port}`, '--prefer', 'local');
	if (ended.code !== 6) {
		return ended;
	}

	const {invite} = (await world.run('server', ['invite', '--json'])).lines[0]!;
	return world.once('client', here, (invite as string), '--prefer', 'local');
}

for (const side of ['client', 'server'] as const) {
	test(`F32: a ${side}'s state that is cut or changed anywhere deletes nothing, loses nothing, and both sides are equal afterwards`, async t => {
		const {world, here, there, server} = await pair(t);
		const random = new Random(side === 'client' ? 3 : 4);
		const before = listTree(here);
		for (let count = 0; count < 3; count++) {
			await server.command.stop();
			const files = stateFiles(world.path(side));
			t.true(files.length > 2);
			const what = damage(random.pick(files), random);
			put(join(here, 'new here'), `here ${count}`);
			const again = world.start('server', ['--server', there, '--listen', `127.0.0.1:${server.port}`, '--json']);
			await again.next('listening');
			const {code, stderr, stdout, summary} = await onceOrPairAgain(world, here, server.port);
			t.is(code, 0, `${what}: ${stderr}${stdout}`);
			t.like(summary, {local: {deleted: 0}, remote: {deleted: 0}}, what);
			sameTrees(t, here, there);
			for (const [path, text] of before) {
				t.is(listTree(here).get(path), text, `${what}: ${path}`);
			}

			t.is(readFileSync(join(there, 'new here'), 'utf8'), `here ${count}`);
			await again.stop();
			server.command.forget();
		}
	});

	test(`F34: a ${side}'s state that was restored from a backup is no base for a merge: nothing is deleted and no edit undone`, async t => {
		const {world, here, there, server} = await pair(t);
		await server.command.stop();
		copyAsIs(world.path(side), world.path('backup'));
		const serve = async () => world.serve(there, {port: server.port});
		const between = await serve();
		put(join(here, 'a'), 'a3');
		put(join(here, 'fresh'), 'fresh');
		unlinkSync(join(here, 'c'));
		t.is((await world.once('client', here)).code, 0);
		await between.command.stop();

		rmSync(world.path(side), {recursive: true});
		copyAsIs(world.path('backup'), world.path(side));
		await serve();
		const ended = await world.once('client', here);
		t.is(ended.code, 0, ended.stdout + ended.stderr);
		t.like(ended.summary, {local: {deleted: 0}, remote: {deleted: 0}});
		sameTrees(t, here, there);
		t.is(readFileSync(join(there, 'a'), 'utf8'), 'a3');
		t.is(readFileSync(join(there, 'fresh'), 'utf8'), 'fresh');
	});
}

test('F35: a folder whose files were restored from a backup is edited like any other, and the newer versions are in the other side\'s trash', async t => {
	const {world, here, there} = await pair(t);
	cpSync(join(here, 'a'), world.path('old a'), {preserveTimestamps: true});
	put(join(here, 'a'), 'newer than the backup');
	t.is((await world.once('client', here)).code, 0);
	cpSync(world.path('old a'), join(here, 'a'), {preserveTimestamps: true});
	t.is((await world.once('client', here)).code, 0);
	sameTrees(t, here, there);
	t.is(readFileSync(join(there, 'a'), 'utf8'), 'a2');
	const trash = join(there, '.fsync-tui/trash');
	const kept = readdirSync(trash, {recursive: true, encoding: 'utf8'}).filter(name => /\/\d+$/v.test(name)).map(name => readFileSync(join(trash, name), 'utf8'));
	t.true(kept.includes('newer than the backup'));
});

const years = 10 * 365 * 24 * 3600 * 1000;
const jumps = [['forwards and back', years, 0], ['backwards and on', -years, years]] as const;

for (const [how, first, then] of jumps) {
	test(`F22: a clock that jumps ten years ${how} while both sides are edited has no effect on the result`, async t => {
		const {world, here, there, server} = await pair(t);
		const jumping = world.path('jumping.mjs');
		put(jumping, `const now = Date.now; Date.now = () => now() + (process.uptime() < 1 ? ${first} : ${then});`);
		const client = world.spawn('client', [here, `127.0.0.1:${server.port}`, '--watch', '--json', '--debounce', '20'], {NODE_OPTIONS: `--import=${jumping}`});
		await client.next('in-sync');
		put(join(here, 'early'), 'early');
		await client.next('applied', line => line.path === 'early');
		const started = performance.now();
		for (let count = 0; performance.now() - started < 1000; count++) {
			put(join(there, 'counted'), `${count}`);
			await client.next('applied', line => line.path === 'counted');
		}

		put(join(here, 'a'), 'edited late');
		renameSync(join(there, 'folder'), join(there, 'renamed'));
		await client.next('applied', line => line.path === 'renamed');
		await client.stop();
		t.is((await world.once('client', here)).code, 0);
		sameTrees(t, here, there);
		t.is(readFileSync(join(there, 'a'), 'utf8'), 'edited late');
		t.is(readFileSync(join(here, 'renamed/b'), 'utf8'), 'b');
	});
}

test('F50: a client that is stopped for a while and goes on finds what was edited on both sides meanwhile', async t => {
	const {world, here, there, server} = await pair(t);
	const client = world.spawn('client', [here, `127.0.0.1:${server.port}`, '--watch', '--json', '--debounce', '20']);
	await client.next('in-sync');
	client.kill('SIGSTOP');
	put(join(here, 'a'), 'edited while it slept');
	put(join(there, 'c'), 'edited while it slept');
	await server.command.stop();
	await world.serve(there, {port: server.port});
	client.kill('SIGCONT');
	await client.next('applied', line => line.path === 'c');
	await client.next('in-sync');
	await client.stop();
	t.is((await world.once('client', here)).code, 0);
	sameTrees(t, here, there);
	t.is(readFileSync(join(there, 'a'), 'utf8'), 'edited while it slept');
});

test('F49: contents that an interrupted run left in the stages are gone after the next cycle, and a user\'s file there is not', async t => {
	const {world, here, there, server} = await pair(t);
	await server.command.stop();
	const digest = createHash('sha256').update('nobody wants this').digest('hex');
	for (const root of [here, there]) {
		for (const name of [digest, `${digest.replaceAll('a', 'b')}.part`, 'new-7', 'my notes']) {
			put(join(root, '.fsync-tui/stage', name), 'nobody wants this');
		}
	}

	await world.serve(there, {port: server.port});
	t.is((await world.once('client', here)).code, 0);
	for (const root of [here, there]) {
		t.deepEqual(readdirSync(join(root, '.fsync-tui/stage')), ['my notes']);
	}
});

test('F51: with little memory on both sides large files are carried all the same', async t => {
	const world = await World.open(t);
	const [here, there] = [world.folder('here', {large: noise(24 * 1024 * 1024, 9)}), world.folder('there', {back: noise(12 * 1024 * 1024, 10)})];
	const small = {NODE_OPTIONS: '--max-old-space-size=64'};
	const serving = world.spawn('server', ['--server', there, '--listen', '127.0.0.1:0', '--json'], small);
	const {invite} = await serving.next('listening');
	const ended = await world.spawn('client', [here, invite as string, '--once', '--json'], small).ended;
	t.is(ended.code, 0, ended.stderr);
	sameTrees(t, here, there);
});

test('F20: when the folder goes into which a file is being received, the file is there on both sides in the end', async t => {
	const {world, here, there, server} = await pair(t);
	const client = world.start('client', [here, `127.0.0.1:${server.port}`, '--watch', '--json', '--debounce', '20', '--limit', '2M']);
	await client.next('in-sync');
	const large = noise(3 * 1024 * 1024, 12);
	put(join(there, 'folder/large'), large);
	await client.next('transfer', line => line.path === 'folder/large');
	t.false(existsSync(join(here, 'folder/large')));
	rmSync(join(here, 'folder'), {recursive: true});
	await client.next('applied', line => line.path === 'folder/large' && line.operation === 'created');
	await client.stop();
	t.is((await world.once('client', here)).code, 0);
	sameTrees(t, here, there);
	t.true(readFileSync(join(here, 'folder/large')).equals(large));
});

/** What editors do to save a file. */
const saves: ReadonlyArray<readonly [how: string, save: (place: string, text: string) => void]> = [
	['renames a new file over it', (place, text) => {
		writeFileSync(`${place}.tmp`, text);
		renameSync(`${place}.tmp`, place);
	}],
	['empties and writes it', (place, text) => {
		truncateSync(place, 0);
		writeFileSync(place, text);
	}],
	['removes it and makes it anew', (place, text) => {
		unlinkSync(place);
		writeFileSync(place, text);
	}],
	['moves it to a backup and writes it', (place, text) => {
		renameSync(place, `${place}~`);
		writeFileSync(place, text);
		unlinkSync(`${place}~`);
	}],
];

test('F21: whatever way an editor saves, the other side gets one version, no deletion and no conflict', async t => {
	const {world, here, there, server} = await pair(t);
	const client = world.start('client', [here, `127.0.0.1:${server.port}`, '--watch', '--json', '--debounce', '100']);
	await client.next('in-sync');
	for (const [how, save] of saves) {
		save(join(here, 'a'), how);
		await client.next('applied', line => line.path === 'a');
		t.is(readFileSync(join(there, 'a'), 'utf8'), how);
	}

	await client.stop();
	const {lines} = client;
	t.deepEqual(lines.filter(line => line.type === 'conflict' || line.type === 'problem' || (line.type === 'applied' && line.operation !== 'modified')), []);
	t.is((await world.once('client', here)).code, 0);
	sameTrees(t, here, there);
});

test('F39: a rename that changes only the case of a name is one rename and no content', async t => {
	const {world, here, there} = await pair(t);
	renameSync(join(here, 'cut'), join(here, 'Cut'));
	renameSync(join(here, 'folder'), join(here, 'FOLDER'));
	const {code, summary} = await world.once('client', here);
	t.is(code, 0);
	t.like(summary, {literalBytes: 0, remote: {moved: 2, created: 0, deleted: 0}});
	sameTrees(t, here, there);
});
