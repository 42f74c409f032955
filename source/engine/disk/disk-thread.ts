import {Worker} from 'node:worker_threads';
import type {LeaveMessage} from './worker-message.js';

/** Names the compiled worker, which stands beside this file. */
const workerUrl = new URL('disk-worker.js', import.meta.url);

/** A thread's garbage is mostly buffers, which are given back by hand: a larger young generation would only stay resident. */
const youngMegabytes = 6;

/** How many threads wait for a root at most, and how long: each has some ten megabytes. */
const spareLimit = 4;
const spareMilliseconds = 10_000;

/** Threads without a root, with what ends their waiting. The first is the next to be taken. */
const spares = new Map<Worker, () => void>();

/**
Starts a thread before it is known which root it will work on: a thread takes as long to come up as the rest of a program to be loaded, and
both can happen at once. Whoever opens the first root gets it, however long that takes.
*/
export function startSpareThread(): void {
	if (spares.size === 0) {
		keep(startThread(workerUrl));
	}
}

/** A thread that waits for its root: a spare one, if there is one. */
export function takeThread(url: URL = workerUrl): Worker {
	const [spare] = spares;
	if (!spare || url !== workerUrl) {
		return startThread(url);
	}

	const [worker, release] = spare;
	release();
	return worker;
}

/**
Takes back a thread that has nothing to do and to which nobody listens any more: it forgets its root and waits for another, since it costs as much
to start one as to list 50,000 files. One that started with a file of its own is ended.
*/
export async function giveBackThread(worker: Worker, url: URL = workerUrl): Promise<void> {
	if (url !== workerUrl || spares.size >= spareLimit) {
		await worker.terminate();
		return;
	}

	const message: LeaveMessage = {kind: 'leave'};
	worker.postMessage(message);
	keep(worker, setTimeout(() => {
		spares.get(worker)?.();
		void worker.terminate();
	}, spareMilliseconds).unref());
}

const startThread = (url: URL): Worker => new Worker(url, {resourceLimits: {maxYoungGenerationSizeMb: youngMegabytes}});

function keep(worker: Worker, timer?: NodeJS.Timeout): void {
	const release = () => {
		clearTimeout(timer);
		spares.delete(worker);
		worker.off('error', release);
		worker.off('exit', release);
	};

	spares.set(worker, release);
	// What is not needed must neither keep the process alive nor end it.
	worker.unref();
	worker.once('error', release);
	worker.once('exit', release);
}
