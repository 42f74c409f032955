import {stripVTControlCharacters} from 'node:util';

/** What AVA's summary calls a failure, beside failed tests: each line counts as many as it says. */
const failures = [
	/^\s*(\d+) tests? failed$/gmu,
	/^\s*(\d+) hooks? failed$/gmu,
	/^\s*(\d+) uncaught exceptions?$/gmu,
	/^\s*(\d+) unhandled rejections?$/gmu,
	/^\s*(\d+) tests? (?:remained|were) pending after a timeout$/gmu,
	/^\s*(\d+) test files? (?:was|were) not run/gmu,
];

const sum = (text, pattern) => {
	let total = 0;
	for (const [, count] of text.matchAll(pattern)) {
		total += Number(count);
	}

	return total;
};

/** Reads AVA's own summary: how many tests passed, and how many things failed. */
export function countTests(output) {
	const text = stripVTControlCharacters(output);
	let failed = 0;
	for (const pattern of failures) {
		failed += sum(text, pattern);
	}

	// The summary says how many passed only when nothing failed; otherwise the ticks are counted.
	const passed = sum(text, /^\s*(\d+) tests? passed$/gmu);
	return {passed: passed > 0 ? passed : [...text.matchAll(/^\s*[✔√] /gmu)].length, failed};
}
