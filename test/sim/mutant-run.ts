// Runs one mutant (its code has been planted already, or its port is named) until it is caught. Prints what caught it as JSON.
import process from 'node:process';
import {runBatch} from './batch.js';
import type {Trouble} from './step.js';
import {portMutants} from './tampering.js';

const [port = '', budget = '1', troubles = ''] = process.argv.slice(2);
setImmediate(() => {
	const {runs, failures} = runBatch({
		first: 1, count: Number(budget), isStopping: true, tamper: portMutants[port] ?? {}, ...troubles !== '' && {troubles: troubles.split(',').filter(name => name !== 'none') as Trouble[]},
	});
	const [failure] = failures;
	console.log(JSON.stringify({runs, ...failure && {invariant: failure.violation.invariant, message: failure.violation.message.split('\n', 1)[0]}}));
});
