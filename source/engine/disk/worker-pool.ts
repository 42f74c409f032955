import type {Worker} from 'node:worker_threads';
import {FsyncError} from '../fault.js';
import type {
	DiskHost,
	JobInput,
	JobName,
	JobOutput,
	WalkInput,
} from './disk-jobs.js';
import {giveBackThread, takeThread} from './disk-thread.js';
import type {EntryBatch} from './entry-batch.js';
import {Flusher} from './flusher.js';
import {
	claimOutput,
	fromPlain,
	gateState,
	packInput,
	type JobMessage,
	type RootMessage,
	type WorkerMessage,
	type WorkerSettings,
} from './worker-message.js';

/** How often a job is tried whose worker dies under it (fault F55). */
const attemptLimit = 2;

type Job = {
	readonly id: number;
	readonly name: JobMessage['name'];
	readonly input: unknown;
	readonly resolve: (output: unknown) => void;
	readonly reject: (error: Error) => void;
	readonly onPart?: (part: EntryBatch) => void;
	attempts: number;
	/** Something of it has been told already, so that it cannot be begun again. */
	isPartial: boolean;
};

/**
One worker thread for one root. Jobs are handed over as they come and are done in order. A worker that dies is replaced, and what it
had left undone is given to the next one, once.
*/
export class WorkerHost implements DiskHost {
	readonly #settings: WorkerSettings;
	readonly #url: URL | undefined;
	readonly #flusher: Flusher;
	readonly #jobs = new Map<number, Job>();
	#worker: Worker | undefined;
	#count = 0;
	#isClosed = false;

	/** Starts the thread at once, so that it is up by the time it is needed. */
	constructor(settings: WorkerSettings, url?: URL) {
		this.#settings = settings;
		this.#url = url;
		this.#flusher = new Flusher(settings.root);
		this.#worker = this.#start();
	}

	async run<Name extends JobName>(name: Name, input: JobInput<Name>): Promise<JobOutput<Name>> {
		return await this.#call(name, input) as JobOutput<Name>;
	}

	async * walk(input: WalkInput): AsyncGenerator<EntryBatch> {
		const parts: EntryBatch[] = [];
		let news = Promise.withResolvers<void>();
		const state = {isDone: false};
		const end = this.#call('walk', input, part => {
			parts.push(part);
			news.resolve();
		}).finally(() => {
			state.isDone = true;
			news.resolve();
		});
		// Whoever stops listening early must not be bothered by a failure.
		end.catch(() => undefined);
		while (parts.length > 0 || !state.isDone) {
			yield * parts.splice(0);
			if (parts.length > 0 || state.isDone) {
				continue;
			}

			await news.promise;
			news = Promise.withResolvers<void>();
		}

		await end;
	}

	async close(): Promise<void> {
		this.#isClosed = true;
		const worker = this.#worker;
		this.#worker = undefined;
		if (worker && this.#jobs.size === 0) {
			for (const event of ['message', 'error', 'exit']) {
				worker.removeAllListeners(event);
			}

			await giveBackThread(worker, this.#url);
		} else {
			await worker?.terminate();
		}

		this.#flusher.close();
		this.#failAll();
	}

	async #call(name: Job['name'], input: unknown, onPart?: Job['onPart']): Promise<unknown> {
		if (this.#isClosed) {
			throw this.#closedFault();
		}

		this.#count++;
		const {promise, resolve, reject} = Promise.withResolvers<unknown>();
		const job: Job = {
			id: this.#count, name, input, resolve, reject, ...onPart && {onPart}, attempts: 0, isPartial: false,
		};
		this.#jobs.set(job.id, job);
		this.#post(job);
		return promise;
	}

	#post(job: Job): void {
		job.attempts++;
		this.#worker ??= this.#start();
		// An idle thread must not keep the process alive, a working one must.
		this.#worker.ref();
		const {input, transfer} = packInput(job.name, job.input);
		const message: JobMessage = {id: job.id, name: job.name, input};
		this.#worker.postMessage(message, [...transfer]);
	}

	#start(): Worker {
		const gate = new Int32Array(new SharedArrayBuffer(4));
		const worker = takeThread(this.#url);
		const root: RootMessage = {...this.#settings, gate};
		worker.postMessage(root);
		let reason: unknown;
		worker.on('message', (message: WorkerMessage) => {
			if (message.kind === 'flush') {
				void this.#flush(gate);
			} else {
				this.#receive(message);
			}
		});
		worker.on('error', error => {
			reason = error;
		});
		worker.on('exit', code => {
			if (this.#worker !== worker) {
				return;
			}

			this.#worker = undefined;
			this.#recover(reason ?? new Error(`exit code ${code}`));
		});
		worker.unref();
		return worker;
	}

	async #flush(gate: Int32Array<SharedArrayBuffer>): Promise<void> {
		const isDone = await this.#flusher.flush();
		Atomics.store(gate, 0, isDone ? gateState.done : gateState.failed);
		Atomics.notify(gate, 0);
	}

	#receive(message: Exclude<WorkerMessage, {kind: 'flush'}>): void {
		const job = this.#jobs.get(message.id);
		if (!job) {
			return;
		}

		if (message.kind === 'part') {
			job.isPartial = true;
			job.onPart?.(message.part);
			return;
		}

		this.#jobs.delete(message.id);
		if (this.#jobs.size === 0) {
			this.#worker?.unref();
		}

		if (message.kind === 'output') {
			claimOutput(job.name, message.output);
			job.resolve(message.output);
		} else {
			job.reject(fromPlain(message.error));
		}
	}

	/** The worker is gone. Only the first job was under way; the others had not been begun and lose no attempt. */
	#recover(cause: unknown): void {
		const [first, ...others] = this.#jobs.values();
		if (first && (first.isPartial || first.attempts >= attemptLimit)) {
			this.#jobs.delete(first.id);
			first.reject(new FsyncError('internal', `The thread that works on ${this.#settings.root} died at its job (${first.name}). It is started again for the next one.`, {cause}));
		} else if (first) {
			this.#post(first);
		}

		for (const job of others) {
			job.attempts--;
			this.#post(job);
		}
	}

	#failAll(): void {
		for (const job of this.#jobs.values()) {
			job.reject(this.#closedFault());
		}

		this.#jobs.clear();
	}

	#closedFault(): FsyncError {
		return new FsyncError('internal', `The folder ${this.#settings.root} is closed already.`);
	}
}
