import process from 'node:process';

type Task = {readonly at: number; readonly order: number; readonly run: () => void; isCancelled: boolean};

/** Runs all promise callbacks that are due, and those that come of them, to the end. Only outside of a promise callback. */
const settle = (process as unknown as {_tickCallback(): void})._tickCallback;

/**
The one owner of time and order: everything that happens in a simulated world is a task of this queue. Between two tasks all promises settle,
so that a run is one synchronous function of its seed.
*/
export class Scheduler {
	/** Milliseconds since the world began. */
	now = 0;
	/** Tasks done. */
	steps = 0;
	#count = 0;
	readonly #heap: Task[] = [];

	/** Runs a task after a while. The returned function cancels it. */
	after(milliseconds: number, run: () => void): () => void {
		const task: Task = {
			at: this.now + Math.max(0, milliseconds), order: this.#count++, run, isCancelled: false,
		};
		this.#push(task);
		return () => {
			task.isCancelled = true;
		};
	}

	/** Does the next task, if one is due by `until`; false when there is none. */
	step(until: number): boolean {
		for (let task = this.#heap[0]; task && task.at <= until; task = this.#heap[0]) {
			this.#pop();
			if (task.isCancelled) {
				continue;
			}

			this.now = Math.max(this.now, task.at);
			this.steps++;
			task.run();
			settle();
			return true;
		}

		return false;
	}

	/** Runs all promise callbacks that are due to the end. */
	settle(): void {
		settle();
	}

	/** Lets time pass, doing what is due. */
	advance(milliseconds: number): void {
		const end = this.now + milliseconds;
		while (this.step(end)) {
			// The next one.
		}

		this.now = end;
	}

	#push(task: Task): void {
		const heap = this.#heap;
		let at = heap.length;
		heap.push(task);
		while (at > 0) {
			const above = (at - 1) >> 1;
			if (!isBefore(task, heap[above]!)) {
				break;
			}

			heap[at] = heap[above]!;
			at = above;
		}

		heap[at] = task;
	}

	#pop(): void {
		const heap = this.#heap;
		const last = heap.pop()!;
		if (heap.length === 0) {
			return;
		}

		let at = 0;
		for (;;) {
			let below = (at * 2) + 1;
			if (below >= heap.length) {
				break;
			}

			if (below + 1 < heap.length && isBefore(heap[below + 1]!, heap[below]!)) {
				below++;
			}

			if (!isBefore(heap[below]!, last)) {
				break;
			}

			heap[at] = heap[below]!;
			at = below;
		}

		heap[at] = last;
	}
}

const isBefore = (a: Task, b: Task): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);
