// How long a save takes to the other side while both ends watch: `--watch --debounce 0`, both directions.
import {once} from 'node:events';
import {spawn} from 'node:child_process';
import {
	existsSync,
	mkdirSync,
	readFileSync,
	writeFileSync,
} from 'node:fs';
import path from 'node:path';
import {createInterface} from 'node:readline';
import {setImmediate as turn} from 'node:timers/promises';
import {startServer} from './runs.js';
import {makeSmallFiles} from './trees.js';

const command = path.join(import.meta.dirname, '..', 'build', 'command', 'fsync-tui.js');

/** Looks until the file holds this text; a spin without sleeping, because the wait is what is measured. */
async function untilHolds(file, text) {
	const limit = performance.now() + 30_000;
	while (performance.now() < limit) {
		if (existsSync(file) && readFileSync(file, 'utf8') === text) {
			return;
		}

		await turn();
	}

	throw new Error(`${file} did not arrive`);
}

const quantile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];

export async function startLive({at, files, saves}) {
	const [here, there] = [path.join(at, 'here'), path.join(at, 'there')];
	mkdirSync(here, {recursive: true});
	makeSmallFiles(here, files);
	const server = await startServer({home: path.join(at, 'server-home'), root: there, parameters: ['--debounce', '0']});
	const client = spawn(process.execPath, [command, here, server.invite, '--watch', '--json', '--debounce', '0'], {
		env: {...process.env, FSYNC_TUI_HOME: path.join(at, 'client-home')}, stdio: ['ignore', 'pipe', 'inherit'],
	});
	for await (const line of createInterface({input: client.stdout})) {
		if (JSON.parse(line).type === 'in-sync') {
			break;
		}
	}

	client.stdout.resume();
	const figures = {};
	for (const [direction, from, to] of [['up', here, there], ['down', there, here]]) {
		const times = [];
		for (let save = 0; save < saves; save++) {
			const name = `part-${save % 2}/group-000/folder-${save % 2}/file-${save % 40}.txt`;
			const text = `${direction} ${save} ${'x'.repeat(2000)}`;
			const started = performance.now();
			writeFileSync(path.join(from, name), text);
			await untilHolds(path.join(to, name), text);
			times.push(performance.now() - started);
			await new Promise(resolve => {
				setTimeout(resolve, 30);
			});
		}

		times.sort((a, b) => a - b);
		figures[direction] = {p50: quantile(times, 0.5), p95: quantile(times, 0.95)};
	}

	client.kill('SIGTERM');
	await once(client, 'exit');
	await server.stop();
	return figures;
}
