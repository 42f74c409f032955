import type {Line} from './line.js';

/** Something done between two passes; the line is undefined while there is none. */
export type Errand<Result> = (line: Line | undefined) => Promise<Result>;

type Waiting = {readonly isReading: boolean; readonly run: Errand<void>};

/**
What the session's own screen asks for and must not meet a pass half way: done one after the other between passes. What only reads is done while
the session is paused too.
*/
export class Errands {
	/** Called when there is something to do. */
	onAdded: () => void = () => undefined;
	#waiting: Waiting[] = [];

	/** Resolves with the errand's result, or rejects with its error; never while the session is not running. */
	async add<Result>(isReading: boolean, errand: Errand<Result>): Promise<Result> {
		const {promise, resolve, reject} = Promise.withResolvers<Result>();
		this.#waiting.push({
			isReading,
			async run(line) {
				try {
					resolve(await errand(line));
				} catch (error) {
					reject(error);
				}
			},
		});
		this.onAdded();
		return promise;
	}

	async run(line: Line | undefined, isPaused: boolean): Promise<void> {
		const ready = this.#waiting.filter(({isReading}) => isReading || !isPaused);
		this.#waiting = this.#waiting.filter(waiting => !ready.includes(waiting));
		for (const {run} of ready) {
			await run(line);
		}
	}
}
