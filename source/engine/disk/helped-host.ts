import {availableParallelism} from 'node:os';
import type {
	DiskHost,
	JobInput,
	JobName,
	JobOutput,
	WalkInput,
} from './disk-jobs.js';
import type {EntryBatch} from './entry-batch.js';

/** Batches to be read that wait before a helper is worth its start, and how long it stays idle before it goes. */
const waitingBatches = 3;
const idleMilliseconds = 200;

/**
A host that is helped when many files must be read: naming files needs nothing but the disk, so a second thread takes every other batch of a
large scan. It goes when the scan is over; all other work stays with the one thread that knows the root.
*/
export class HelpedHost implements DiskHost {
	readonly #host: DiskHost;
	readonly #hire: () => DiskHost;
	readonly #isUseful = availableParallelism() > 1;
	#helper: DiskHost | undefined;
	#ours = 0;
	#theirs = 0;
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

	walk(input: WalkInput): AsyncIterable<EntryBatch> {
		return this.#host.walk(input);
	}

	async close(): Promise<void> {
		clearTimeout(this.#timer);
		await Promise.all([this.#host.close(), this.#dismiss()]);
	}

	async #help<Name extends JobName>(name: Name, input: JobInput<Name>): Promise<JobOutput<Name>> {
		clearTimeout(this.#timer);
		this.#helper ??= this.#hire();
		this.#theirs++;
		try {
			return await this.#helper.run(name, input);
		} finally {
			this.#theirs--;
			if (this.#theirs === 0) {
				this.#timer = setTimeout(() => {
					void this.#dismiss();
				}, idleMilliseconds).unref();
			}
		}
	}

	async #dismiss(): Promise<void> {
		const helper = this.#helper;
		this.#helper = undefined;
		await helper?.close();
	}
}
