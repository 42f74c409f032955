import {availableParallelism} from 'node:os';
import type {
	DiskHost,
	JobInput,
	JobName,
	JobOutput,
	WalkInput,
} from './disk-jobs.js';
import {entryWidth, type EntryBatch} from './entry-batch.js';

/** Batches to be read that wait before a helper is worth its start, and how long it stays idle before it goes. */
const waitingBatches = 3;
const idleMilliseconds = 200;
/** Entries that a look has listed before it is so large that a helper is worth its start: 70 ms to 250 ms of processor time, in which 25,000 to 100,000 are listed. */
const listedEntries = 150_000;

/**
A host that is helped in large scans: listing folders and naming files need nothing but the disk, so a second thread takes every other batch.
It goes when the scan is over; all other work stays with the one thread that knows the root.
*/
export class HelpedHost implements DiskHost {
	readonly #host: DiskHost;
	readonly #hire: () => DiskHost;
	readonly #isUseful = availableParallelism() > 1;
	#helper: DiskHost | undefined;
	#ours = 0;
	#theirs = 0;
	/** Walks under way here, and entries that they and those right before them have listed. */
	#walks = 0;
	#listed = 0;
	#timer: NodeJS.Timeout | undefined;

	constructor(host: DiskHost, hire: () => DiskHost) {
		this.#host = host;
		this.#hire = hire;
	}

	async run<Name extends JobName>(name: Name, input: JobInput<Name>): Promise<JobOutput<Name>> {
		if (name !== 'digestFiles') {
			return this.#host.run(name, input);
		}

		if (this.#isUseful && (this.#helper ? this.#theirs < this.#ours : this.#ours >= waitingBatches)) {
			return this.#help(name, input);
		}

		this.#ours++;
		try {
			return await this.#host.run(name, input);
		} finally {
			this.#ours--;
		}
	}

	async * walk(input: WalkInput): AsyncGenerator<EntryBatch> {
		if (this.#isUseful && this.#listed >= listedEntries && this.#theirs < this.#walks) {
			yield * this.#helpWalk(input);
			return;
		}

		this.#walks++;
		try {
			for await (const batch of this.#host.walk(input)) {
				this.#listed += batch.numbers.length / entryWidth;
				yield batch;
			}
		} finally {
			this.#walks--;
			this.#listed = this.#walks === 0 ? 0 : this.#listed;
		}
	}

	async close(): Promise<void> {
		clearTimeout(this.#timer);
		await Promise.all([this.#host.close(), this.#dismiss()]);
	}

	async #help<Name extends JobName>(name: Name, input: JobInput<Name>): Promise<JobOutput<Name>> {
		const helper = this.#engage();
		try {
			return await helper.run(name, input);
		} finally {
			this.#release();
		}
	}

	async * #helpWalk(input: WalkInput): AsyncGenerator<EntryBatch> {
		const helper = this.#engage();
		try {
			yield * helper.walk(input);
		} finally {
			this.#release();
		}
	}

	#engage(): DiskHost {
		clearTimeout(this.#timer);
		this.#helper ??= this.#hire();
		this.#theirs++;
		return this.#helper;
	}

	#release(): void {
		this.#theirs--;
		if (this.#theirs === 0) {
			this.#timer = setTimeout(() => {
				void this.#dismiss();
			}, idleMilliseconds).unref();
		}
	}

	async #dismiss(): Promise<void> {
		const helper = this.#helper;
		this.#helper = undefined;
		await helper?.close();
	}
}
