import {setImmediate as turn} from 'node:timers/promises';

/** Does synchronous work outside of any promise callback: only there a simulated world can have its promises settled. */
export async function apart<Result>(work: () => Result): Promise<Result> {
	const results: Result[] = [];
	const errors: unknown[] = [];
	setImmediate(() => {
		try {
			results.push(work());
		} catch (error) {
			errors.push(error);
		}
	});
	await turn();
	await turn();
	if (errors.length > 0) {
		throw errors[0];
	}

	return results[0]!;
}
