import type {Path} from '../core/path.js';
import type {DigestBatch, DigestRequest, Likeness} from './digest-files.js';

/** Which file, how long it was when the walk saw it, what it may hold, and whom to tell. */
export type HashTask = {
	readonly path: Path;
	readonly size: number;
	readonly likely?: Likeness | undefined;
	/** `index` is the file's place in the batch; `wallMilliseconds` the time before it was read. */
	readonly settle: (batch: DigestBatch, index: number, wallMilliseconds: number) => void;
};

const batchFiles = 256;
const batchBytes = 8 * 1024 * 1024;
/** Batches on their way at the same time: enough for every worker to have the next one waiting. */
const batchesInFlight = 4;

export type HashQueueOptions = {
	readonly digestFiles: (request: DigestRequest) => Promise<DigestBatch>;
	readonly wallMilliseconds: () => number;
	/** Called when a batch has been settled. */
	readonly onBatch: () => void;
	readonly signal?: AbortSignal | undefined;
};

/** Has files read in batches, some at a time, while more are being found. */
export class HashQueue {
	readonly #options: HashQueueOptions;
	#open: HashTask[] = [];
	#openBytes = 0;
	readonly #full: HashTask[][] = [];
	readonly #flying = new Set<Promise<void>>();
	#failure: {error: unknown} | undefined;

	constructor(options: HashQueueOptions) {
		this.#options = options;
	}

	add(task: HashTask): void {
		this.#open.push(task);
		this.#openBytes += task.size;
		if (this.#open.length === batchFiles || this.#openBytes >= batchBytes) {
			this.#seal();
		}
	}

	/** Waits until everything added so far is settled; throws what a batch threw. */
	async drain(): Promise<void> {
		this.#seal();
		while (this.#flying.size > 0) {
			await Promise.race(this.#flying);
		}

		if (this.#failure) {
			throw this.#failure.error;
		}

		this.#options.signal?.throwIfAborted();
	}

	/** Gives up: what is under way is not waited for, and nothing more is asked for. */
	stop(): void {
		this.#full.length = 0;
		this.#open = [];
	}

	#seal(): void {
		if (this.#open.length > 0) {
			this.#full.push(this.#open);
			this.#open = [];
			this.#openBytes = 0;
		}

		this.#launch();
	}

	#launch(): void {
		while (this.#flying.size < batchesInFlight && !this.#failure && this.#options.signal?.aborted !== true) {
			const tasks = this.#full.shift();
			if (!tasks) {
				return;
			}

			const flight = this.#run(tasks).catch((error: unknown) => {
				this.#failure ??= {error};
			}).finally(() => {
				this.#flying.delete(flight);
				this.#launch();
			});
			this.#flying.add(flight);
		}
	}

	async #run(tasks: readonly HashTask[]): Promise<void> {
		const before = this.#options.wallMilliseconds();
		const batch = await this.#options.digestFiles({paths: tasks.map(({path}) => path), likely: likelyContents(tasks)});
		for (const [index, {settle}] of tasks.entries()) {
			settle(batch, index, before);
		}

		this.#options.onBatch();
	}
}

function likelyContents(tasks: readonly HashTask[]): ReadonlyMap<number, Likeness> {
	const likely = new Map<number, Likeness>();
	for (const [index, task] of tasks.entries()) {
		if (task.likely) {
			likely.set(index, task.likely);
		}
	}

	return likely;
}
