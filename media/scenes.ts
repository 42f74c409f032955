import {spawnSync} from 'node:child_process';
import {
	appendFileSync,
	closeSync,
	openSync,
	renameSync,
	unlinkSync,
	writeSync,
} from 'node:fs';
import {join} from 'node:path';
import {noise} from '../source/cli/demo-folders.js';
import type {Grid} from './grid.js';
import {freePort, type Shot, type Size, type Studio} from './studio.js';

/** A still picture: set up in a studio of its own, taken when everything that it is about is on the screen. */
export type Scene = {
	readonly name: string;
	readonly title: string;
	take(studio: Studio, size: Size): Promise<Grid>;
};

const mebibyte = 1024 * 1024;
const lines = (count: number, word: string) => Array.from({length: count}, (_, index) => `${word} ${index + 1}\n`).join('');

/** What laptop and server have in common in every scene. */
const shared: Readonly<Record<string, string | Uint8Array>> = {
	'site/readme.md': '# Site\n',
	'site/docs/plan.md': '# Plan\n\n## Milestones\n- Beta: 12 December\n- GA: spring\n\nOwner: nobody yet\n',
	'site/config/app.json': '{"port": 8080}\n',
	'site/src/app/server.ts': lines(400, 'export const route ='),
	'site/src/app/routes/index.ts': lines(120, 'export const page ='),
	'site/src/index.css': lines(60, '.row'),
	'site/lib/old.ts': lines(200, 'export const old ='),
	'site/tmp/scratch.md': 'throw away\n',
	...Object.fromEntries(Array.from({length: 40}, (_, index) => [`site/pages/page-${index}.html`, lines(30, '<p>')])),
};

/** Changes a stretch of bytes in the middle of a file. */
function patch(file: string, offset: number, bytes: Uint8Array): void {
	const handle = openSync(file, 'r+');
	writeSync(handle, bytes, 0, bytes.length, offset);
	closeSync(handle);
}

/** A server that serves `~/site` on a terminal, and the line that invites to it. */
async function serve(studio: Studio, size: Size): Promise<{readonly shot: Shot; invite(): Promise<string>}> {
	const port = await freePort(8440);
	const shot = studio.shoot('build', size, '--server', join(studio.home('build'), 'site'), '--listen', `127.0.0.1:${port}`);
	await shot.shows(/fsync1:/v);
	return {
		shot,
		async invite() {
			const line = (await studio.run('build', 'invite')).split('\n', 1)[0]!;
			return line.replace('127.0.0.1', 'localhost');
		},
	};
}

/** A laptop with a large file that is paired and in sync, and the server's terminal. */
async function paired(studio: Studio, size: Size) {
	studio.write('laptop', {...shared, 'site/data/model.bin': noise(48 * mebibyte, 7)});
	studio.write('build', {'site/notes/from-the-server.txt': 'hello\n'});
	const server = await serve(studio, size);
	const site = join(studio.home('laptop'), 'site');
	await studio.run('laptop', site, await server.invite(), '--once', '--quiet');
	return {...server, site, there: join(studio.home('build'), 'site')};
}

/** A large file is changed in many places: most of it is on the other side already. */
function retrain(site: string): void {
	for (let part = 0; part < 10; part++) {
		patch(join(site, 'data/model.bin'), part * 4 * mebibyte, noise(mebibyte, part + 11));
	}
}

/** Both sides have changed the same files while nobody synced, and something cannot be synced. */
function disagree({site, there}: {readonly site: string; readonly there: string}): void {
	appendFileSync(join(site, 'docs/plan.md'), '\nOwner: web team\n');
	appendFileSync(join(there, 'docs/plan.md'), '\nOwner: build team\n');
	appendFileSync(join(site, 'config/app.json'), '{"port": 9090}\n');
	appendFileSync(join(there, 'config/app.json'), '{"port": 7070}\n');
	spawnSync('mkfifo', [join(site, 'control.pipe')]);
}

/** Edits that wait for quiet while the picture is taken. */
function edit(site: string): void {
	for (const file of ['src/app/server.ts', 'src/app/routes/index.ts', 'src/index.css']) {
		appendFileSync(join(site, file), 'export const more = true;\n');
	}

	renameSync(join(site, 'lib/old.ts'), join(site, 'lib/new.ts'));
	unlinkSync(join(site, 'tmp/scratch.md'));
}

/** A session in the middle of everything. */
export async function busySession(studio: Studio, size: Size): Promise<Shot> {
	const place = await paired(studio, size);
	disagree(place);
	const shot = studio.shoot('laptop', size, place.site, '--limit', '1M', '--debounce', '3000', '--debounce-max', '20000');
	await shot.shows(/2 conflicts/v, /LIVE/v);
	retrain(place.site);
	await shot.shows(/eta/v);
	edit(place.site);
	await shot.shows(/quiet in +1/v, /eta/v);
	return shot;
}

const dashboard: Scene = {
	name: 'dashboard',
	title: 'fsync-tui: a session with changes that wait, files under way, conflicts and the log',
	async take(studio, size) {
		return (await busySession(studio, size)).settled();
	},
};

const server: Scene = {
	name: 'server',
	title: 'fsync-tui --server: clients with their rates and lag, shares, storage, transfers and the log',
	async take(studio, size) {
		const {shot, invite, site, there} = await paired(studio, size);
		studio.write('desktop', {'site/readme.md': '# Site\n'});
		await studio.run('desktop', join(studio.home('desktop'), 'site'), await invite(), '--once', '--quiet');
		const runner = join(studio.home('runner'), 'site');
		studio.write('runner', {'site/readme.md': '# Site\n'});
		studio.start('runner', runner, await invite(), '--watch', '--quiet');
		await shot.shows(/1 connected, 2 away/v);
		disagree({site, there});
		retrain(site);
		studio.start('laptop', site, '--watch', '--quiet', '--limit', '2M');
		await shot.shows(/2 connected, 1 away/v, /1 active/v, /behind/v);
		shot.press('j');
		await shot.shows(/eta/v, /x revoke/v);
		return shot.settled();
	},
};

/** Every still picture; another screen is another entry. */
export const scenes: readonly Scene[] = [dashboard, server];
