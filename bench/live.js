/*
How long a change takes to the other side while both ends watch: single saves in either direction, and a burst of new files. Measured from the
write to the moment at which the other folder holds the same bytes.
*/
import {spawn, spawnSync} from 'node:child_process';
import {once} from 'node:events';
import {
	existsSync,
	mkdirSync,
	mkdtempSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {setTimeout as sleep} from 'node:timers/promises';
import {untilHolds} from './arrival.js';
import {
	command,
	firstLine,
	isFound,
	openServer,
	serveRsync,
} from './peers.js';
import {makeSmallFiles} from './trees.js';

const own = {
	name: 'fsync-tui',
	isFound: () => existsSync(command),
	version: () => firstLine(process.execPath, command, '--version'),
	isTwoWay: true,
	async open({place, source, target, home}) {
		const server = await openServer({place, target, home}, '--debounce', '0');
		const [program, parameters] = place.onClient(process.execPath, [command, source, server.invite, '--watch', '--json', '-q', '--debounce', '0']);
		const client = spawn(program, parameters, {stdio: 'ignore', env: {...process.env, FSYNC_TUI_HOME: path.join(home, 'client')}});
		return async () => {
			client.kill('SIGTERM');
			await once(client, 'exit');
			await server.close();
		};
	},
};

const lsyncd = {
	name: 'lsyncd',
	isFound: () => isFound('lsyncd', 'rsync'),
	version: () => firstLine('lsyncd', '--version'),
	isTwoWay: false,
	async open({place, source, target, home}) {
		const daemon = await serveRsync({place, target, home});
		const config = path.join(home, 'lsyncd.lua');
		writeFileSync(config, [
			'settings {nodaemon = true, insist = true}',
			`sync {default.rsync, source = ${JSON.stringify(source)}, target = ${JSON.stringify(daemon.url)}, delay = 0, rsync = {archive = true}}`,
			'',
		].join('\n'));
		const [program, parameters] = place.onClient('lsyncd', [config]);
		const client = spawn(program, parameters, {stdio: 'ignore'});
		return async () => {
			client.kill('SIGTERM');
			await once(client, 'exit');
			await daemon.close();
		};
	},
};

export const watchers = [own, lsyncd];

const quantile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];

async function measureSaves(from, to, label, saves) {
	const times = [];
	for (let save = 0; save < saves; save++) {
		const name = `part-${save % 2}/group-000/folder-${save % 2}/file-${save % 40}.txt`;
		const text = `${label} ${save} ${'x'.repeat(2000)}`;
		writeFileSync(path.join(from, name), text);
		times.push(await untilHolds(path.join(to, name), text));
		// A person does not save in the same millisecond in which the last save arrived.
		await sleep(30);
	}

	times.sort((one, other) => one - other);
	return {p50: quantile(times, 0.5), p95: quantile(times, 0.95)};
}

/** Milliseconds until the last of so many new files is there. */
async function measureBurst(from, to, files) {
	mkdirSync(path.join(from, 'burst'));
	const started = performance.now();
	for (let file = 0; file < files; file++) {
		writeFileSync(path.join(from, 'burst', `file-${file}`), `new ${file} ${'y'.repeat(1000)}`);
	}

	for (let file = 0; file < files; file++) {
		await untilHolds(path.join(to, 'burst', `file-${file}`), `new ${file} ${'y'.repeat(1000)}`);
	}

	return performance.now() - started;
}

/** Rows of milliseconds for each watcher that is found, in turn on folders of its own. */
export async function measureLive({place, base, files = 10_000, saves = 100, burst = 2000}) {
	const rows = [];
	for (const watcher of watchers.filter(({isFound: isThere}) => isThere())) {
		const folder = mkdtempSync(path.join(base, 'fsync-tui-live-'));
		const [source, target, home] = ['source', 'target', 'home'].map(name => path.join(folder, name));
		for (const at of [source, target, home]) {
			mkdirSync(at);
		}

		makeSmallFiles(source, files);
		writeFileSync(path.join(source, 'last'), 'last');
		const close = await watcher.open({
			place, source, target, home,
		});
		try {
			await untilHolds(path.join(target, 'last'), 'last');
			// The first sync is there; what each does after it (watching, its own snapshot) is over when a save arrives.
			while (spawnSync('diff', ['-rq', '--exclude=.fsync-tui', source, target]).status !== 0) {
				await sleep(200);
			}

			await measureSaves(source, target, 'warm-up', 5);
			const there = await measureSaves(source, target, 'there', saves);
			const back = watcher.isTwoWay ? await measureSaves(target, source, 'back', saves) : undefined;
			rows.push({
				who: watcher.name, version: watcher.version(), there, back, burstMilliseconds: await measureBurst(source, target, burst),
			});
		} finally {
			await close();
			rmSync(folder, {recursive: true, force: true});
		}
	}

	return {
		files, saves, burst, rows,
	};
}

const milliseconds = value => value === undefined ? '' : `${value.toFixed(1)} ms`;

export function liveTable({files, burst, rows}) {
	return [
		`| ${files.toLocaleString('en')} files, watched | save → there: p50, p95 | save → back: p50, p95 | ${burst.toLocaleString('en')} new files |`,
		'|---|---|---|---|',
		...rows.map(({who, there, back, burstMilliseconds}) =>
			`| ${who} | ${milliseconds(there.p50)}, ${milliseconds(there.p95)} | ${back ? `${milliseconds(back.p50)}, ${milliseconds(back.p95)}` : 'one way only'} | ${(burstMilliseconds / 1000).toFixed(2)} s |`),
		'| goal for fsync-tui | 10.0 ms, 25.0 ms | 10.0 ms, 25.0 ms | 0.80 s |',
	].join('\n');
}
