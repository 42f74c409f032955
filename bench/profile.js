/*
Where the processor time of a step of `npm run bench` goes: `npm run bench:profile [-- SCENARIO… --files N --mebibytes N --least SHARE]`. Each step is done by both ends under V8's
profiler, the server being started anew for each, and their time is added up by the rooms of the program and of what it stands on. The program is built file by file for this and not in
one piece, so that its rooms are known: it takes longer to load. The kernel's part of a call counts for the call; threads that V8 keeps for itself are not seen.
*/
import {once} from 'node:events';
import {
	globSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	rmSync,
} from 'node:fs';
import path from 'node:path';
import {parseArgs} from 'node:util';
import {build} from 'esbuild';
import {openBase, start} from './ends.js';
import {addProfile} from './profile-rooms.js';
import {scenarios} from './works.js';

const {values, positionals} = parseArgs({
	allowPositionals: true,
	options: {files: {type: 'string', default: '100000'}, mebibytes: {type: 'string', default: '1024'}, least: {type: 'string', default: '0.03'}},
});
const names = positionals.length > 0 ? positionals : Object.keys(scenarios);
const sizes = {files: Number(values.files), bytes: Number(values.mebibytes) * 1_048_576};
const least = Number(values.least);
const place = path.join(import.meta.dirname, '../build/profiled');
await build({
	entryPoints: globSync('source/**/*.{ts,tsx}', {cwd: path.join(import.meta.dirname, '..')}),
	absWorkingDir: path.join(import.meta.dirname, '..'),
	outdir: place,
	outbase: 'source',
	format: 'esm',
	platform: 'node',
	target: 'node22',
	jsx: 'automatic',
});

const profiled = folder => ['--cpu-prof', `--cpu-prof-dir=${folder}`, path.join(place, 'cli.js')];

/** Seconds by room of all threads of one process. */
function roomsIn(folder) {
	const rooms = new Map();
	for (const name of readdirSync(folder)) {
		addProfile(rooms, JSON.parse(readFileSync(path.join(folder, name), 'utf8')));
	}

	return Array.from(rooms, ([room, microseconds]) => [room, microseconds / 1e6]).toSorted(([, one], [, other]) => other - one);
}

function sharesOf(rooms) {
	const total = rooms.reduce((sum, [, seconds]) => sum + seconds, 0);
	const told = rooms.filter(([, seconds]) => seconds / total >= least).map(([room, seconds]) => `${room} ${seconds.toFixed(2)}`);
	return `${total.toFixed(1)} s: ${told.join(', ')}`;
}

async function profileStep(base, [source, target], remembered) {
	const folders = {client: path.join(base, 'profiles-client'), server: path.join(base, 'profiles-server')};
	for (const folder of Object.values(folders)) {
		rmSync(folder, {recursive: true, force: true});
		mkdirSync(folder);
	}

	const server = start(base, 'server', ['--server', target, '--listen', `127.0.0.1:${remembered.port ?? 0}`], profiled(folders.server));
	const {port, invite} = await server.event('listening');
	remembered.port = port;
	const client = start(base, 'client', [source, invite === undefined || invite === '' ? `127.0.0.1:${port}` : invite, '--once'], profiled(folders.client));
	const [code] = await once(client.child, 'exit');
	server.child.kill();
	await once(server.child, 'exit');
	if (code !== 0) {
		throw new Error(`The client ended with ${code}`);
	}

	return {client: sharesOf(roomsIn(folders.client)), server: sharesOf(roomsIn(folders.server))};
}

console.log('| work | client | server |\n|---|---|---|');
for (const name of names) {
	const {title, steps, isPossible} = scenarios[name](sizes);
	if (isPossible?.() === false) {
		console.error(`${name} is left out: what it needs cannot be had here.`);
		continue;
	}

	const base = openBase('profile');
	const folders = ['source', 'target'].map(one => path.join(base, one));
	const remembered = {};
	try {
		for (const folder of folders) {
			mkdirSync(folder);
		}

		for (const step of steps) {
			step.change(folders[0]);
			const {client, server} = await profileStep(base, folders, remembered);
			console.log(`| ${title}: ${step.name} | ${client} | ${server} |`);
		}
	} finally {
		rmSync(base, {recursive: true, force: true});
	}
}
