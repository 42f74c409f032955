// `npm run sim -- --runs 1000 --seed 1`, `-- --replay '<scenario>'`, `-- --mutants`. See docs/reliability.md.
import process from 'node:process';
import {parseArgs} from 'node:util';
import {runBatch, type Failure} from './batch.js';
import {generate} from './generate.js';
import {tryMutants} from './mutants.js';
import {run} from './run.js';
import {keepRun} from './seed-book.js';
import {shrink} from './shrink.js';
import type {Scenario, Trouble} from './step.js';

const {values} = parseArgs({
	options: {
		runs: {type: 'string', default: '1000'},
		seed: {type: 'string', default: '1'},
		/** Only these kinds of trouble, by comma; `none` for none. */
		troubles: {type: 'string'},
		replay: {type: 'string'},
		mutants: {type: 'boolean', default: false},
		budget: {type: 'string', default: '2000'},
		/** Only mutants whose name contains this. */
		only: {type: 'string'},
		verbose: {type: 'boolean', default: false},
		'no-keep': {type: 'boolean', default: false},
	},
});
const tell = values.verbose ? console.log : undefined;

/** The machinery of a run is synchronous and settles promises by itself, so it must not begin in one. */
setImmediate(() => {
	if (values.mutants) {
		process.exitCode = tryMutants({budget: Number(values.budget), only: values.only}) ? 0 : 1;
	} else if (values.replay === undefined) {
		process.exitCode = many() ? 0 : 1;
	} else {
		process.exitCode = replay(values.replay) ? 0 : 1;
	}
});

function many(): boolean {
	const troubles = values.troubles?.split(',').filter(name => name !== 'none') as Trouble[] | undefined;
	const began = performance.now();
	const usage = process.cpuUsage();
	const {runs, failures, tasks, virtualMilliseconds} = runBatch({
		first: Number(values.seed), count: Number(values.runs), troubles, tell, onFailure: report,
	});
	const {user, system} = process.cpuUsage(usage);
	const [seconds, cpuSeconds] = [(performance.now() - began) / 1000, (user + system) / 1e6];
	console.log(`${runs} runs, ${failures.length} failed; ${(tasks / runs).toFixed(0)} tasks and ${(virtualMilliseconds / runs / 1000).toFixed(0)} virtual seconds a run`);
	console.log(`${seconds.toFixed(1)} s: ${(runs / seconds).toFixed(1)} runs a second, ${(runs / cpuSeconds).toFixed(1)} a second of processor time`);
	return failures.length === 0;
}

function report({scenario, violation}: Failure): void {
	console.log(`seed ${scenario.seed}: ${violation.message}`);
	const small = violation.invariant === 'determinism' ? scenario : shrink(scenario, violation.invariant);
	console.log(`  ${scenario.steps.length} steps, ${small.steps.length} are enough. To see it again:`);
	console.log(`  npm run sim -- --replay '${JSON.stringify(small)}'`);
	if (!values['no-keep']) {
		keepRun({found: violation.message.split('\n', 1)[0]!, scenario: small});
	}
}

/** Takes a scenario as it was printed, or the number of a seed. */
function replay(text: string): boolean {
	const scenario = /^\d+$/v.test(text) ? generate(Number(text)) : JSON.parse(text) as Scenario;
	const {violation, trace} = run(scenario, {tell});
	console.log(violation?.message ?? 'nothing is wrong');
	console.log(`trace ${trace}`);
	return violation === undefined;
}
