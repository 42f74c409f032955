/*
What it costs to start: `npm run bench:start -- [--runs N] [--other FOLDER]`. Runs to the end in which nothing has changed, in a folder of one file, and `--version`, with this build and (`--other`) with
that of another checkout by turns, so that whatever else the machine does is the same for both. Prints medians, and the mean difference with its standard error.
*/
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdirSync, rmSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {parseArgs} from 'node:util';
import {openBase, runOnce, start} from './ends.js';
import {reapedSeconds} from './meter.js';

const {values} = parseArgs({options: {runs: {type: 'string', default: '30'}, other: {type: 'string'}}});
const runs = Number(values.runs);
const builds = {'this build': path.join(import.meta.dirname, '..'), ...values.other !== undefined && {'the other': path.resolve(values.other)}};
const base = openBase('start');
const [here, there] = ['here', 'there'].map(name => path.join(base, name));

/** Milliseconds of processor time and by the wall. */
async function cost(build, parameters) {
	const [cpu, started] = [reapedSeconds(), performance.now()];
	const child = spawn(process.execPath, [path.join(build, 'build/command/fsync-tui.js'), ...parameters], {
		stdio: 'ignore', env: {...process.env, FSYNC_TUI_HOME: path.join(base, 'home-client')},
	});
	const [code] = await once(child, 'close');
	if (code !== 0) {
		throw new Error(`fsync-tui ${parameters.join(' ')} ended with ${code}`);
	}

	return {wall: performance.now() - started, cpu: (reapedSeconds() - cpu) * 1000};
}

const median = numbers => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];

/** How far the second lies above the first, run by run. */
function difference(first, second) {
	const differences = first.map((number, index) => second[index] - number);
	const mean = differences.reduce((sum, one) => sum + one, 0) / differences.length;
	const variance = differences.reduce((sum, one) => sum + ((one - mean) ** 2), 0) / (differences.length - 1);
	return `${mean.toFixed(0)} ± ${Math.sqrt(variance / differences.length).toFixed(0)} ms`;
}

async function compare(work, parameters) {
	const costs = Object.fromEntries(Object.keys(builds).map(name => [name, {wall: [], cpu: []}]));
	for (let run = 0; run < runs; run++) {
		for (const [name, build] of Object.entries(builds)) {
			const {wall, cpu} = await cost(build, parameters);
			costs[name].wall.push(wall);
			costs[name].cpu.push(cpu);
		}
	}

	for (const [name, {wall, cpu}] of Object.entries(costs)) {
		console.log(`| ${work} | ${name} | ${median(wall).toFixed(0)} ms | ${median(cpu).toFixed(0)} ms |`);
	}

	const [first, second] = Object.values(costs);
	if (second) {
		console.log(`| ${work} | the other, above this | ${difference(first.wall, second.wall)} | ${difference(first.cpu, second.cpu)} |`);
	}
}

let server;
try {
	mkdirSync(here);
	mkdirSync(there);
	writeFileSync(path.join(here, 'one'), 'file');
	server = start(base, 'server', ['--server', there, '--listen', '127.0.0.1:0']);
	const {port, invite} = await server.event('listening');
	await runOnce(base, here, invite);
	console.log('| work | build | time | processor time |\n|---|---|---|---|');
	await compare('nothing changed, one file', [here, `127.0.0.1:${port}`, '--once', '-q']);
	await compare('--version', ['--version']);
} finally {
	server?.child.kill();
	rmSync(base, {recursive: true, force: true});
}
