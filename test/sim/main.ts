// `npm run sim -- --runs 1000 --seed 1 --workers 2`, `-- --replay '<scenario>'`, `-- --mutants`. See docs/reliability.md.
import process from 'node:process';
import {parseArgs} from 'node:util';
import type {Failure} from './batch.js';
import {figuresText, measureRuns} from './figures.js';
import {generate} from './generate.js';
import {tryMutants} from './mutants.js';
import {run} from './run.js';
import {keepRun} from './seed-book.js';
import {shrink} from './shrink.js';
import type {Scenario, Trouble} from './step.js';
import {runInWorkers} from './workers.js';

const {values} = parseArgs({
	options: {
		runs: {type: 'string', default: '1000'},
		seed: {type: 'string', default: '1'},
		/** In so many processes. */
		workers: {type: 'string', default: '1'},
		/** Ends with the figures as JSON: for whoever has started this as a worker. */
		figures: {type: 'boolean', default: false},
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

const range = {first: Number(values.seed), count: Number(values.runs)};

if (values.replay === undefined && !values.mutants && Number(values.workers) > 1) {
	const began = performance.now();
	const options = [...values.troubles === undefined ? [] : ['--troubles', values.troubles], ...values['no-keep'] ? ['--no-keep'] : []];
	const figures = await runInWorkers(range, Number(values.workers), options);
	console.log(figuresText(figures, (performance.now() - began) / 1000));
	process.exitCode = figures.failed === 0 ? 0 : 1;
} else {
	// The machinery of a run is synchronous and settles promises by itself, so it must not begin in one.
	setImmediate(() => {
		process.exitCode = runAll() ? 0 : 1;
	});
}

function runAll(): boolean {
	if (values.mutants) {
		return tryMutants({budget: Number(values.budget), only: values.only});
	}

	return values.replay === undefined ? many() : replay(values.replay);
}

function many(): boolean {
	const troubles = values.troubles?.split(',').filter(name => name !== 'none') as Trouble[] | undefined;
	const began = performance.now();
	const figures = measureRuns({
		...range, troubles, tell, onFailure: report,
	}, ({runs, failed}) => {
		console.log(`up to seed ${range.first + runs - 1}: ${runs} runs, ${failed} failed`);
	});
	console.log(values.figures ? JSON.stringify(figures) : figuresText(figures, (performance.now() - began) / 1000));
	return figures.failed === 0;
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
