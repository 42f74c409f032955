import {Worker} from 'node:worker_threads';

/** Names the compiled worker, which stands beside this file. */
const workerUrl = new URL('disk-worker.js', import.meta.url);

let spare: Worker | undefined;

/**
Starts a thread before it is known which root it will work on: a thread takes as long to come up as the rest of a program to be loaded, and
both can happen at once. Whoever opens the first root gets it.
*/
export function startSpareThread(): void {
	if (spare) {
		return;
	}

	const worker = new Worker(workerUrl);
	spare = worker;
	// What is not needed must neither keep the process alive nor end it.
	worker.unref();
	worker.once('error', forgetSpare);
	worker.once('exit', forgetSpare);
}

/** A thread that waits for its root: the spare one, if there is one. */
export function takeThread(url: URL = workerUrl): Worker {
	if (!spare || url !== workerUrl) {
		return new Worker(url);
	}

	const worker = spare;
	worker.off('error', forgetSpare);
	worker.off('exit', forgetSpare);
	forgetSpare();
	return worker;
}

function forgetSpare(): void {
	spare = undefined;
}
