// The one command that checks everything: build, then types, lint, layers and dead code one after the other while the tests run, which wait
// for each other often enough to leave room for that. It ends with the runner's own summary and `N passed, N failed` alone on a line, also
// when one of the steps before has failed.
import {spawn} from 'node:child_process';
import process from 'node:process';
import {performance} from 'node:perf_hooks';
import {countTests} from './count-tests.js';

const checks = [
	// TypeScript 7 checks in a sixth of the time; it stands beside version 6, of which the layer check needs the compiler's interface.
	{name: 'types', command: process.execPath, arguments: ['node_modules/typescript-native/bin/tsc', '--noEmit']},
	{name: 'lint', command: 'oxlint', arguments: []},
	{name: 'layers', command: 'depcruise', arguments: ['--config', '.dependency-cruiser.cjs', 'source', 'test']},
	{name: 'dead code', command: 'knip', arguments: []},
];

/** Runs one command; resolves to its exit code and output. */
function run({command, arguments: commandArguments}, take = () => {}) {
	return new Promise(resolve => {
		// Windows finds the .cmd shims of node_modules/.bin only through its shell.
		const child = spawn(command, commandArguments, {stdio: ['ignore', 'pipe', 'pipe'], shell: process.platform === 'win32'});
		let output = '';
		for (const stream of [child.stdout, child.stderr]) {
			stream.setEncoding('utf8').on('data', text => {
				output += text;
				take(text);
			});
		}

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
	const {code, output} = await run(step);
	const seconds = ((performance.now() - startedMilliseconds) / 1000).toFixed(1);
	console.log(`${code === 0 ? 'ok' : 'FAILED'}  ${step.name} (${seconds} s)`);
	if (code !== 0) {
		console.log(output);
	}

	return code === 0;
}

/** Returns how many failed. */
async function runChecks() {
	let failed = 0;
	for (const step of checks) {
		const isOk = await runStep(step);
		failed += isOk ? 0 : 1;
	}

	return failed;
}

/** The line that the runner's summary begins with. */
const summaryStart = /^ {2}\u{2500}$/mv;

/** Shows what the tests print as it comes, but the summary only when it is released, so that it stands at the end. */
function createShow() {
	let held = '';
	let isHolding = false;
	return {
		take(text) {
			if (!isHolding) {
				const at = text.search(summaryStart);
				isHolding = at !== -1;
				process.stdout.write(isHolding ? text.slice(0, at) : text);
				held = isHolding ? text.slice(at) : '';
				return;
			}

			held += text;
		},
		release() {
			process.stdout.write(held);
		},
	};
}

async function runTests(show) {
	const {code, output} = await run({command: 'ava', arguments: process.argv.slice(2)}, show.take);
	const {passed, failed} = countTests(output);
	return {passed, failed: code === 0 ? failed : Math.max(failed, 1)};
}

const isBuilt = await runStep({name: 'build', command: process.execPath, arguments: ['scripts/build.js']});
const show = createShow();
// A failed build leaves nothing to test, so the tests count as one failure then.
const [failedChecks, tests] = await Promise.all([runChecks(), isBuilt ? runTests(show) : {passed: 0, failed: 1}]);
show.release();
const failed = failedChecks + tests.failed;
if (failedChecks > 0) {
	console.log(`\n${failedChecks} of the checks beside the tests failed (see above); each counts as one failure.`);
}

console.log(`\n${tests.passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
