import {availableParallelism} from 'node:os';
import type {
	DiskHost,
	JobInput,
	JobName,
	JobOutput,
	WalkInput,
} from './disk-jobs.js';
import type {EntryBatch} from './entry-batch.js';

/** Requests that wait before a helper is worth its start, and how long it stays idle before it goes. */
const waitingBatches = 3;
const waitingWalks = 2;
const idleMilliseconds = 200;
/** Folders in a request that shows that there are many. */
const manyFolders = 64;

/**
A host that is helped when much must be looked at: listing folders and naming files need nothing but the disk, so a second thread takes every other request
of a large scan. It goes when the scan is over; all other work stays with the one thread that knows the root.
*/
export class HelpedHost implements DiskHost {
	readonly #host: DiskHost;
	readonly #hire: () => DiskHost;
	readonly #isUseful = availableParallelism() > 1;
	#helper: DiskHost | undefined;
	#ours = 0;
	#theirs = 0;
	#timer: NodeJS.Timeout | undefined;
	/** Walks of the helper: nothing is published while it looks, for what is not durable yet must not be seen. */
	readonly #walks = new Set<Promise<void>>();
	#publishing = 0;
	/** A walk of the host has found everything durable that was published before. */
	#isDurable = false;

	constructor(host: DiskHost, hire: () => DiskHost) {
		this.#host = host;
		this.#hire = hire;
	}

	async run<Name extends JobName>(name: Name, input: JobInput<Name>): Promise<JobOutput<Name>> {
		if (name === 'transition') {
			return this.#publish(async () => this.#host.run(name, input));
		}

		if (name !== 'digestFiles') {
			return this.#host.run(name, input);
		}

		return this.#isHelpWanted(this.#ours >= waitingBatches)
			? this.#help(async helper => helper.run(name, input))
			: this.#work(async () => this.#host.run(name, input));
	}

	async * walk(input: WalkInput): AsyncGenerator<EntryBatch> {
		const isHelped = this.#publishing === 0 && this.#isDurable && this.#isHelpWanted(this.#ours >= waitingWalks && input.looks.length >= manyFolders);
		const {promise: walk, resolve: end} = Promise.withResolvers<void>();
		const ended = isHelped ? this.#help(async () => walk) : this.#work(async () => walk);
		const host = isHelped ? this.#helper! : this.#host;
		if (isHelped) {
			this.#walks.add(walk);
		}

		try {
			yield * host.walk(input);
			this.#isDurable ||= host === this.#host;
		} finally {
			end();
			this.#walks.delete(walk);
			await ended;
		}
	}

	async close(): Promise<void> {
		clearTimeout(this.#timer);
		await Promise.all([this.#host.close(), this.#dismiss()]);
	}

	/** Whether the next request is the helper's; `isMuch`: there is so much that one should be hired. */
	#isHelpWanted(isMuch: boolean): boolean {
		return this.#isUseful && (this.#helper ? this.#theirs < this.#ours : isMuch);
	}

	async #publish<Result>(work: () => Promise<Result>): Promise<Result> {
		this.#publishing++;
		try {
			await Promise.all(this.#walks);
			return await work();
		} finally {
			this.#publishing--;
			this.#isDurable = false;
		}
	}

	async #work<Result>(work: () => Promise<Result>): Promise<Result> {
		this.#ours++;
		try {
			return await work();
		} finally {
			this.#ours--;
		}
	}

	async #help<Result>(work: (helper: DiskHost) => Promise<Result>): Promise<Result> {
		clearTimeout(this.#timer);
		this.#helper ??= this.#hire();
		this.#theirs++;
		try {
			return await work(this.#helper);
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
