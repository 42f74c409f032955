import {Buffer} from 'node:buffer';
import {
	existsSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {trashedTexts} from '../engine/disk/replica-fixture.js';
import {
	pathsIn,
	put,
	sameTrees,
	World,
} from './command.js';
import {freshlyStarted, nextSecond, pretendPowerCut} from './machine.js';

const long = 'many words '.repeat(20_000);
const versions = {
	empty: 'the first', zeros: 'the second', 'folder/gone': 'the third', long, kept: 'kept',
};

/** What a journalling file system may leave of files whose bytes it had not written yet. */
function tamper(folder: string, name: string): void {
	writeFileSync(join(folder, `${name} empty`), '');
	writeFileSync(join(folder, `${name} zeros`), Buffer.alloc(versions.zeros.length));
	rmSync(join(folder, `${name} folder`), {recursive: true});
	writeFileSync(join(folder, `${name} long`), Buffer.alloc(long.length));
}

const written = (name: string) => Object.fromEntries(Object.entries(versions).map(([path, text]) => [`${name} ${path}`, text]));

/** Both sides in sync, files of each published on the other, and both killed. */
async function interrupted(t: ExecutionContext) {
	const world = await World.open(t);
	const [here, there] = [world.folder('here', written('mine')), world.folder('there', written('yours'))];
	const server = await world.serve(there, {isProcess: true});
	const client = world.spawn('client', [here, server.invite, '--watch', '--json']);
	await client.next('in-sync', () => pathsIn(here).length === pathsIn(there).length);
	// Once this has been taken the server has kept what the client acknowledged before.
	put(join(here, 'one more'), 'one more');
	await client.next('applied', line => line.path === 'one more');
	await client.next('in-sync');
	await Promise.all([client.stop('SIGKILL'), server.command.stop('SIGKILL')]);
	return {
		world, here, there, port: server.port,
	};
}

function expectAll(t: ExecutionContext, folder: string): void {
	for (const [path, text] of Object.entries({...written('mine'), ...written('yours')})) {
		// Not `is`: AVA would spend minutes on what two long texts differ in.
		t.true(readFileSync(join(folder, path), 'utf8') === text, path);
	}
}

/** Both go on, behind a wrapper as processes of their own. */
async function resume({world, here, there, port}: {world: World; here: string; there: string; port: number}, wrapper?: readonly string[]) {
	const start = (home: string, argv: readonly string[]) => wrapper ? world.spawn(home, argv, {}, wrapper) : world.start(home, argv);
	const serving = start('server', ['--server', there, '--listen', `127.0.0.1:${port}`, '--json']);
	await serving.next('listening');
	const ended = await start('client', [here, `127.0.0.1:${port}`, '--once', '--json']).ended;
	return {serving, ended};
}

const ifPossible = freshlyStarted(0) ? test : test.skip;

for (const side of ['here', 'there'] as const) {
	ifPossible(`F04: what a power cut costs the disk ${side} is no edit: it comes back from the other side`, async t => {
		const scene = await interrupted(t);
		const folder = scene[side];
		tamper(folder, 'mine');
		tamper(folder, 'yours');
		pretendPowerCut(folder);
		const {ended, serving} = await resume(scene, freshlyStarted(await nextSecond()));
		t.is(ended.code, 0, ended.stdout + ended.stderr);
		expectAll(t, scene.here);
		sameTrees(t, scene.here, scene.there);
		t.true(trashedTexts(folder).includes(''), 'the remains are in the trash');
		t.false(existsSync(join(folder, '.fsync-tui/power-cut')));

		// From now on an empty file is an empty file again.
		put(join(folder, 'mine empty'), '');
		await serving.stop();
		const {ended: next} = await resume(scene);
		t.is(next.code, 0, next.stderr);
		t.is(readFileSync(join(scene.here, 'mine empty'), 'utf8'), '');
		sameTrees(t, scene.here, scene.there);
	});
}

test('F01: after a kill alone an emptied file is an edit, and its old version is in the other side\'s trash', async t => {
	const scene = await interrupted(t);
	tamper(scene.here, 'mine');
	const {ended} = await resume(scene);
	t.is(ended.code, 0, ended.stderr);
	sameTrees(t, scene.here, scene.there);
	t.is(readFileSync(join(scene.there, 'mine empty'), 'utf8'), '');
	t.true(trashedTexts(scene.there).includes('the first'));
});
