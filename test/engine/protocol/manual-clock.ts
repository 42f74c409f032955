import type {Clock} from '../../../source/engine/clock.js';

/** Time that passes when the test says so. */
export class ManualClock implements Clock {
	/** What the wall shows beside the monotonic time. */
	wallOffset = 1_000_000;
	#now = 0;
	#timers: Array<{readonly at: number; readonly callback: () => void}> = [];

	monotonicMilliseconds(): number {
		return this.#now;
	}

	wallMilliseconds(): number {
		return this.#now + this.wallOffset;
	}

	after(milliseconds: number, callback: () => void): () => void {
		const timer = {at: this.#now + milliseconds, callback};
		this.#timers.push(timer);
		return () => {
			this.#timers = this.#timers.filter(other => other !== timer);
		};
	}

	/** Lets time pass, timer by timer, with room for what they set off in between. */
	async advance(milliseconds: number): Promise<void> {
		const end = this.#now + milliseconds;
		for (;;) {
			const due = this.#timers.filter(timer => timer.at <= end).toSorted((a, b) => a.at - b.at)[0];
			if (!due) {
				break;
			}

			this.#timers = this.#timers.filter(timer => timer !== due);
			this.#now = due.at;
			due.callback();
			await settle();
		}

		this.#now = end;
		await settle();
	}
}

/** Lets everything that waits for nothing but its turn happen. */
export async function settle(): Promise<void> {
	await new Promise<void>(resolve => {
		setImmediate(resolve);
	});
}
