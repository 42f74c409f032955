import {existsSync, readFileSync} from 'node:fs';
import {setImmediate as turn} from 'node:timers/promises';

/** Looks until the file holds this text; a spin without sleeping, because the wait is what is measured. Milliseconds until then. */
export async function untilHolds(file, text) {
	const started = performance.now();
	while (performance.now() < started + 30_000) {
		if (existsSync(file) && readFileSync(file, 'utf8') === text) {
			return performance.now() - started;
		}

		await turn();
	}

	throw new Error(`${file} did not arrive`);
}
