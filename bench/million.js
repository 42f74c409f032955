/*
What a million files cost: `npm run bench:million -- [--files N] [--base FOLDER]`. One first sync, one run with nothing changed, one file changed, and saves that arrive while
both ends watch; with the peak memory of each end. Prints a table; no peer is run beside it.
*/
import {once} from 'node:events';
import {
	appendFileSync,
	mkdirSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import path from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {parseArgs} from 'node:util';
import {untilHolds} from './arrival.js';
import {
	cpuSeconds,
	megabytes,
	openBase,
	peakBytes,
	runOnce,
	start,
} from './ends.js';
import {makeTinyFiles, tinyFile} from './trees.js';

const {values} = parseArgs({options: {files: {type: 'string', default: '1000000'}, base: {type: 'string'}}});
const files = Number(values.files);
const base = openBase('million', values.base);
const [here, there] = ['here', 'there'].map(name => path.join(base, name));
const rows = [];

function note(work, took, {cpu, memory}, more = '') {
	rows.push(`| ${work} | ${took} | ${cpu.toFixed(1)} s, ${cpuSeconds(server.child).toFixed(1)} s in all | ${megabytes(memory)}, ${megabytes(peakBytes(server.child))} | ${more} |`);
	console.error(rows.at(-1));
}

async function sync(work) {
	const {seconds, sent, received, ...costs} = await runOnce(base, here, invite);
	note(work, `${seconds.toFixed(2)} s`, costs, `${sent.toLocaleString('en')} B, ${received.toLocaleString('en')} B`);
}

async function live(saves) {
	const client = start(base, 'client', [here, invite, '--watch', '--debounce', '0']);
	const times = [];
	try {
		writeFileSync(path.join(here, 'ready'), 'ready');
		await untilHolds(path.join(there, 'ready'), 'ready');
		// The first look and the watches of twenty thousand folders are over when saves arrive at once.
		for (let save = 0; save < saves + 10; save++) {
			const name = tinyFile(save * 997 % files);
			const text = `save ${save}`;
			writeFileSync(path.join(here, name), text);
			const time = await untilHolds(path.join(there, name), text);
			if (save >= 10) {
				times.push(time);
			}

			await sleep(50);
		}

		times.sort((one, other) => one - other);
		note(`a save, live (${saves} of them)`, `${times[saves >> 1].toFixed(1)} ms p50, ${times[Math.floor(saves * 0.95)].toFixed(1)} ms p95`, {
			cpu: cpuSeconds(client.child), memory: peakBytes(client.child),
		});
	} finally {
		client.child.kill('SIGTERM');
		await once(client.child, 'exit');
	}
}

mkdirSync(here);
mkdirSync(there);
makeTinyFiles(here, files);
const server = start(base, 'server', ['--server', there, '--listen', '127.0.0.1:0', '--debounce', '0']);
const {invite} = await server.event('listening');
try {
	console.log(`| ${files.toLocaleString('en')} files | time | processor: client, server | peak memory: client, server | sent, received |\n|---|---|---|---|---|`);
	await sync('first sync');
	await sync('nothing changed');
	appendFileSync(path.join(here, tinyFile(12_345 % files)), 'more');
	await sync('one file changed');
	await live(40);
	console.log(rows.join('\n'));
} finally {
	server.child.kill('SIGTERM');
	await once(server.child, 'exit');
	rmSync(base, {recursive: true, force: true});
}
