import process from 'node:process';
import {parseArgs} from 'node:util';
import {World} from '../cli/command.js';
import {emptyReport, KillLane} from './lane.js';

/*
`npm run kills -- --count 300 --seed 1`: kills real processes again and again while both sides are edited, two pairs at a time, and says what
became of all versions. `--minutes` stops earlier.
*/

const {values} = parseArgs({options: {count: {type: 'string', default: '300'}, seed: {type: 'string', default: '1'}, minutes: {type: 'string', default: '60'}}});
const [count, seed, minutes] = [Number(values.count), Number(values.seed), Number(values.minutes)];
/** Killed so often, a pair is given up for a fresh one, so that folders do not grow for ever. */
const killsOfPair = 30;
const lanes = 2;

const report = emptyReport();
const started = performance.now();
const isOver = (): boolean => report.kills >= count || report.faults.length > 0 || performance.now() - started > minutes * 60_000;
let nextSeed = seed;

async function runPair(): Promise<void> {
	const ends: Array<() => unknown> = [];
	const world = await World.open({
		teardown(end: () => unknown) {
			ends.push(end);
		},
	});
	const own = nextSeed++;
	const lane = new KillLane(world, own, report);
	const before = report.kills;
	try {
		await lane.open();
		while (!isOver() && report.kills - before < lanes * killsOfPair) {
			await lane.round(count - report.kills);
		}

		await lane.close();
	} finally {
		for (const end of ends.toReversed()) {
			await end();
		}
	}

	process.stderr.write(`seed ${own}: ${report.kills} kills so far, ${report.faults.length} faults\n`);
}

async function runLane(): Promise<void> {
	while (!isOver()) {
		await runPair();
	}
}

await Promise.all(Array.from({length: lanes}, async () => runLane()));
const {faults, ...figures} = report;
process.stdout.write(`${JSON.stringify({
	command: `npm run kills -- --count ${count} --seed ${seed}`, ...figures, faults: faults.length, seconds: Math.round((performance.now() - started) / 1000),
}, undefined, 2)}\n`);
for (const fault of faults) {
	process.stdout.write(`${fault}\n`);
}

process.exitCode = faults.length === 0 ? 0 : 1;
