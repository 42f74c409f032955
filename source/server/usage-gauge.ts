import type {Clock} from '../engine/clock.js';
import type {ProcessUsage} from '../engine/session/state.js';

/** What a process has used so far. */
export type ProcessCounters = {readonly cpuMilliseconds: number; readonly memoryBytes: number};

/** How busy and how large the process is, from its counters. */
export class UsageGauge {
	readonly #clock: Clock;
	readonly #read: () => ProcessCounters;
	#before: {readonly atMilliseconds: number; readonly cpuMilliseconds: number};

	constructor(clock: Clock, read: () => ProcessCounters) {
		this.#clock = clock;
		this.#read = read;
		this.#before = {atMilliseconds: clock.monotonicMilliseconds(), cpuMilliseconds: read().cpuMilliseconds};
	}

	/** Since the last time that this was asked. */
	measure(): ProcessUsage {
		const {cpuMilliseconds, memoryBytes} = this.#read();
		const atMilliseconds = this.#clock.monotonicMilliseconds();
		const cpuShare = (cpuMilliseconds - this.#before.cpuMilliseconds) / Math.max(1, atMilliseconds - this.#before.atMilliseconds);
		this.#before = {atMilliseconds, cpuMilliseconds};
		return {cpuShare, memoryBytes};
	}
}
