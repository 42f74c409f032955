// The one command that checks everything: build, then types, lint, layers and dead code two at a time, then the tests. It ends with
// the runner's own summary and `N passed, N failed` alone on a line, also when a step before the tests has failed.
import {spawn} from 'node:child_process';
import process from 'node:process';
import {performance} from 'node:perf_hooks';
import {countTests} from './count-tests.js';

const checks = [
	{name: 'types', command: 'tsc', arguments: ['--noEmit']},
	{name: 'lint', command: 'xo', arguments: []},
	{name: 'layers', command: 'depcruise', arguments: ['--config', '.dependency-cruiser.cjs', 'source', 'test']},
	{name: 'dead code', command: 'knip', arguments: []},
];

/** Runs one command; resolves to its exit code and output. The output is shown as it comes when `isLive` is set. */
function run({command, arguments: commandArguments}, isLive) {
	return new Promise(resolve => {
		// Windows finds the .cmd shims of node_modules/.bin only through its shell.
		const child = spawn(command, commandArguments, {stdio: ['ignore', 'pipe', 'pipe'], shell: process.platform === 'win32'});
		let output = '';
		const take = stream => chunk => {
			output += chunk;
			if (isLive) {
				stream.write(chunk);
			}
		};

		child.stdout.setEncoding('utf8').on('data', take(process.stdout));
		child.stderr.setEncoding('utf8').on('data', take(process.stderr));
		child.once('error', error => {
			resolve({code: 1, output: `${command} could not be started: ${error.message}\n`});
		});
		child.once('close', code => {
			resolve({code: code ?? 1, output});
		});
	});
}

async function runStep(step) {
	const startedMilliseconds = performance.now();
	const {code, output} = await run(step, false);
	const seconds = ((performance.now() - startedMilliseconds) / 1000).toFixed(1);
	console.log(`${code === 0 ? 'ok' : 'FAILED'}  ${step.name} (${seconds} s)`);
	if (code !== 0) {
		console.log(output);
	}

	return code === 0;
}

/** Two at a time: the machines that run this have two cores. Returns how many failed. */
async function runChecks() {
	const queue = [...checks];
	let failed = 0;
	const work = async () => {
		for (let step = queue.shift(); step; step = queue.shift()) {
			const isOk = await runStep(step);
			failed += isOk ? 0 : 1;
		}
	};

	await Promise.all([work(), work()]);
	return failed;
}

/** A failed build leaves nothing to test, so the tests count as one failure then. */
async function runTests() {
	const {code, output} = await run({command: 'ava', arguments: process.argv.slice(2)}, true);
	const {passed, failed} = countTests(output);
	return {passed, failed: code === 0 ? failed : Math.max(failed, 1)};
}

const isBuilt = await runStep({name: 'build', command: process.execPath, arguments: ['scripts/build.js']});
const failedChecks = await runChecks();
const tests = isBuilt ? await runTests() : {passed: 0, failed: 1};
const failed = failedChecks + tests.failed;
if (failedChecks > 0) {
	console.log(`\n${failedChecks} of the checks before the tests failed (see above); each counts as one failure.`);
}

console.log(`\n${tests.passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
