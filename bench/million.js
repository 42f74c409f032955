/*
What a million files cost: `npm run bench:million -- [--files N] [--base FOLDER]`. One first sync, one run with nothing changed, one file changed, and saves that arrive while
both ends watch; with the peak memory of each end. Prints a table; no peer is run beside it.
*/
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {
	appendFileSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {createInterface} from 'node:readline';
import {setImmediate as turn, setTimeout as sleep} from 'node:timers/promises';
import {parseArgs} from 'node:util';
import {makeTinyFiles, tinyFile} from './trees.js';

const {values} = parseArgs({options: {files: {type: 'string', default: '1000000'}, base: {type: 'string', default: existsSync('/dev/shm') ? '/dev/shm' : tmpdir()}}});
const files = Number(values.files);
const command = path.join(import.meta.dirname, '../build/command/fsync-tui.js');
const base = mkdtempSync(path.join(values.base, 'fsync-tui-million-'));
const [here, there] = ['here', 'there'].map(name => path.join(base, name));
const rows = [];

function start(side, parameters) {
	const child = spawn(process.execPath, [command, ...parameters, '--json', '-q'], {
		stdio: ['ignore', 'pipe', 'inherit'], env: {...process.env, FSYNC_TUI_HOME: path.join(base, `home-${side}`)},
	});
	const lines = createInterface({input: child.stdout});
	return {child, lines, event: async type => {
		for await (const line of lines) {
			const event = JSON.parse(line);
			if (event.type === type) {
				return event;
			}
		}

		throw new Error(`${side} ended without saying '${type}'`);
	}};
}

const peakBytes = ({pid}) => Number(/VmHWM:\s+(?<kilobytes>\d+) kB/v.exec(readFileSync(`/proc/${pid}/status`, 'utf8')).groups.kilobytes) * 1024;

/** Processor seconds of a process so far. */
function cpuSeconds({pid}) {
	const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
	return (Number(fields[11]) + Number(fields[12])) / 100;
}

const megabytes = bytes => `${Math.round(bytes / 1e6)} MB`;

function note(work, seconds, client, more = '') {
	rows.push(`| ${work} | ${seconds} | ${client.cpu} s, ${cpuSeconds(server.child).toFixed(1)} s in all | ${client.memory}, ${megabytes(peakBytes(server.child))} | ${more} |`);
	console.error(rows.at(-1));
}

async function runOnce(work) {
	const started = performance.now();
	const client = start('client', [here, invite, '--once']);
	let cpu = 0;
	let memory = 0;
	const timer = setInterval(() => {
		try {
			cpu = cpuSeconds(client.child);
			memory = peakBytes(client.child);
		} catch {
			// It has just ended.
		}
	}, 50);
	const summary = client.event('summary');
	const [code] = await once(client.child, 'exit');
	clearInterval(timer);
	const seconds = (performance.now() - started) / 1000;
	if (code !== 0) {
		throw new Error(`${work}: the client ended with ${code}`);
	}

	const {wireSentBytes, wireReceivedBytes} = await summary;
	note(work, `${seconds.toFixed(2)} s`, {cpu: cpu.toFixed(1), memory: megabytes(memory)}, `${wireSentBytes.toLocaleString('en')} B, ${wireReceivedBytes.toLocaleString('en')} B`);
}

async function untilHolds(file, text) {
	const started = performance.now();
	while (performance.now() < started + 30_000) {
		if (existsSync(file) && readFileSync(file, 'utf8') === text) {
			return performance.now() - started;
		}

		await turn();
	}

	throw new Error(`${file} did not arrive`);
}

async function live(saves) {
	const client = start('client', [here, invite, '--watch', '--debounce', '0']);
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
			cpu: cpuSeconds(client.child).toFixed(1), memory: megabytes(peakBytes(client.child)),
		});
	} finally {
		client.child.kill('SIGTERM');
		await once(client.child, 'exit');
	}
}

mkdirSync(here);
mkdirSync(there);
makeTinyFiles(here, files);
const server = start('server', ['--server', there, '--listen', '127.0.0.1:0', '--debounce', '0']);
const {invite} = await server.event('listening');
try {
	console.log(`| ${files.toLocaleString('en')} files | time | processor: client, server | peak memory: client, server | sent, received |\n|---|---|---|---|---|`);
	await runOnce('first sync');
	await runOnce('nothing changed');
	appendFileSync(path.join(here, tinyFile(12_345 % files)), 'more');
	await runOnce('one file changed');
	await live(40);
	console.log(rows.join('\n'));
} finally {
	server.child.kill('SIGTERM');
	await once(server.child, 'exit');
	rmSync(base, {recursive: true, force: true});
}
