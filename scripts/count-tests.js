import {stripVTControlCharacters} from 'node:util';

/** What AVA's summary calls a failure, beside failed tests: each line counts as many as it says. */
const failure = /^(?<count>\d+) (?:tests? failed|hooks? failed|uncaught exceptions?|unhandled rejections?|tests? remained pending after a timeout)$/v;
const success = /^(?<count>\d+) tests? passed$/v;
const tick = /^[√✔] /v;

/** Reads AVA's own summary: how many tests passed, and how many things failed. */
export function countTests(output) {
	const lines = stripVTControlCharacters(output).split('\n').map(line => line.trim());
	const sum = pattern => {
		let total = 0;
		for (const line of lines) {
			total += Number(pattern.exec(line)?.groups.count ?? 0);
		}

		return total;
	};

	// The summary says how many passed only when nothing failed; otherwise the ticks are counted.
	const passed = sum(success);
	return {passed: passed > 0 ? passed : lines.filter(line => tick.test(line)).length, failed: sum(failure)};
}
