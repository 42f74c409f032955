import process from 'node:process';
import {generate} from './generate.js';
import {run} from './run.js';

const [first = '1', count = '100'] = process.argv.slice(2);
setImmediate(() => {
	const began = performance.now();
	let failures = 0;
	let tasks = 0;
	for (let seed = Number(first); seed < Number(first) + Number(count); seed++) {
		const outcome = run(generate(seed));
		tasks += outcome.tasks;
		if (outcome.violation) {
			failures++;
			console.log(seed, outcome.violation.message.slice(0, 1500));
		}
	}

	const seconds = (performance.now() - began) / 1000;
	console.log(`${count} runs, ${failures} failed, ${seconds.toFixed(1)} s, ${(Number(count) / seconds).toFixed(1)} runs/s, ${(tasks / Number(count)).toFixed(0)} tasks a run`);
});
