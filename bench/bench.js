/*
`npm run bench [-- SCENARIO… --runs N --peers a,b --files N --mebibytes N --place loopback|namespaces]`: this program and every peer that is
found do the same work in turn, each on a target of its own, and both trees are compared after each step. Prints medians with their ratio to
the best peer, and writes bench/results.json and bench/results.svg, in which what is not run stays, with its day. The scenario `live` is another kind: see live.js.
*/
import {execFileSync} from 'node:child_process';
import {
	existsSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	statSync,
	writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {parseArgs} from 'node:util';
import {chartOf} from './chart.js';
import {liveTable, measureLive} from './live.js';
import {measure} from './meter.js';
import {peers} from './peers.js';
import {openPlace} from './place.js';
import {summarise, tableOf} from './table.js';
import {scenarios} from './works.js';

const {values: options, positionals} = parseArgs({
	allowPositionals: true,
	options: {
		runs: {type: 'string', default: '5'},
		peers: {type: 'string'},
		files: {type: 'string', default: '100000'},
		mebibytes: {type: 'string', default: '1024'},
		place: {type: 'string'},
	},
});

const names = positionals.length > 0 ? positionals : [...Object.keys(scenarios), 'live'];
const chosen = names.filter(name => name !== 'live').map(name => {
	const make = scenarios[name];
	if (!make) {
		throw new Error(`There is no scenario ${name}; there are ${Object.keys(scenarios).join(', ')}, live.`);
	}

	return make({files: Number(options.files), bytes: Number(options.mebibytes) * 1_048_576});
}).filter(({name, isPossible}) => {
	const isLeftOut = isPossible?.() === false;
	if (isLeftOut) {
		console.error(`${name} is left out: what it needs cannot be had here.`);
	}

	return !isLeftOut;
});
const wanted = options.peers?.split(',');
const found = peers.filter(peer => peer.isFound() && (!wanted || wanted.includes(peer.name)));
console.log(`${os.availableParallelism()} cores, Node.js ${process.version}, ${found.map(peer => `${peer.name} (${peer.version()})`).join('; ')}`);

/** Memory is the same at each run; a disk that has been used is not. */
const base = statSync('/dev/shm', {throwIfNoEntry: false}) ? '/dev/shm' : os.tmpdir();

function assertEqual(one, other, who) {
	try {
		execFileSync('diff', ['-rq', '--no-dereference', '--exclude=.fsync-tui', one, other], {stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8'});
	} catch (error) {
		throw new Error(`${who} has left the two sides different: ${String(error.stdout).slice(0, 500)}`, {cause: error});
	}
}

/** One run of a scenario by everybody. Who goes first changes from step to step, for the first finds colder caches. */
async function runOnce(scenario, place, record) {
	const folder = mkdtempSync(path.join(base, 'fsync-tui-bench-'));
	const source = path.join(folder, 'source');
	mkdirSync(source);
	const racers = [];
	try {
		for (const [index, peer] of found.entries()) {
			const [target, home] = [path.join(folder, `target-${index}`), path.join(folder, `home-${index}`)];
			mkdirSync(target);
			mkdirSync(home);
			racers.push({
				peer, target, ...await peer.open({
					place, source, target, home,
				}),
			});
		}

		for (const [index, step] of scenario.steps.entries()) {
			step.change(source);
			execFileSync('sync');
			const turn = index % racers.length;
			for (const racer of [...racers.slice(turn), ...racers.slice(0, turn)]) {
				const costs = await measure({
					place, command: racer.next(), environment: racer.environment ?? {}, server: racer.server,
				});
				if (costs.code !== 0) {
					throw new Error(`${scenario.title}, ${step.name}: ${racer.peer.name} ended with ${costs.code}\n${costs.output}`);
				}

				assertEqual(source, racer.target, `${scenario.title}, ${step.name}: ${racer.peer.name}`);
				record({
					scenario: scenario.title, step: step.name, peer: racer.peer.name, goal: step.goal, ...costs, output: undefined,
				});
				execFileSync('sync');
			}
		}
	} finally {
		for (const racer of racers) {
			await racer.close();
		}

		rmSync(folder, {recursive: true, force: true});
	}
}

const place = await openPlace(options.place);
console.log(place.name);
const samples = [];
const runs = Number(options.runs);
const date = new Date().toISOString();

/** A row with what peers that did not take part this time have cost when they last did; that has its day of its own. */
function withAbsent(row, before) {
	const earlier = before.rows.find(({scenario, step}) => scenario === row.scenario && step === row.step);
	const absent = Object.entries(earlier?.costs ?? {}).filter(([peer]) => !(peer in row.costs));
	return {...row, costs: {...row.costs, ...Object.fromEntries(absent.map(([peer, cost]) => [peer, {date: earlier.date, ...cost}]))}};
}

/** Writes what has been measured; what was not measured stays. */
function write(summary, live) {
	const file = path.join(import.meta.dirname, 'results.json');
	const before = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {rows: [], peers: {}};
	const isNew = ({scenario}) => summary.some(row => row.scenario === scenario);
	const results = {
		date, place: place.name, cores: os.availableParallelism(), node: process.version,
		peers: {...before.peers, ...Object.fromEntries(found.map(peer => [peer.name, peer.version()]))},
		rows: [...summary.map(row => withAbsent(row, before)), ...before.rows.filter(row => !isNew(row))],
		live: live ? {date, ...live} : before.live,
	};
	writeFileSync(file, `${JSON.stringify(results, undefined, '\t')}\n`);
	writeFileSync(path.join(import.meta.dirname, 'results.svg'), chartOf(results));
}

try {
	for (let count = 1; count <= runs; count++) {
		for (const scenario of chosen) {
			await runOnce(scenario, place, sample => {
				samples.push(sample);
				process.stderr.write(`run ${count} of ${runs}: ${sample.scenario}, ${sample.step}, ${sample.peer}: ${sample.seconds.toFixed(2)} s\n`);
			});
		}
	}

	const summary = summarise(samples).map(row => ({date, runs, ...row}));
	if (summary.length > 0) {
		console.log(tableOf(summary));
		write(summary, undefined);
	}

	if (names.includes('live')) {
		const live = await measureLive({place, base});
		console.log(liveTable(live));
		write(summary, live);
	}
} finally {
	await place.close();
}
