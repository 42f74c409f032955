import process from 'node:process';
import {generate} from './generate.js';
import {run} from './run.js';

const [first = '1', count = '100', only] = process.argv.slice(2);
const isLoud = process.env.LOUD !== undefined;
setImmediate(() => {
	const began = performance.now();
	const usage = process.cpuUsage();
	let failures = 0;
	let tasks = 0;
	for (let seed = Number(first); seed < Number(first) + Number(count); seed++) {
		const outcome = run(generate(seed, only), isLoud ? {tell: console.log} : {});
		tasks += outcome.tasks;
		if (outcome.violation) {
			failures++;
			console.log(seed, outcome.violation.message.slice(0, 1500));
		}
	}

	const seconds = (performance.now() - began) / 1000;
	const cpu = process.cpuUsage(usage);
	const cpuSeconds = (cpu.user + cpu.system) / 1e6;
	console.log(`${(Number(count) / cpuSeconds).toFixed(1)} runs per second of processor time`);
	console.log(`${count} runs, ${failures} failed, ${seconds.toFixed(1)} s, ${(Number(count) / seconds).toFixed(1)} runs/s, ${(tasks / Number(count)).toFixed(0)} tasks a run`);
});
